import type { Instant } from '#kernel/instant.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
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

/** Ways out that one node may have: of each message there is a row for each. */
const mostWays = 100

type OutgoingRow = Row<typeof outgoing>

/** Newest first, after the line that `position` names: its moment, id and way out. */
export async function logged(reads: Reads, limit: number, position: readonly unknown[]): Promise<readonly Logged[]> {
  const [at, id = '', adapter = ''] = position.map(String)
  const order = ['-at', 'id', 'adapter'] as const
  if (at === undefined) return (await reads.select(outgoing, { order, limit })).map(lineOf)
  // What is left of the moment at which the page before ended, and then what is older.
  const moment = at as Instant
  const same = await reads.select(outgoing, {
    where: { at: moment, id: { gte: id } },
    order: ['id', 'adapter'],
    limit: limit + mostWays,
  })
  const left = same.filter((row) => row.id > id || row.adapter > adapter).slice(0, limit)
  const rest = { where: { at: { lt: moment } }, order, limit: limit - left.length }
  const older = rest.limit === 0 ? [] : await reads.select(outgoing, rest)
  return [...left, ...older].map(lineOf)
}

const lineOf = ({ id, adapter, type, at, state, attempts, next_at: nextAt, error }: OutgoingRow): Logged => ({
  id,
  adapter,
  type,
  at,
  state,
  attempts,
  ...(state === 'waiting' ? { nextAt } : {}),
  ...(error === null ? {} : { error }),
})
