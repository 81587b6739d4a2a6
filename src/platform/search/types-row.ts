import { decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import type { PostingBlock } from './postings.ts'

/** Number of the row of a batch that says of which types its documents are; no word's row has it. */
export const typesBucket = -2048

/** Documents of one type that follow one another. */
interface Run {
  readonly type: string
  /** Place of the first in its batch. */
  readonly from: number
  count: number
}

/** A line for each run: `malware 17 3` are three from place 17 on. `places` ascend. */
export function typesBlockOf(documents: readonly { readonly type: string; readonly place: number }[]): PostingBlock {
  const runs: Run[] = []
  for (const { type, place } of documents) {
    const last = runs.at(-1)
    if (last?.type === type && last.from + last.count === place) last.count += 1
    else runs.push({ type, from: place, count: 1 })
  }
  const lines = runs.map(({ type, from, count }) => `${type} ${from} ${count}`)
  return { bucket: typesBucket, words: encodeUtf8(lines.join('\n')) }
}

/** Types by place, which must be asked for in ascending order. */
export function typesIn(words: Uint8Array): (place: number) => string {
  const runs = (decodeUtf8(words) ?? '').split('\n').map((line) => {
    const [type = '', from, count] = line.split(' ')
    return { type, end: Number(from) + Number(count) }
  })
  let at = 0
  return (place) => {
    while (place >= (runs[at]?.end ?? Infinity)) at += 1
    return runs[at]?.type ?? ''
  }
}
