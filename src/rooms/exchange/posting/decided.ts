import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, update, type Change } from '#platform/db/table.ts'
import { drafts } from '../tables.ts'
import { postedShares, postings, posts } from './tables.ts'

interface Decision {
  readonly draft: string
  readonly at: Instant
  /** The share that it became, and under which profile if it came from a tool; without one it was rejected. */
  readonly act?: ActId
  readonly collection?: string | null
}

const mostPostings = 10_000

/** What a decision on a draft changes for those who posted what is in it. */
export async function decided(
  tx: Transaction,
  { draft, at, act, collection = null }: Decision,
): Promise<readonly Change[]> {
  const waiting = await tx.select(postings, { where: { drafts: { has: draft }, ended_at: null }, limit: mostPostings })
  const others = [...new Set(waiting.flatMap((row) => row.drafts))].filter((other) => other !== draft)
  const open = await tx.select(drafts, { where: { draft: { in: others }, act: null }, columns: ['draft'] })
  const stillOpen = new Set(open.map((row) => row.draft))
  const ended = waiting.filter((row) => !row.drafts.some((other) => stillOpen.has(other)))
  return [
    ...(act === undefined || collection === null
      ? []
      : [update(posts, { draft }, { act }), insert(postedShares, { act, collection })]),
    ...ended.map(({ status }) => update(postings, { status }, { ended_at: at })),
  ]
}
