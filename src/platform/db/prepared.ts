import type { ClientBase, QueryResult, QueryResultRow } from 'pg'
import type { Statement } from './sql.ts'

/** A text is prepared once it has come so often. */
const oftenEnough = 5
/** Texts prepared on a connection; each costs its server process some kilobytes. */
const mostPrepared = 128
/** Texts counted; beyond, counting begins anew. */
const mostCounted = 2048

/**
 * The names under which statements that come again and again are prepared, so that the server reads them once per connection. Its sessions
 * must plan each execution anew (`planning`): a plan made for a table of ten rows is none for a table of ten thousand.
 */
class PreparedNames {
  readonly #names = new Map<string, string>()
  #counts = new Map<string, number>()

  of(text: string): string | undefined {
    const name = this.#names.get(text)
    if (name !== undefined || this.#names.size === mostPrepared) return name
    const count = (this.#counts.get(text) ?? 0) + 1
    if (this.#counts.size === mostCounted) this.#counts = new Map()
    this.#counts.set(text, count)
    if (count < oftenEnough) return undefined
    this.#counts.delete(text)
    const given = `tamga_${this.#names.size}`
    this.#names.set(text, given)
    return given
  }
}

const names = new PreparedNames()

/**
 * How a session plans: anew each time, and by an index wherever one fits. A table that was just filled has no figures yet, and by its
 * guesses the server would read the whole of it for a hundred of its rows.
 */
export const planning = 'SET plan_cache_mode = force_custom_plan; SET enable_seqscan = off'

/** Asks a pool's connection one statement. */
export function ask<Found extends QueryResultRow = Record<string, unknown>>(
  client: ClientBase,
  { text, values }: Statement,
): Promise<QueryResult<Found>> {
  const name = names.of(text)
  return client.query<Found>({ text, values: [...values], ...(name === undefined ? {} : { name }) })
}
