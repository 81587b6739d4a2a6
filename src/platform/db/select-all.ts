import type { Reads } from './store.ts'
import type { Query, Row, Table } from './table.ts'

/** What `select` is asked, as data. */
export interface Question<T extends Table = Table> {
  readonly table: T
  readonly query: Query<T>
}

export const question = <T extends Table>(table: T, query: Query<T>): Question<T> => ({ table, query })

/** Answers several questions, with one message to the database where `reads` can. The rows of each come in whatever order. */
export async function selectAll<T extends Table>(
  reads: Reads,
  questions: readonly Question<T>[],
): Promise<readonly (readonly Row<T>[])[]> {
  return reads.selectAll?.(questions) ?? Promise.all(questions.map(({ table, query }) => reads.select(table, query)))
}

/**
 * Reads that ask some questions ahead, all at once, and tell each answer once, when that very question is asked: it is as old as the beginning.
 * What is asked otherwise is asked anew.
 */
export async function foresee(reads: Reads, questions: readonly Question[]): Promise<Reads> {
  const answers = await selectAll(reads, questions)
  const known = new Map<string, Told>()
  for (const [at, { table, query }] of questions.entries())
    known.set(nameOf(table, query), { table, rows: answers[at] ?? [] })
  return {
    find: (table, key) => reads.find(table, key),
    async select<T extends Table>(table: T, query: Query<T>) {
      const name = nameOf(table, query)
      const told = known.get(name)
      known.delete(name)
      return told !== undefined && isOf(table, told) ? told.rows : reads.select(table, query)
    },
    count: (table, where, cap) => reads.count(table, where, cap),
    greatest: (table, column, where) => reads.greatest(table, column, where),
    selectAll: (others) => selectAll(reads, others),
  }
}

/** What a table answered. */
interface Told {
  readonly table: Table
  readonly rows: readonly Row<Table>[]
}

const isOf = <T extends Table>(table: T, told: Told): told is Told & { readonly rows: readonly Row<T>[] } =>
  told.table === table

const nameOf = (table: Table, query: object): string => `${table.name} ${JSON.stringify(query)}`
