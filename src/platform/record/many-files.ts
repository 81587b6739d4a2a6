import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
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
  const held = await files.reads.select(attachments, {
    where: { act: { in: keys.map(({ act }) => act) }, position: 0 },
  })
  const byAct = new Map(held.map((row) => [row.act, row]))
  const sealed = keys.flatMap(({ act, arrival, attachment_keys: secrets }) => {
    const [row, secret] = [byAct.get(act), secrets?.[0]]
    if (row === undefined || secret === undefined || row.have < row.sealed_bytes) return []
    return [{ act, arrival, blob: row.blob, secret, bytes: plainLength(row.sealed_bytes) }]
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

/** Length of the plaintext of a sealed file. */
function plainLength(sealedBytes: number): number {
  const { head, chunk, plainChunk } = sealedSizes
  const whole = Math.floor((sealedBytes - head) / chunk)
  return whole * plainChunk + Math.max(0, sealedBytes - head - whole * chunk - (chunk - plainChunk))
}

/** Head and chunks of a run are read side by side: both are needed. */
function readingAhead(
  blobs: Files['blobs'],
  { blob, bytes }: SealedFile,
  run: { readonly from: number; readonly to: number },
): ReadSealed {
  const { head, chunk, plainChunk } = sealedSizes
  const from = head + Math.floor(run.from / plainChunk) * chunk
  const to = Math.min(head + Math.ceil(run.to / plainChunk) * chunk, sealedLength(bytes))
  const ahead = [blobs.read(blob, 0, head), blobs.read(blob, from, to)] as const
  // Whoever waits for them hears of their failure.
  for (const read of ahead) read.catch(() => undefined)
  return (start, end) => {
    if (start === 0 && end === head) return ahead[0]
    return start === from && end === to ? ahead[1] : blobs.read(blob, start, end)
  }
}

interface SealedFile {
  readonly act: ActId
  readonly blob: string
  readonly secret: AttachmentKey
  readonly bytes: number
}

async function slicesOf(
  { reads, blobs }: Files,
  file: SealedFile,
  slices: readonly PlainSlice[],
): Promise<readonly Uint8Array[] | undefined> {
  const { act, secret, bytes } = file
  const found = new Map<PlainSlice, Uint8Array>()
  for (const run of runsOf(slices)) {
    const read = readingAhead(blobs, file, run)
    const opened = await openRange(secret, { digest: '', bytes }, run, read).catch(async (error: unknown) => {
      // It was erased between the row and the file; a file that is missing beside its row is damage.
      if ((await reads.find(attachments, { act, position: 0 })) === undefined) return undefined
      throw error
    })
    if (opened === undefined || (isRefusal(opened) && opened.code.endsWith('-damaged'))) return undefined
    if (isRefusal(opened)) throw new Fault(opened.code, { params: opened.params })
    for (const slice of run.slices) {
      const from = slice.start - run.from
      found.set(slice, opened.subarray(from, from + slice.length))
    }
  }
  return slices.flatMap((slice) => found.get(slice) ?? [])
}
