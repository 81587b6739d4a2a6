import { concat, decodeUtf8, toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { Code } from '#protocol/codes.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import { ByteReader } from '#protocol/parcel/byte-reader.ts'
import { readExportManifest, verifyExport, type ExportManifest } from '#protocol/parcel/export-manifest.ts'
import { ArchiveDamage, readArchive, type ReadMember } from '#protocol/parcel/ustar.ts'
import { startSha256 } from '#protocol/suite/sha-256.ts'
import type { Charter } from '#charter/charter.ts'
import { verifyLane } from '#charter/lane/file.ts'
import { opened, SealBroken } from '../sealed-file.ts'
import { Broken, hold, must } from './broken.ts'
import { ActCheck } from './check-acts.ts'
import { JournalCheck } from './check-journal.ts'
import { linkKeysIn, ParcelCheck } from './check-parcels.ts'
import { exportKind, formOf, names, Opening, Tally } from './layout.ts'

/** What a complete export was found to be. `words`: of the genesis, compared with those that a person knows. */
export interface ExportFacts extends ExportManifest {
  readonly words: string
}

const maxSmallBytes = 64 * 1024 * 1024
const { rule } = exportKind

/**
 * Reads a complete export to its end, sealed or opened, and holds everything in it against the charter in it: every signature, proof, digest
 * and count. It needs no node; memory grows with the lane and the checkpoints alone.
 */
export async function checkExport(
  file: AsyncIterable<Uint8Array>,
  passphrase: Uint8Array | undefined,
): Promise<ExportFacts | Refusal<Code>> {
  const archive = await archiveIn(file, passphrase)
  if (isRefusal(archive)) return archive
  const check = new Check()
  try {
    for await (const member of readArchive(archive)) await check.take(member)
    return check.end()
  } catch (error) {
    if (error instanceof Broken) return damaged(error.member, error.what)
    if (error instanceof ArchiveDamage) return damaged(error.member || check.at, error.what)
    if (error instanceof SealBroken) return damaged(check.at, error.damage.what)
    throw error
  }
}

const damaged = (member: string, what: string): Refusal<Code> => refuse('export-damaged', rule, { member, what })

/** The archive of a file: what was sealed begins with a line of JSON, what was opened with the name of its first member. */
export async function archiveIn(
  file: AsyncIterable<Uint8Array>,
  passphrase: Uint8Array | undefined,
): Promise<AsyncIterable<Uint8Array> | Refusal<Code>> {
  const reader = new ByteReader(file)
  const first = await reader.some(1)
  const whole = joined(first, reader)
  if (first === undefined || first[0] === exportKind.opening.charCodeAt(0)) return whole
  if (passphrase === undefined) return refuse('export-not-opened', rule)
  const found = await opened(exportKind, whole, passphrase)
  return isRefusal(found) ? found : found.plaintext
}

async function* joined(first: Uint8Array | undefined, source: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  await using reader = source
  for (let part = first; part !== undefined; part = await reader.some(1 << 20)) yield part
}

interface Parts {
  readonly charter: Charter
  readonly journal: JournalCheck
  readonly acts: ActCheck
  readonly parcels: ParcelCheck
}

/** Rooms of the archive in their order. */
const order = ['export.json', 'readme', names.lane, 'journal', 'acts', 'parcels', names.manifest, names.signature]

class Check {
  readonly #tally = new Tally()
  #opening: Opening | undefined
  #parts: Parts | undefined
  #manifest: { readonly bytes: Uint8Array; readonly read: ExportManifest } | undefined
  #isSigned = false
  #place = 0
  /** The member under way. */
  at: string = names.opening

  async take(member: ReadMember): Promise<void> {
    this.at = member.name
    const room = roomOf(member.name)
    const place = order.indexOf(room)
    hold(place >= this.#place, member.name, 'order')
    this.#place = place
    if (room === names.manifest) return this.#takeManifest(await bytesOf(member))
    if (room === names.signature) return this.#takeSignature(await bytesOf(member))
    const hash = startSha256()
    const content = hashed(member.content, hash)
    await this.#takeContent(room, { ...member, content })
    for await (const _ of content);
    this.#tally.member(member.name, member.bytes, toHex(hash.digest()))
  }

  end(): ExportFacts {
    const { read } = must(this.#manifest, this.at, 'truncated')
    hold(this.#isSigned, this.at, 'truncated')
    return { ...read, words: idWords(read.coalition) }
  }

  async #takeContent(room: string, member: ReadMember): Promise<void> {
    if (room === names.opening) {
      this.#opening = must(formOf(decodeUtf8(await bytesOf(member)) ?? '', Opening), member.name, 'form')
    }
    if (room === names.lane) await this.#takeLane(await bytesOf(member), member.name)
    if (room === 'journal' || room === 'acts' || room === 'parcels') await this.#takeOf(room, member)
  }

  async #takeLane(bytes: Uint8Array, name: string): Promise<void> {
    const { party, coalition } = must(this.#opening, names.opening, 'missing')
    const lane = await verifyLane(bytes)
    if (isRefusal(lane)) throw new Broken(name, 'charter')
    const { charter } = lane
    hold(charter.id === parseActId(coalition) && lane.fork === undefined, name, 'charter')
    const self = must(
      [...charter.parties.keys()].find((one) => one === party),
      name,
      'charter',
    )
    const journal = new JournalCheck(charter, self, name)
    this.#tally.counts.lane = charter.place.number
    this.#parts = {
      charter,
      journal,
      acts: new ActCheck({ charter, self, journal }, this.#tally),
      parcels: new ParcelCheck(charter, self),
    }
  }

  async #takeOf(room: 'journal' | 'acts' | 'parcels', member: ReadMember): Promise<void> {
    const { name } = member
    const { journal, acts, parcels } = must(this.#parts, names.lane, 'missing')
    if (room === 'parcels') return parcels.take(name, await bytesOf(member), this.#tally)
    const segments = name.split('/')
    if (room === 'journal') return journal.take(segments.slice(2).join('/'), name, await bytesOf(member), this.#tally)
    if (segments[0] === 'erased') return acts.erased(segments[1] ?? '', segments[2] ?? '', await bytesOf(member))
    const file = segments.at(-2) === 'files'
    const folder = segments.slice(0, file ? -2 : -1).join('/')
    const last = segments.at(-1) ?? ''
    if (file) return acts.file(folder, last, member.content)
    hold(actNames.has(last), name, 'order')
    return acts.take(folder, last, await bytesOf(member))
  }

  #takeManifest(bytes: Uint8Array): void {
    const { journal, acts } = must(this.#parts, names.lane, 'missing')
    hold(this.#manifest === undefined, names.manifest, 'order')
    journal.end(names.manifest)
    acts.end()
    const read = readExportManifest(bytes)
    if (isRefusal(read)) throw new Broken(names.manifest, 'form')
    const { count, bytes: sum, sha256 } = this.#tally.members()
    const [lacking] = [...new Set(acts.lacking).symmetricDifference(new Set(read.absent))]
    hold(lacking === undefined, lacking ?? '', 'digest')
    const isSame = read.members.count === count && read.members.bytes === sum
    hold(
      isSame && JSON.stringify(sorted(read.counts)) === JSON.stringify(sorted(this.#tally.counts)),
      names.manifest,
      'counts',
    )
    hold(read.members.sha256 === sha256, names.manifest, 'digest')
    const { party, coalition, created } = must(this.#opening, names.opening, 'missing')
    const isOne = read.party === party && read.coalition === coalition && read.created === created
    hold(isOne, names.manifest, 'id')
    this.#manifest = { bytes, read }
  }

  #takeSignature(signature: Uint8Array): void {
    const { bytes, read } = must(this.#manifest, names.manifest, 'missing')
    const { charter } = must(this.#parts, names.lane, 'missing')
    hold(!this.#isSigned, names.signature, 'order')
    hold(verifyExport(bytes, signature, linkKeysIn(charter, read.party)) === undefined, names.signature, 'signature')
    this.#isSigned = true
  }
}

const actNames: ReadonlySet<string> = new Set(['envelope.json', 'statement.json', 'proof.tlog-proof'])
const acted: ReadonlySet<string> = new Set(['sent', 'received', 'erased'])

function roomOf(name: string): string {
  const [first = ''] = name.split('/')
  if (acted.has(first)) return 'acts'
  return /^readme-[a-z]{2}\.txt$/u.test(first) ? 'readme' : first
}

const sorted = (counts: object): readonly (readonly [string, unknown])[] =>
  Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))

async function* hashed(
  content: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof startSha256>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const part of content) {
    hash.update(part)
    yield part
  }
}

async function bytesOf({ name, bytes, content }: ReadMember): Promise<Uint8Array> {
  hold(bytes <= maxSmallBytes, name, 'form')
  return concat(...(await Array.fromAsync(content)))
}
