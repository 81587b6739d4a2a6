import { epochMsOf, instantOf, type Instant } from '#kernel/instant.ts'
import type { Act } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { OpenedAct } from '#protocol/parcel/sealed.ts'
import type { Transaction } from '#platform/db/store.ts'
import { remove, update, type Row } from '#platform/db/table.ts'
import { unproved } from '#platform/journal/tables.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import type { Owed, Taken } from '#platform/transport/incoming.ts'
import { handed } from '#platform/transport/tables.ts'
import type { House } from './house.ts'
import { receivedFile } from './received-files.ts'

/**
 * What the other addressees of content are told: that it is here, and no more, with the next checkpoint (protocol.md 7). Who of them lacks
 * it then knows that it was meant to have it.
 */
export function deliveredTo(house: House, { id: act, said }: Act): readonly Owed[] {
  if (kindRow(said.kind)?.class !== 'content' || 'coalition' in said.audience) return []
  const { parties, cadenceMs } = house.charter()
  const others = said.audience.filter((party) => party !== house.self && parties.has(party))
  const dueAt = nextCadence(house.clock.now(), cadenceMs)
  return others.map((peer) => ({ peer, act, outcome: 'delivered', dueAt }))
}

/** The same moment for all that comes in during a cadence, so that it goes into one receipt. */
const nextCadence = (now: Instant, cadenceMs: number): Instant =>
  instantOf((Math.floor(epochMsOf(now) / cadenceMs) + 1) * cadenceMs)

/**
 * An act that is here, or on its way. Who is not its author may have handed it on with other files, or other keys of them: what the author
 * sends holds, and the files are fetched from him.
 */
export async function takeAgain(
  tx: Transaction,
  held: Row<typeof acts>,
  from: Party,
  keys: OpenedAct['attachmentKeys'],
): Promise<Taken> {
  const { act, author } = held
  const isNews = held.standing === 'fetching' && !held.own && author === from
  if (author === from) await tx.apply([remove(handed, { act }), update(unproved, { act }, { peer: author })])
  if (!isNews || keys.length !== held.attachment_keys?.length) return { outcome: 'duplicate', owes: [], removes: [] }
  const files = await tx.select(attachments, { where: { act }, limit: 64 })
  const moved = files.filter(({ position, blob }) => blob !== receivedFile(act, position))
  const fromAuthor = (position: number) => ({ blob: receivedFile(act, position), have: 0 })
  await tx.apply([
    update(acts, { act }, { attachment_keys: keys }),
    ...moved.map(({ position }) => update(attachments, { act, position }, fromAuthor(position))),
  ])
  tx.ring('files')
  return { outcome: 'fetching', owes: [], removes: moved.map(({ blob }) => blob) }
}
