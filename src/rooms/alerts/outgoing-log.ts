import type { Instant } from '#kernel/instant.ts'
import type { Reads } from '#platform/db/store.ts'
import { outgoing } from './tables.ts'

/** A line of the log: that something went out, and how it fared. Of what it was about nothing: an administrator reads no content. */
export interface Logged {
  readonly id: string
  readonly adapter: string
  readonly type: string
  readonly at: Instant
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly attempts: number
  readonly nextAt?: Instant
  readonly error?: string
}

/** Rows of one moment: a message for each way out. */
const sameMoment = 100

/** Newest first, after the line that `position` names: its moment, id and way out. */
export async function logged(reads: Reads, limit: number, position: readonly unknown[]): Promise<readonly Logged[]> {
  const [at, id, adapter] = position.map(String)
  const where = at === undefined ? {} : { at: { lte: at as Instant } }
  const order = ['-at', 'id', 'adapter'] as const
  const rows = await reads.select(outgoing, { where, order, limit: limit + sameMoment })
  const isAfter = (row: (typeof rows)[number]): boolean =>
    at === undefined || row.at < at || `${row.id} ${row.adapter}` > `${id} ${adapter}`
  return rows
    .filter(isAfter)
    .slice(0, limit)
    .map(({ next_at: nextAt, error, state, ...row }) => ({
      id: row.id,
      adapter: row.adapter,
      type: row.type,
      at: row.at,
      state,
      attempts: row.attempts,
      ...(state === 'waiting' ? { nextAt } : {}),
      ...(error === null ? {} : { error }),
    }))
}
