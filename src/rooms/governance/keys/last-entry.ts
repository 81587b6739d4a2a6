import type { Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import { inclusions, proofs } from '#platform/journal/tables.ts'
import { acts } from '#platform/record/tables.ts'
import type { House } from '#charter/record/house.ts'
import type { JournalPlace } from '#charter/trusted.ts'

/** Acts that are looked at: of so many one at least is proved, or the party has been silent towards us. */
const most = 1000

/** The last entry of a party's journal of which an act was here by a moment: our own acts, or those of others that are proved. */
export async function lastEntryBefore(
  { store, self }: House,
  author: Party,
  before: Instant,
): Promise<JournalPlace | undefined> {
  const where = { author, arrived_at: { lt: before } }
  const rows = await store.select(acts, { where, order: ['-arrival'], columns: ['act'], limit: most })
  const ids = rows.map(({ act }) => act)
  const places: readonly JournalPlace[] =
    author === self
      ? await store.select(inclusions, { where: { leaf: { in: ids } }, columns: ['epoch', 'entry'] })
      : await store.select(proofs, { where: { author, act: { in: ids }, witnessed: true } })
  const [last] = places.toSorted((one, other) => other.epoch - one.epoch || other.entry - one.entry)
  return last && { epoch: last.epoch, entry: last.entry }
}
