import { Fault } from '#kernel/fault.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { carriedNames, maxMembers, signContents, writeContents } from '#protocol/parcel/carried.ts'
import { writeArchive, type NewMember } from '#protocol/parcel/ustar.ts'
import { maxParcels, writeParcels, type SignedHead } from '#protocol/parcel/wire.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Row } from '#platform/db/table.ts'
import { readBlob } from '#platform/record/files.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import type { TransportPorts } from '../ports.ts'
import { fitting, headOf, parcelOf } from '../serve.ts'
import { parcels } from '../tables.ts'
import { journalSources, newestPublished, proofSource } from './journal-members.ts'
import { measured, unchanged, type Measured, type Source } from './member.ts'
import { stretchesOf, type Stretch, type Wish } from './stretches.ts'

/** Parcels of one file; more go into another, after the last of this one. */
const maxCarriedParcels = 16_384
/** Room in the contents for checkpoint, tiles and lists. */
const otherMembers = 10_000

/** A file that carries a link, ready to be written. */
export interface Exported {
  readonly parcels: number
  readonly bytes: number
  readonly content: AsyncGenerator<Uint8Array, void, undefined>
}

/**
 * Makes a file of what the peer is not known to have: the answers to pulls that he would have got, heads included, the sealed files of
 * the acts, proofs, and our published head with its tiles (protocol.md 7, Offline). The contents are measured first
 * and signed, so that the reader knows before the first parcel what must come.
 */
export async function exportLink(ports: TransportPorts, wish: Wish): Promise<Exported | Refusal> {
  const stretches = await stretchesOf(ports.store, wish)
  if (isRefusal(stretches)) return stretches
  const newest = await newestPublished(ports.store)
  const journal = newest === undefined ? [] : await journalSources(ports.store, wish.to, newest)
  const plan: Plan = { lists: [], proofs: [], files: [], streams: [], acts: new Set(), parcels: 0 }
  for (const stretch of stretches) await planStretch(ports, plan, stretch, newest?.note ?? '')
  const sources = [...journal, ...plan.proofs, ...plan.lists, ...plan.files]
  const members: Measured[] = []
  for (const source of sources) members.push(await measured(source))
  const contents = writeContents({
    format: 'tamga-carried/1',
    coalition: ports.coalition,
    from: ports.self,
    to: wish.to,
    created: ports.clock.now(),
    streams: plan.streams,
    members: members.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  })
  const signature = await signContents(contents, ports.keyring)
  const opening = [whole(carriedNames.contents, contents), whole(carriedNames.signature, signature)]
  const all = [...opening, ...members.map((member) => ({ ...member, content: unchanged(member) }))]
  return {
    parcels: plan.parcels,
    bytes: all.reduce((sum, { bytes }) => sum + archived(bytes), 1024),
    content: writeArchive(all),
  }
}

const whole = (name: string, bytes: Uint8Array): NewMember => ({ name, bytes: bytes.length, content: [bytes] })
/** Bytes of a member with header and padding. */
const archived = (bytes: number): number => 512 * (1 + Math.ceil(bytes / 512))

interface Plan {
  readonly lists: Source[]
  readonly proofs: Source[]
  readonly files: Source[]
  readonly streams: { stream: string; after: number; last: number }[]
  /** Acts whose proofs and files are planned. */
  readonly acts: Set<ActId>
  parcels: number
}

async function planStretch(ports: TransportPorts, plan: Plan, stretch: Stretch, checkpoint: string): Promise<void> {
  const { peer, stream, after } = stretch
  const head = await headOf(ports, peer, stream, checkpoint)
  let last = after
  for (let list = 1; ; list += 1) {
    const rows = isFull(plan) ? [] : await rowsOf(ports, stretch, { after: last, upto: Number.MAX_SAFE_INTEGER })
    if (rows.length === 0 && list > 1) break
    const range = { after: last, upto: rows.at(-1)?.number ?? last }
    plan.lists.push(listSource(ports, { stretch, head, range }, list))
    for (const { act, sealed } of rows) await planAct(ports, plan, act, sealed !== null)
    plan.parcels += rows.length
    last = range.upto
    if (rows.length === 0) break
  }
  plan.streams.push({ stream, after, last })
}

const isFull = ({ parcels: count, proofs, files }: Plan): boolean =>
  count >= maxCarriedParcels || proofs.length + files.length >= maxMembers - otherMembers

interface Range {
  readonly after: number
  readonly upto: number
}

/** Parcels of one list: as many as an answer to a pull may hold. */
async function rowsOf(
  ports: TransportPorts,
  { peer, stream }: Stretch,
  { after, upto }: Range,
): Promise<readonly Row<typeof parcels>[]> {
  const where = { peer, stream, number: { gt: after, lte: upto } }
  const rows = await ports.store.select(parcels, { where, order: ['number'], limit: maxParcels })
  return rows.slice(0, fitting(rows.map(parcelOf)).length)
}

interface Listed {
  readonly stretch: Stretch
  readonly head: SignedHead
  readonly range: Range
}

function listSource(ports: TransportPorts, { stretch, head, range }: Listed, list: number): Source {
  return {
    name: `parcels/${stretch.stream}/${String(list).padStart(6, '0')}`,
    async *read() {
      const rows = await rowsOf(ports, stretch, range)
      yield writeParcels({ head, parcels: rows.map(parcelOf) })
    },
  }
}

/** The proof and the sealed files of an act; none of one that was recalled. An act that goes to the peer twice brings them once. */
async function planAct(ports: TransportPorts, plan: Plan, act: ActId, isSealed: boolean): Promise<void> {
  if (!isSealed || plan.acts.has(act)) return
  plan.acts.add(act)
  const proof = await proofSource(ports.store, act)
  if (proof !== undefined) plan.proofs.push(proof)
  const held = await ports.store.find(acts, { act })
  if (held?.own !== true) return
  const rows = await ports.store.select(attachments, { where: { act }, order: ['position'], limit: 64 })
  for (const { position, blob, sealed_bytes: sealedBytes } of rows) {
    if ((await ports.blobs.size(blob)) !== sealedBytes)
      throw new Fault('attachment-missing', { params: { act, position } })
    plan.files.push({ name: `files/${act}/${position}`, read: () => readBlob(ports.blobs, blob) })
  }
}
