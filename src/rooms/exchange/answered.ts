import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { keep, remove, update, type Change, type Row } from '#platform/db/table.ts'
import { awaiting, replies } from './tables.ts'

const notCome = { author: null, arrival: 0, level: '', category: '' } as const

/** A share of another came: what of this house has acknowledged it stays. */
export function awaited(share: Omit<Row<typeof awaiting>, 'answered_by'>): readonly Change[] {
  const { act, ...rest } = share
  return [keep(awaiting, { ...share, answered_by: null }), update(awaiting, { act }, rest)]
}

/** This house acknowledged a share, whether or not it has come. */
export const answered = (about: ActId, by: ActId): readonly Change[] => [
  keep(awaiting, { act: about, ...notCome, answered_by: by }),
  update(awaiting, { act: about, answered_by: null }, { answered_by: by }),
  update(awaiting, { act: about, answered_by: { gt: by } }, { answered_by: by }),
]

/** Its author took it back: that it was acknowledged stays, as if it had never come. */
export const awaitedNoMore = (of: Said): readonly Change[] => [
  update(awaiting, of, notCome),
  remove(awaiting, { act: of.act, author: null, answered_by: null }),
]

interface Said {
  readonly act: ActId
  readonly author: Party
}

/** An act counts for nothing: a share waits for nobody, and what it acknowledged waits again. */
export async function unmark(tx: Transaction, said: Said): Promise<void> {
  await unanswer(tx, said)
  await tx.apply(awaitedNoMore(said))
}

/** Unless another act of this house acknowledged it too. */
async function unanswer(tx: Transaction, { act, author }: Said): Promise<void> {
  for (const { act: about } of await tx.select(awaiting, { where: { answered_by: act }, limit: 1 })) {
    const where = { about, author, verb: 'acknowledge', act: { not: act } } as const
    const [other] = await tx.select(replies, { where, order: ['act'], limit: 1 })
    await tx.apply([
      update(awaiting, { act: about }, { answered_by: other?.act ?? null }),
      remove(awaiting, { act: about, author: null, answered_by: null }),
    ])
  }
}
