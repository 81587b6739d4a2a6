import type { Account } from './account.ts'

/**
 * Who asks, and how far he may see. `levels` are the charter's levels up to the account's clearance; a clearance that
 * the charter does not name reads nothing.
 */
export interface Reader {
  readonly account: Account
  readonly levels: readonly string[]
  readonly categories: readonly string[] | 'all'
  /** Nothing that the charter has a word for is hidden from him, so that figures over all of it tell him nothing more. */
  readonly seesAll: boolean
}

/** `levels`: of the charter, lowest first. */
export function readerOf(account: Account, levels: readonly string[]): Reader {
  const categories = account.categories.includes('*') ? 'all' : account.categories
  const readable = levels.slice(0, levels.indexOf(account.clearance) + 1)
  return { account, levels: readable, categories, seesAll: categories === 'all' && readable.length === levels.length }
}

/** How far an account may see, and nothing else of it. */
export type Clearance = Pick<Reader, 'levels' | 'categories'>

/** Conditions on the columns `level` and `category`, to be spread into the `where` of every read of content. */
export interface Visible {
  readonly level: { readonly in: readonly string[] }
  readonly category?: { readonly in: readonly string[] }
}

export function visibleTo(reader: Reader): Visible {
  const level = { in: reader.levels }
  return reader.categories === 'all' ? { level } : { level, category: { in: reader.categories } }
}

/** The same judgement on one thing: already read, for pushes, or about to be written. */
export function maySee(reader: Clearance, thing: { readonly level: string; readonly category: string }): boolean {
  const hasCategory = reader.categories === 'all' || reader.categories.includes(thing.category)
  return hasCategory && reader.levels.includes(thing.level)
}
