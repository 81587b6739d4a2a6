import { encodeUtf8, fromBase64Url, toBase64Url, toHex } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { NewMember } from '#protocol/parcel/ustar.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { proofOf } from '#platform/journal/progress.ts'
import { heldProof } from '#platform/journal/received-proofs.ts'
import { isDamagedRecord } from '#platform/record/damage.ts'
import { openAttachment } from '#platform/record/files.ts'
import { actOf } from '#platform/record/load.ts'
import { acts } from '#platform/record/tables.ts'
import { beyondTrusted, type Trusting } from '#charter/record/untrusted.ts'
import { countDisclosed } from '#rooms/exchange/disclosing.ts'
import type { ExportPorts } from './write.ts'
import { fileName, folderOf, whole, type ActEnvelope, type Tally } from './layout.ts'

const pageRows = 100

type ActRow = Row<typeof acts>

/** The moment of the export, and the last act that had arrived then. */
interface Until {
  readonly snapshot: Reads
  readonly upTo: number
}

/**
 * Every act that this node has, in the order in which it came, up to that arrival, with what proved it at that moment. What was not yet taken
 * back is counted as having left before it is read: its author learns of it when he takes it back. Whoever reads may stop between any two
 * parts for as long as he likes, so each part is looked up when its turn comes: nothing of an act is written after it was taken back.
 */
export async function* actMembers(
  ports: ExportPorts & Trusting,
  { snapshot, upTo }: Until,
  tally: Tally,
): AsyncGenerator<NewMember, void, undefined> {
  const { store } = ports
  for (let last = 0; ;) {
    const query = { where: { arrival: { gt: last, lte: upTo } }, order: ['arrival'], limit: pageRows } as const
    const named = await store.select(acts, { ...query, columns: ['act', 'arrival', 'own', 'kind', 'standing'] })
    const disclosed = named.filter(({ own, kind, standing }) => !own && standing !== 'erased' && isContent(kind))
    if (disclosed.length > 0) await countDisclosed({ store }, new Set(disclosed.map(({ act }) => act)))
    for (const { act } of named) yield* membersOf({ ...ports, snapshot }, act, tally)
    last = named.at(-1)?.arrival ?? last
    if (named.length < pageRows) return
  }
}

const isContent = (kind: ActRow['kind']): boolean => kindRow(kind)?.class === 'content'

type Writing = ExportPorts & Trusting & Pick<Until, 'snapshot'>

async function* membersOf(ports: Writing, id: ActId, tally: Tally): AsyncGenerator<NewMember, void, undefined> {
  const row = await ports.store.find(acts, { act: id })
  const act = row === undefined ? undefined : actOf(row)
  if (row === undefined) return
  if (act === undefined) return yield stubOf(row, tally)
  const folder = folderOf(act.said, ports.party, act.id)
  const beyond = await beyondTrusted(ports, ports.snapshot, act)
  const mark = beyond === undefined ? {} : { untrusted: { epoch: beyond.epoch, entry: beyond.entry } }
  const envelope = { ...envelopeOf(act, row), ...mark }
  yield whole(`${folder}/envelope.json`, encodeUtf8(`${JSON.stringify(envelope, undefined, 2)}\n`))
  if (await isTakenBack(ports, act.id)) return yield stubOf((await ports.store.find(acts, { act: id })) ?? row, tally)
  tally.counts.acts += 1
  if (beyond !== undefined) tally.counts.untrusted += 1
  yield whole(`${folder}/statement.json`, act.statement)
  const proof = await proofText(ports.snapshot, ports.party === act.said.author, act)
  if (proof !== undefined) {
    tally.counts.proofs += 1
    yield whole(`${folder}/proof.tlog-proof`, encodeUtf8(proof))
  }
  for (const [position, ref] of act.said.attachments.entries()) {
    const name = `${folder}/files/${fileName(position, ref)}`
    const opened = await openedFile(ports, act, position)
    if (opened === undefined) {
      tally.absent.push(name)
      continue
    }
    tally.counts.files += 1
    const salt = fromBase64Url(row.attachment_keys?.[position]?.salt ?? '') ?? new Uint8Array(0)
    const file = { name, bytes: ref.bytes, digest: ref.digest, salt, act: act.id }
    yield { name, bytes: ref.bytes, content: toTheEnd(ports, opened, file, tally) }
  }
}

async function isTakenBack({ store }: ExportPorts, act: ActId): Promise<boolean> {
  const [row] = await store.select(acts, { where: { act }, columns: ['standing'], limit: 1 })
  return row?.standing === 'erased'
}

/** What is left of an act that was taken back. */
function stubOf({ act, author, kind, arrived_at: arrived, erased_by: by }: ActRow, tally: Tally): NewMember {
  tally.counts.erased += 1
  const stub = { act, author, kind, arrived, ...(by === null ? {} : { erasedBy: by }) }
  return whole(`erased/${author}/${act}.json`, encodeUtf8(`${JSON.stringify(stub, undefined, 2)}\n`))
}

/** `undefined` for what was taken back, has not come yet, or has no key that could open it. */
async function openedFile(ports: ExportPorts, act: Act, position: number) {
  const opening = openAttachment({ reads: ports.store, blobs: ports.blobs }, act, position)
  return opening.catch((error: unknown) => {
    if (!isDamagedRecord(error)) throw error
    ports.log({ level: 'error', event: 'export-file-damaged', act: act.id })
    return undefined
  })
}

function envelopeOf(act: Act, row: ActRow): ActEnvelope {
  return {
    act: act.id,
    payloadType: act.payloadType,
    signatures: act.signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })),
    salts: (row.attachment_keys ?? []).map(({ salt }) => toBase64Url(fromBase64Url(salt) ?? new Uint8Array(0))),
    arrived: row.arrived_at,
  }
}

const proofText = (reads: Reads, isOwn: boolean, { id, said }: Act): Promise<string | undefined> =>
  isOwn ? proofOf(reads, id) : heldProof(reads, { act: id, author: said.author })

interface WrittenFile {
  readonly name: string
  readonly bytes: number
  /** Of the salt and the file, as its act says. */
  readonly digest: string
  readonly salt: Uint8Array
  readonly act: ActId
}

/**
 * A file as long as its act says. Of one that is damaged, or is taken back while it is read, zeros stand in place of the rest; where it then is
 * not what its act says, the manifest names it.
 */
async function* toTheEnd(
  ports: ExportPorts,
  opened: AsyncGenerator<Uint8Array, void, undefined>,
  { name, bytes, digest, salt, act }: WrittenFile,
  tally: Tally,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = startSha256()
  hash.update(salt)
  let left = bytes
  for await (const part of untilBroken(ports, opened, act)) {
    hash.update(part)
    left -= part.length
    yield part
  }
  for (; left > 0; left -= Math.min(left, zeros.length)) {
    const part = zeros.subarray(0, Math.min(left, zeros.length))
    hash.update(part)
    yield part
  }
  if (toHex(hash.digest()) !== digest) tally.absent.push(name)
}

async function* untilBroken(
  ports: ExportPorts,
  opened: AsyncGenerator<Uint8Array, void, undefined>,
  act: ActId,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const part of opened) {
      if (await isTakenBack(ports, act)) return
      yield part
    }
  } catch (error) {
    if (error instanceof Fault && (await isTakenBack(ports, act))) return
    if (!isDamagedRecord(error)) throw error
    ports.log({ level: 'error', event: 'export-file-damaged', act })
  }
}

const zeros = new Uint8Array(64 * 1024)
