import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { exerciseActType } from '#protocol/act/act-id.ts'
import { openAct } from '#protocol/act/open.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { verifyAct } from '#protocol/act/verify.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sealedLength } from '#protocol/parcel/chunks.ts'
import type { OpenedAct } from '#protocol/parcel/sealed.ts'
import type { Transaction } from '#platform/db/store.ts'
import { remove, update, type Change, type Row } from '#platform/db/table.ts'
import { awaitProof, forgetProof } from '#platform/journal/received-proofs.ts'
import { enterAct, forgetFiles, listAct, type HeldFile } from '#platform/record/enter.ts'
import { actOf } from '#platform/record/load.ts'
import { maxReadBytes, type Arrived, type Projected } from '#platform/record/projector.ts'
import { isOutdone, recallOf } from '#platform/record/recalled.ts'
import { acts } from '#platform/record/tables.ts'
import { searchBell } from '#platform/search/waiting.ts'
import type { Owed, Taken } from '#platform/transport/incoming.ts'
import { mostUntold, untold } from '#platform/transport/held.ts'
import { wantReported } from '#platform/transport/wanting.ts'
import { handed, received, type Outcome, type Reported } from '#platform/transport/tables.ts'
import { charterAsOf } from '#charter/charter.ts'
import { judge, type Rejected, type Verdict } from '#charter/judge.ts'
import { beyondLimits } from '#charter/limits.ts'
import { lastTrustedOf } from '#charter/trusted.ts'
import { blobsOf, eraseAll } from './erasing.ts'
import type { House } from './house.ts'
import { deliveredTo, takeAgain } from './handed-on.ts'
import { handedFile, receivedFile } from './received-files.ts'
import { keysThen, supersededSeal } from './seals.ts'
import { beyondTrusted, judgeTrust } from './untrusted.ts'

/**
 * The one door for acts of others (architecture.md). What came out of a parcel is checked in this order: strict form and kind,
 * signatures by the author's keys, then the gate with the charter as of the entry named and with ours. Runs inside the transaction
 * that moves the cursor, so that an act is taken in exactly once. Never throws for what a peer sent.
 */
export async function takeIn(house: House, tx: Transaction, from: Party, opened: OpenedAct): Promise<Taken> {
  const act = openAct(opened.signed)
  if (isRefusal(act)) {
    const outcome = act.code === 'crit-unknown' ? 'quarantined' : 'dropped'
    return { outcome, refusal: act, owes: [], removes: [] }
  }
  const no = (outcome: Rejected['kind'], refusal: Refusal): Taken => {
    // What another hands on in the author's name says nothing of what the author sent.
    const isTold = outcome !== 'held' && from === act.said.author
    return { outcome, refusal, owes: isTold ? owing(act, outcome, refusal) : [], removes: [] }
  }
  const isKnown = await knowsEntry(house, tx, act)
  if (!isKnown) {
    // Whose keys hold is not known before the entry is here.
    const verdict = judged(house, from, act)
    if (verdict.kind !== 'admitted') return no(verdict.kind, verdict.refusal)
  }
  const keys = keysThen(house, act)
  const forged = keys === undefined ? undefined : verifyAct(act, keys)
  // By keys that came after ours were the newest, it may be good.
  if (forged !== undefined) return no(isKnown ? 'dropped' : 'held', forged)
  const late = await supersededSeal(house, tx, act, from)
  if (late !== undefined) return no('dropped', late)
  const mixing = mixingRefusal(house, act)
  if (mixing !== undefined) return no('quarantined', mixing)
  const held = await tx.find(acts, { act: act.id })
  if (held !== undefined) return takeAgain(tx, held, from, opened.attachmentKeys)
  if ((await recallOf(tx, act)) !== undefined) return { outcome: 'recalled', owes: owing(act, 'erased'), removes: [] }
  const verdict = await judgedByAll(house, tx, from, act)
  if (verdict.kind !== 'admitted') {
    const isTooMuch = verdict.kind === 'held' && (await areManyHeld(tx, from, verdict.refusal))
    return no(isTooMuch ? 'refused' : verdict.kind, verdict.refusal)
  }
  const crossing = await crossingRefusal(tx, act)
  if (crossing !== undefined) return no('refused', crossing)
  const beyond = beyondLimits(act.said, act.statement.length, house.charter()) ?? beyondReading(house, act)
  if (beyond !== undefined) return no('refused', beyond)
  if (opened.attachmentKeys.length !== act.said.attachments.length) {
    return no('dropped', refuse('parcel-malformed', 'protocol 7: sealed part', { member: 'attachmentKeys' }))
  }
  const { attachmentKeys } = opened
  const hasFiles = attachmentKeys.length > 0
  const taken = await (hasFiles ? awaitFiles(house, tx, act, { from, attachmentKeys }) : admit(house, tx, act))
  if (taken.outcome === 'admitted' || taken.outcome === 'fetching') await follow(house, tx, act, from)
  return taken
}

function judged(house: House, from: Party, { said }: Act): Verdict {
  return judge(said, { from, self: house.self, charter: house.charter(), at: house.clock.now() })
}

