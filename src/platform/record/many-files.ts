import { Fault } from '#kernel/fault.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { openChunks, type ReadSealed, type TakeOpened } from '#protocol/parcel/attachment-opener.ts'
import { sealedLength, sealedSizes } from '#protocol/parcel/chunks.ts'
import { runsOf, type Files, type PlainSlice } from './files.ts'
import { acts, attachments } from './tables.ts'

/** Bytes of a file, and where they are to be put. */
export interface PlacedSlice extends PlainSlice {
  readonly at: number
}

/** Files of many acts. `opening`: told which acts' files are there, before they are opened. */
export interface ManyFiles extends Files {
  readonly opening?: (acts: ReadonlySet<ActId>) => void
}

/** Files that are read side by side. */
const filesAtOnce = 16

/**
 * Puts slices of the first files of many acts, by arrival, into `room`, with as many statements for all as for one. Answers the acts by
 * arrival; what was erased, or is damaged, is not among them, and nobody may see what its places hold. Each chunk is authenticated; that the
 * file is as long as its act says is not asked again.
 */
export async function readManyFiles(
  files: ManyFiles,
  wanted: ReadonlyMap<number, readonly PlacedSlice[]>,
  room: Uint8Array,
): Promise<ReadonlyMap<number, ActId>> {
  const arrivals = [...wanted.keys()]
  const keys = await files.reads.select(acts, {
    where: { arrival: { in: arrivals } },
    columns: ['act', 'arrival', 'attachment_keys'],
  })
  const places = await placesOf(
    files,
    keys.map(({ act }) => act),
  )
  const sealed = keys.flatMap(({ act, arrival, attachment_keys: secrets }) => {
    const [place, secret] = [places.get(act), secrets?.[0]]
    return place === undefined || secret === undefined ? [] : [{ place, act, arrival, secret }]
  })
  files.opening?.(new Set(sealed.map(({ act }) => act)))
  const found = new Map<number, ActId>()
  let at = 0
  const lane = async (): Promise<void> => {
    for (let file = sealed[at++]; file !== undefined; file = sealed[at++]) {
      const isRead = await readFile(files, file, { slices: wanted.get(file.arrival) ?? [], room })
      if (isRead) found.set(file.arrival, file.act)
    }
  }
  await Promise.all(Array.from({ length: Math.min(filesAtOnce, sealed.length) }, lane))
  return found
}

/** Where a file lies, and how long its plaintext is. */
interface FilePlace {
  readonly blob: string
  readonly bytes: number
  /** Its first bytes, once they were read: they open nothing without the key. */
  head?: Uint8Array
}

/** Of files that are whole; neither changes any more, and without its key, which is asked for each time, a file is nothing. */
const knownPlaces = new WeakMap<Files['reads'], Map<ActId, FilePlace>>()
const mostKnown = 20_000

async function placesOf({ reads }: Files, asked: readonly ActId[]): Promise<ReadonlyMap<ActId, FilePlace>> {
  const before = knownPlaces.get(reads)
  const known = before === undefined || before.size > mostKnown ? new Map<ActId, FilePlace>() : before
  knownPlaces.set(reads, known)
  const unknown = asked.filter((act) => !known.has(act))
  if (unknown.length === 0) return known
  const rows = await reads.select(attachments, { where: { act: { in: unknown }, position: 0 } })
  for (const { act, blob, have, sealed_bytes: sealedBytes } of rows)
    if (have >= sealedBytes) known.set(act, { blob, bytes: plainLength(sealedBytes) })
  return known
}

/** Length of the plaintext of a sealed file. */
function plainLength(sealedBytes: number): number {
  const { head, chunk, plainChunk } = sealedSizes
  const whole = Math.floor((sealedBytes - head) / chunk)
  return whole * plainChunk + Math.max(0, sealedBytes - head - whole * chunk - (chunk - plainChunk))
}

/** Head and chunks of a run are read side by side: both are needed. */
function readingAhead(
  blobs: Files['blobs'],
  place: FilePlace,
  run: { readonly from: number; readonly to: number },
): ReadSealed {
  const { head, chunk, plainChunk } = sealedSizes
  const { blob, bytes } = place
  const from = head + Math.floor(run.from / plainChunk) * chunk
  const to = Math.min(head + Math.ceil(run.to / plainChunk) * chunk, sealedLength(bytes))
  const first = place.head === undefined ? blobs.read(blob, 0, head) : Promise.resolve(place.head)
  const chunks = blobs.read(blob, from, to)
  // Whoever waits for them hears of their failure.
  for (const read of [first, chunks]) read.catch(() => undefined)
  return async (start, end) => {
    if (start === 0 && end === head) return (place.head ??= await first)
    return start === from && end === to ? chunks : blobs.read(blob, start, end)
  }
}

interface SealedFile {
  readonly place: FilePlace
  readonly act: ActId
  readonly secret: AttachmentKey
}

interface Wanted {
  readonly slices: readonly PlacedSlice[]
  readonly room: Uint8Array
}

async function readFile(files: Files, file: SealedFile, wanted: Wanted): Promise<boolean> {
  const { act, place } = file
  const refused = await openSlices(files, file, wanted).catch(async (error: unknown) => {
    // It was erased between the row and the file, or lies elsewhere by now; a file that is missing beside its row is damage.
    const row = await files.reads.find(attachments, { act, position: 0 })
    if (row === undefined) return 'erased'
    if (row.blob === place.blob) throw error
    knownPlaces.get(files.reads)?.delete(act)
    return openSlices(files, { ...file, place: { blob: row.blob, bytes: place.bytes } }, wanted)
  })
  if (refused === undefined) return true
  if (refused === 'erased' || refused.code.endsWith('-damaged')) return false
  throw new Fault(refused.code, { params: refused.params })
}

async function openSlices(
  { blobs }: Files,
  { secret, place }: SealedFile,
  { slices, room }: Wanted,
): Promise<Refusal | undefined> {
  const claim = { digest: '', bytes: place.bytes }
  for (const run of runsOf(slices)) {
    const file = { secret, claim, read: readingAhead(blobs, place, run) }
    const refused = await openChunks(file, run, placing(run.slices, room))
    if (refused !== undefined) return refused
  }
  return undefined
}

/** Puts what each chunk has of the slices, which come in the order in which they begin, at its places. */
function placing(slices: readonly PlacedSlice[], room: Uint8Array): TakeOpened {
  let first = 0
  return (plaintext, from) => {
    const to = from + plaintext.length
    for (let one = first; one < slices.length; one += 1) {
      const { start, length, at } = slices[one] ?? { start: to, length: 0, at: 0 }
      if (start >= to) return
      const [begin, end] = [Math.max(start, from), Math.min(start + length, to)]
      if (begin < end) room.set(plaintext.subarray(begin - from, end - from), at + begin - start)
      if (one === first && start + length <= to) first += 1
    }
  }
}
