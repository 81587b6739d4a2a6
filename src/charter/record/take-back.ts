import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { verifyAct } from '#protocol/act/verify.ts'
import { kindRow } from '#protocol/acts/table.ts'
import { sealedLength } from '#protocol/parcel/chunks.ts'
import type { OpenedParcel } from '#protocol/parcel/sealed.ts'
import type { Transaction } from '#platform/db/store.ts'
import { put, remove, update, type Change } from '#platform/db/table.ts'
import { awaitInclusion } from '#platform/journal/waiting.ts'
import { enterAct, listAct, type HeldFile } from '#platform/record/enter.ts'
import { actOf } from '#platform/record/load.ts'
import { forgetParts } from '#platform/record/parts.ts'
import type { Arrived } from '#platform/record/projector.ts'
import { acts, attachments, tombstones } from '#platform/record/tables.ts'
import { forgetIndexed, searchBell } from '#platform/search/waiting.ts'
import { send, withdraw } from '#platform/transport/outgoing.ts'
import type { Fetched, Whole } from '#platform/transport/fetching.ts'
import { outbox, parcels, returned } from '#platform/transport/tables.ts'
import { lastTrustedOf } from '#charter/trusted.ts'
import { keysThen } from './seals.ts'
import type { House } from './house.ts'
import { addressees } from './office.ts'
import { areElsewhere } from './received-files.ts'
import { judgeTrust } from './untrusted.ts'

/**
 * Enters an act of ours again that an addressee gave back after a restore. It was decided and signed once: neither the gate nor the
 * officers are asked, only our own signatures. It waits for an entry in the journal: the entry it stood in is known by its hash alone. With its
 * files it is queued for its other addressees: before that nobody knows whether the keys are right.
 */
export async function takeBack(
  house: House,
  tx: Transaction,
  opened: OpenedParcel,
): Promise<'back' | 'known' | Refusal> {
  const act = openAct(opened.signed)
  if (isRefusal(act)) return act
  const keys = act.said.author === house.self ? keysThen(house, act) : undefined
  if (keys === undefined)
    return refuse('wrong-author', 'protocol 6: after a restore', { author: act.said.author, keys: house.self })
  const forged = verifyAct(act, keys)
  if (forged !== undefined) return forged
  const held = await tx.lock(acts, { act: act.id })
  if (held !== undefined) {
    if (held.standing === 'fetching' && (await wasGivenBack(tx, act.id))) await tx.apply([given(act, opened)])
    return 'known'
  }
  if (opened.attachmentKeys.length !== act.said.attachments.length)
    return refuse('parcel-malformed', 'protocol 7: sealed part', { member: 'attachmentKeys' })
  const arrival = await tx.next('record.arrival')
  const files = lostFiles(act, opened)
  const isWhole = files.length === 0
  const arrived = { act, arrival, arrivedAt: house.clock.now(), self: house.self, attachments: new Map() }
  const standing = isWhole ? 'admitted' : 'fetching'
  await tx.apply([...enterAct({ ...arrived, own: true, standing, files }), awaitInclusion(act.id)])
  if (isWhole) await show(house, tx, arrived)
  else await tx.apply([given(act, opened)])
  tx.ring(isWhole ? 'acts' : 'files')
  return 'back'
}

const wasGivenBack = async (tx: Transaction, act: ActId): Promise<boolean> => (await tx.count(returned, { act }, 1)) > 0

/** Whose keys are right is known when the files are here: until then each peer's are kept. */
const given = ({ id: act, said }: Act, { header, attachmentKeys }: OpenedParcel): Change =>
  put(returned, { act, peer: header.to, keys: attachmentKeys.slice(0, said.attachments.length) })

/** The files of an act of ours, which have opened with these keys. */
export interface ReturnedFiles extends Pick<Fetched, 'act' | 'keys' | 'blobs'>, Whole {}

