import { Fault } from '#kernel/fault.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import { openRange, type ReadSealed } from '#protocol/parcel/attachment-opener.ts'
import { sealedLength, sealedSizes } from '#protocol/parcel/chunks.ts'
import { runsOf, type Files, type PlainSlice } from './files.ts'
import { acts, attachments } from './tables.ts'

/** What was read of one act's first file: its slices in the order asked for. */
export interface ReadAct {
  readonly act: ActId
  readonly slices: readonly Uint8Array[]
}

/** Files that are read side by side. */
const filesAtOnce = 16

/**
 * Slices of the first files of many acts, by arrival, with as many statements for all as for one. What was erased, or is damaged, is left
 * out. Each chunk is authenticated; that the file is as long as its act says is not asked again.
 */
export async function readManyFiles(
  files: Files,
  wanted: ReadonlyMap<number, readonly PlainSlice[]>,
): Promise<ReadonlyMap<number, ReadAct>> {
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
  const found = new Map<number, ReadAct>()
  let at = 0
  const lane = async (): Promise<void> => {
    for (let file = sealed[at++]; file !== undefined; file = sealed[at++]) {
      const slices = await slicesOf(files, file, wanted.get(file.arrival) ?? [])
      if (slices !== undefined) found.set(file.arrival, { act: file.act, slices })
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

async function slicesOf(
  files: Files,
  file: SealedFile,
  slices: readonly PlainSlice[],
): Promise<readonly Uint8Array[] | undefined> {
  const { act, place } = file
  const found = await openedSlices(files, file, slices).catch(async (error: unknown) => {
    // It was erased between the row and the file, or lies elsewhere by now; a file that is missing beside its row is damage.
    const row = await files.reads.find(attachments, { act, position: 0 })
    if (row === undefined) return undefined
    if (row.blob === place.blob) throw error
    knownPlaces.get(files.reads)?.delete(act)
    return openedSlices(files, { ...file, place: { blob: row.blob, bytes: place.bytes } }, slices)
  })
  if (!isRefusal(found)) return found
  if (found.code.endsWith('-damaged')) return undefined
  throw new Fault(found.code, { params: found.params })
}

async function openedSlices(
  { blobs }: Files,
  file: SealedFile,
  slices: readonly PlainSlice[],
): Promise<readonly Uint8Array[] | Refusal> {
  const found = new Map<PlainSlice, Uint8Array>()
  for (const run of runsOf(slices)) {
    const { secret, place } = file
    const opened = await openRange(secret, { digest: '', bytes: place.bytes }, run, readingAhead(blobs, place, run))
    if (isRefusal(opened)) return opened
    for (const slice of run.slices) {
      const from = slice.start - run.from
      found.set(slice, opened.subarray(from, from + slice.length))
    }
  }
  return slices.flatMap((slice) => found.get(slice) ?? [])
}
