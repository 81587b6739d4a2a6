import { isRefusal } from '#kernel/refusal.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { closedHere } from '#charter/record/closed.ts'
import type { House } from '#charter/record/house.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import { compose, record } from '#charter/record/office.ts'
import { orderables } from '#charter/record/tables.ts'
import { digestKey, subjectOfDigest } from '#charter/treaty/closed.ts'

/**
 * Tells the coalition the digest of each closed text of ours that all participants have signed, and nothing else of it. One of them does: whoever
 * proposed it. Answers whether something was said.
 */
export async function sayDigests(house: House): Promise<boolean> {
  const charter = house.charter()
  for (const { act, text, signed, digest, entered } of await closedHere(house.store, charter)) {
    const isOurs = act.said.author === house.self && signed.length === text.participants.length
    if (!isOurs || entered !== undefined) continue
    const subject = subjectOfDigest(digestKey(house.self, digest))
    const where = { subject, expires: { gt: house.clock.now() } }
    if ((await house.store.count(orderables, where, 1)) > 0) continue
    const composed = await compose(house, {
      kind: kindOf('agreement.digest/1'),
      audience: { coalition: true },
      label: lowestLabel(charter),
      officers: [],
      attachments: [],
      refs: [],
      body: { digest },
    })
    if (isRefusal(composed)) return false
    await record(house, [composed])
    return true
  }
  return false
}