/** Files of an act of ours have come back too: now it can be shown as it was, and goes with its keys to whoever has not got it. */
export async function showWithFiles(house: House, tx: Transaction, files: ReturnedFiles): Promise<void> {
  const { act, keys, blobs, plaintexts, came } = files
  const row = await tx.lock(acts, { act: act.id })
  if (row?.standing !== 'fetching' || (await areElsewhere(tx, act.id, blobs))) return
  const arrival = await tx.next('record.arrival')
  const arrivedAt = house.clock.now()
  const whole = { arrival, arrived_at: arrivedAt, standing: 'admitted', attachment_keys: keys } as const
  await tx.apply([update(acts, { act: act.id }, whole), remove(returned, { act: act.id }), ...came])
  await show(house, tx, { act, arrival, arrivedAt, self: house.self, attachments: plaintexts })
  tx.ring('acts')
}

/** A file that came back is not the one we signed: it is fetched again, from another addressee. Answers the blobs to be removed. */
export async function forgetWrongFiles(
  tx: Transaction,
  { act: { id: act }, blobs }: Pick<Fetched, 'act' | 'blobs'>,
): Promise<readonly string[]> {
  const row = await tx.lock(acts, { act })
  if (row?.standing !== 'fetching' || (await areElsewhere(tx, act, blobs))) return []
  await tx.apply([update(attachments, { act }, { have: 0 })])
  return blobs
}

function lostFiles(act: Act, { attachmentKeys }: OpenedParcel): readonly HeldFile[] {
  return act.said.attachments.map((ref, position) => {
    const { salt = '', key = '' } = attachmentKeys[position] ?? {}
    const blob = `back-${act.id.slice('act--'.length)}-${position}`
    return { position, blob, sealedBytes: sealedLength(ref.bytes), have: 0, salt, key }
  })
}

/** Queues the act for those addressees for whom it neither waits nor was ever numbered. */
async function sendOn(house: House, tx: Transaction, act: Act): Promise<void> {
  const about = { where: { act: act.id }, limit: mostParcels }
  const rows = [...(await tx.select(parcels, about)), ...(await tx.select(outbox, about))]
  const known = new Set([house.self, ...rows.map(({ peer }) => peer)])
  const to = addressees(house, act.said.audience).filter((party) => !known.has(party))
  await tx.apply(await send(tx, act, to, kindRow(act.said.kind)?.urgency === 'urgent'))
  tx.ring('outbox')
}

/** Parcels of one act, at most: few more than a coalition has parties. */
const mostParcels = 1000

/** What the rooms make of the act. What it takes back of ours may come only after it: that is remembered. */
async function show(house: House, tx: Transaction, arrived: Arrived): Promise<void> {
  await sendOn(house, tx, arrived.act)
  await project(house, tx, arrived)
  const { id, said } = arrived.act
  if (lastTrustedOf(house.charter(), arrived.act) !== undefined) await judgeTrust(house, tx, id)
  const tombstone = await tx.find(tombstones, { act: id, author: said.author })
  if (tombstone !== undefined) await showAgain(house, tx, tombstone.erased_by)
  tx.ring(searchBell)
}

async function project(house: House, tx: Transaction, arrived: Arrived): Promise<void> {
  const { act, arrival, arrivedAt } = arrived
  const projected = house.projectors.get(act.said.kind)?.project(arrived)
  if (projected === undefined || isRefusal(projected)) {
    house.log({
      level: 'error',
      event: 'returned-act-not-shown',
      kind: act.said.kind,
      code: projected?.code ?? 'kind-unknown',
    })
    return
  }
  const erased = projected.erases ?? []
  for (const gone of erased) await forgetIndexed(tx, gone, house.self)
  await forgetParts(tx, house.projectors, { erases: erased, author: house.self })
  const stones = erased.map((gone) => put(tombstones, { act: gone, author: house.self, erased_by: act.id }))
  await tx.apply([...listAct(act, arrival, arrivedAt), ...projected.changes, ...erased.flatMap(withdraw), ...stones])
  for (const bell of projected.rings ?? []) tx.ring(bell)
}

/** A recall that came back before what it recalls takes its effect once more, after it, in the order of arrival too. */
async function showAgain(house: House, tx: Transaction, recall: ActId): Promise<void> {
  const row = await tx.lock(acts, { act: recall })
  const act = row === undefined ? undefined : actOf(row)
  if (act === undefined) return
  const arrival = await tx.next('record.arrival')
  const arrivedAt = house.clock.now()
  await tx.apply([update(acts, { act: recall }, { arrival, arrived_at: arrivedAt })])
  await project(house, tx, { act, arrival, arrivedAt, self: house.self, attachments: new Map() })
}