/** Under a frozen seal so many parcels of a peer wait for a word of its author, and no more: whoever stole it fills no disk. */
async function areManyHeld(tx: Transaction, peer: Party, { code }: Refusal): Promise<boolean> {
  const where = { peer, outcome: 'held', code: untold } as const
  return code === untold && (await tx.count(received, where, mostUntold)) >= mostUntold
}

/** What needs a basis and has none may rest on a closed agreement of which something came a moment ago. */
async function judgedByAll(house: House, tx: Transaction, from: Party, act: Act): Promise<Verdict> {
  const verdict = judged(house, from, act)
  const mayBeLate = verdict.kind === 'refused' && kindRow(act.said.kind)?.needsBasis === true
  return mayBeLate && (await house.followClosed(tx)) ? judged(house, from, act) : verdict
}

/** Whether the lane as it is here, what has just come in included, has the entry that the act names. */
async function knowsEntry(house: House, tx: Transaction, { said: { charter } }: Act): Promise<boolean> {
  const isKnown = () => charter === 'self' || charterAsOf(house.charter(), charter) !== undefined
  return isKnown() || ((await house.followLane(tx)) && isKnown())
}

/** Exercise traffic is let in only where its room keeps it apart: beside real traffic it would satisfy what is real, whatever way it came. */
function mixingRefusal({ projectors }: House, { said: { kind, label }, payloadType }: Act): Refusal<Code> | undefined {
  if (payloadType !== exerciseActType || projectors.get(kind)?.keepsExercises === true) return undefined
  return refuse('exercise-separation', 'protocol 5: exercise', { kind, exercise: label.exercise ?? '' })
}

/**
 * What is real and what is of an exercise never name each other, as far as what an act refers to is held here and was sent to its author too: of
 * anything else nobody learns whether we have it. Machines' receipts are about carrying alone, and real for both.
 */
async function crossingRefusal(tx: Transaction, { said, payloadType }: Act): Promise<Refusal<Code> | undefined> {
  const { kind, refs, author } = said
  if (kindRow(kind)?.receipted === false || refs.length === 0) return undefined
  const where = { act: { in: refs }, payload_type: { not: payloadType } }
  const rows = await tx.select(acts, { where, limit: refs.length })
  const crossed = rows.find((row) => row.author === author || isSentTo(actOf(row), author))
  return crossed && refuse('exercise-crossed', 'protocol 5: exercise', { act: crossed.act })
}

function isSentTo(act: Act | undefined, party: Party): boolean {
  if (act === undefined) return false
  const { audience } = act.said
  return 'coalition' in audience || audience.includes(party)
}

/** What its room would hold whole is not fetched at all where it is too much to hold. */
function beyondReading({ projectors }: House, act: Act): Refusal | undefined {
  const wanted = projectors.get(act.said.kind)?.reads?.(act) ?? []
  const isTooMuch = wanted.some((position) => (act.said.attachments[position]?.bytes ?? 0) > maxReadBytes)
  return isTooMuch ? refuse('too-large', 'protocol 10: limits', { limit: maxReadBytes }) : undefined
}

/** What is done about an act that came in, once it is entered: its proof is fetched, and what a receipt names and we lack is noted. */
async function follow(house: House, tx: Transaction, act: Act, peer: Party): Promise<void> {
  const { cadenceMs } = house.charter()
  const at = house.clock.now()
  await awaitProof(tx, { act: act.id, author: act.said.author, peer, at, cadenceMs })
  await wantReported(tx, act, { at, cadenceMs })
}

/** Told to the author; nothing is owed for what machines say to each other. */
function owing(act: Act, outcome: Reported, refusal?: Refusal): readonly Owed[] {
  if (kindRow(act.said.kind)?.receipted === false) return []
  return [{ peer: act.said.author, act: act.id, outcome, ...(refusal === undefined ? {} : { refusal }) }]
}

/** What came with an act, and over whose link. */
interface Brought {
  readonly from: Party
  readonly attachmentKeys: OpenedAct['attachmentKeys']
}

/** The act is valid and allowed; its files are fetched before anyone sees it. */
async function awaitFiles(house: House, tx: Transaction, act: Act, { from, attachmentKeys }: Brought): Promise<Taken> {
  const fileName = from === act.said.author ? receivedFile : handedFile
  const files = act.said.attachments.map((ref, position): HeldFile => {
    const keys = attachmentKeys[position]
    return {
      position,
      blob: fileName(act.id, position),
      sealedBytes: sealedLength(ref.bytes),
      have: 0,
      salt: keys?.salt ?? '',
      key: keys?.key ?? '',
    }
  })
  const [arrival, arrivedAt] = [await tx.next('record.arrival'), house.clock.now()]
  await tx.apply(enterAct({ act, arrival, arrivedAt, own: false, standing: 'fetching', files }))
  tx.ring('files')
  const owes = [{ peer: act.said.author, act: act.id, outcome: 'delivered' } as const, ...deliveredTo(house, act)]
  return { outcome: 'fetching', owes, removes: [] }
}

