import { toBase64Url } from '#kernel/bytes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { NewMember } from '#protocol/parcel/ustar.ts'
import type { Reads } from '#platform/db/store.ts'
import { lost, parcels, received, sources, streams } from '#platform/transport/tables.ts'
import { jsonLines, whole, type ParcelLine, type Tally } from './layout.ts'

const pageRows = 500

/** The headers of everything that went to a party and came from it, numbered and each naming the one before. */
export async function* parcelMembers(
  reads: Reads,
  peer: Party,
  tally: Tally,
): AsyncGenerator<NewMember, void, undefined> {
  for (const { stream } of await reads.select(streams, { where: { peer }, columns: ['stream'], limit: 1000 })) {
    const gone = await reads.select(lost, { where: { peer, stream, act: null }, limit: 10_000 })
    const opens = (number: number): boolean => gone.some(({ upto }) => upto === number - 1)
    for await (const [at, lines] of pages(linesSent(reads, { peer, stream }, opens))) {
      tally.counts.sent += lines.length
      yield whole(`parcels/sent/${peer}/${stream}/${at}.jsonl`, jsonLines(lines))
    }
  }
  for (const { stream, cursor } of await reads.select(sources, { where: { peer }, limit: 1000 })) {
    for await (const [at, lines] of pages(linesReceived(reads, { peer, stream }, cursor))) {
      tally.counts.received += lines.length
      yield whole(`parcels/received/${peer}/${stream}/${at}.jsonl`, jsonLines(lines))
    }
  }
}

interface Way {
  readonly peer: Party
  readonly stream: string
}

async function* linesSent(
  reads: Reads,
  way: Way,
  opens: (number: number) => boolean,
): AsyncGenerator<ParcelLine, void, undefined> {
  for (let last = 0; ;) {
    const where = { ...way, number: { gt: last } }
    const page = await reads.select(parcels, { where, order: ['number'], limit: pageRows })
    for (const { number, header, signature } of page) {
      yield { ...signedHeader({ header, signature }), ...(opens(number) ? { opens: true } : {}) }
      last = number
    }
    if (page.length < pageRows) return
  }
}

/** Beyond the cursor a file may have skipped numbers. */
async function* linesReceived(reads: Reads, way: Way, cursor: number): AsyncGenerator<ParcelLine, void, undefined> {
  for (let last = 0; ;) {
    const where = { ...way, number: { gt: last } }
    const page = await reads.select(received, { where, order: ['number'], limit: pageRows })
    for (const { number, header, signature, outcome, code, rule, at } of page) {
      const told = { outcome, ...(code === null ? {} : { code }), ...(rule === null ? {} : { rule }), at }
      yield { ...signedHeader({ header, signature }), ...(number > cursor ? { opens: true } : {}), ...told }
      last = number
    }
    if (page.length < pageRows) return
  }
}

const signedHeader = ({ header, signature }: { readonly header: Uint8Array; readonly signature: Uint8Array }) => ({
  header: toBase64Url(header),
  signature: toBase64Url(signature),
})

/** Numbered pages of lines. */
async function* pages(lines: AsyncIterable<ParcelLine>): AsyncGenerator<[string, readonly ParcelLine[]]> {
  let [at, page]: [number, ParcelLine[]] = [1, []]
  for await (const line of lines) {
    page.push(line)
    if (page.length < pageRows) continue
    yield [String(at).padStart(6, '0'), page]
    ;[at, page] = [at + 1, []]
  }
  if (page.length > 0) yield [String(at).padStart(6, '0'), page]
}