/** An act without files: recorded and projected at once, unless its room refuses what it says. */
async function admit(house: House, tx: Transaction, act: Act): Promise<Taken> {
  const arrival = await tx.next('record.arrival')
  const arrived = { act, arrival, arrivedAt: house.clock.now(), self: house.self, attachments: new Map() }
  const projected = project(house, arrived)
  if (isRefusal(projected)) return refused(act, projected)
  await tx.apply(enterAct({ ...arrived, own: false, standing: 'admitted', files: [] }))
  const taken = await conclude(house, tx, arrived, projected)
  return { ...taken, owes: [...taken.owes, ...deliveredTo(house, act)] }
}

/**
 * An act whose files have all come and were found to be what it says: projected with them. Nothing happens if it was recalled
 * meanwhile. It takes its place in the order of arrival now, when it is first seen.
 */
export async function admitWithFiles(
  house: House,
  tx: Transaction,
  act: Act,
  attachments: ReadonlyMap<number, Uint8Array>,
): Promise<Taken> {
  const row = await tx.lock(acts, { act: act.id })
  if (row?.standing === 'admitted') return { outcome: 'duplicate', owes: [], removes: [] }
  if (row?.standing !== 'fetching') {
    // What came after the recall had destroyed what was here.
    const removes = act.said.attachments.flatMap((_, at) => [receivedFile(act.id, at), handedFile(act.id, at)])
    return { outcome: 'recalled', owes: [], removes }
  }
  const arrival = await tx.next('record.arrival')
  const arrived = { act, arrival, arrivedAt: house.clock.now(), self: house.self, attachments }
  const projected = await (house.reading.project(arrived) ?? project(house, arrived))
  if (isRefusal(projected)) {
    const removes = await blobsOf(tx, act.id)
    await tx.apply([...forget(act.id), markReceived(act.id, 'refused', projected)])
    return { ...refused(act, projected), removes }
  }
  const standing = { arrival, arrived_at: arrived.arrivedAt, standing: 'admitted' as const }
  await tx.apply([update(acts, { act: act.id }, standing), markReceived(act.id, 'admitted')])
  return conclude(house, tx, arrived, projected)
}

/**
 * A file that is not what the act says: the act is dropped with it, and its author told if the keys are his. Nothing happens if other keys
 * have come meanwhile.
 */
export async function dropWithFiles(
  tx: Transaction,
  act: Act,
  { refusal, keys }: { readonly refusal: Refusal; readonly keys: Row<typeof acts>['attachment_keys'] },
): Promise<Taken> {
  const held = await tx.lock(acts, { act: act.id })
  if (JSON.stringify(held?.attachment_keys) !== JSON.stringify(keys))
    return { outcome: 'fetching', owes: [], removes: [] }
  const where = { act: act.id, peer: act.said.author, outcome: 'fetching' } as const
  const isFromAuthor = (await tx.count(received, where, 1)) > 0
  const removes = await blobsOf(tx, act.id)
  await tx.apply([...forget(act.id), markReceived(act.id, 'dropped', refusal)])
  return { outcome: 'dropped', refusal, owes: isFromAuthor ? owing(act, 'dropped', refusal) : [], removes }
}

const forget = (act: ActId): readonly Change[] => [
  forgetFiles(act),
  forgetProof(act),
  remove(handed, { act }),
  remove(acts, { act }),
]

function project(house: House, arrived: Arrived): Projected | Refusal {
  const { kind } = arrived.act.said
  const projector = house.projectors.get(kind)
  return projector === undefined ? refuse('kind-unknown', 'protocol 10: kinds', { kind }) : projector.project(arrived)
}

function refused(act: Act, refusal: Refusal): Taken {
  return { outcome: 'refused', refusal, owes: owing(act, 'refused', refusal), removes: [] }
}

async function conclude(house: House, tx: Transaction, arrived: Arrived, projected: Projected): Promise<Taken> {
  const { act, arrival, arrivedAt } = arrived
  const { erases = [] } = projected
  // What is destroyed no proof brings back: a recall whose seal is trusted no more does nothing before its own has come.
  const isIdle = erases.length > 0 && (await beyondTrusted(house, tx, act)) !== undefined
  const changes = isIdle || (await isOutdone(tx, act, erases)) ? [] : projected.changes
  await tx.apply([...listAct(act, arrival, arrivedAt), ...changes])
  if (lastTrustedOf(house.charter(), act) !== undefined) await judgeTrust(house, tx, act.id)
  const { owes, removes } = await eraseAll(house, tx, act, isIdle ? [] : erases)
  for (const bell of ['acts', searchBell, ...(projected.rings ?? [])]) tx.ring(bell)
  await house.failpoint(removes.length > 0 ? 'recall:written' : 'deliver:written')
  return { outcome: 'admitted', owes: [...owing(act, 'admitted'), ...owes], removes }
}

function markReceived(act: ActId, outcome: Outcome, refusal?: Refusal): Change {
  return update(
    received,
    { act, outcome: 'fetching' },
    { outcome, code: refusal?.code ?? null, rule: refusal?.rule ?? null },
  )
}
