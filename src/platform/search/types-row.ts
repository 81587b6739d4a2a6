import { concat, decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import type { PostingBlock } from './postings.ts'

/** Number of the row of a batch that says what its documents are counted by; no word's row has it. */
export const typesBucket = -2048

/** What a document is counted by, besides what its whole act is. */
export interface Traits {
  readonly type: string
  /** Names of the Traffic Light Protocol, and ids of techniques in capitals. */
  readonly tlp: readonly string[]
  readonly techniques: readonly string[]
}

/** First byte of a row that is packed; the lines of one that is not begin with a digit. */
const packed = 1
/** In the number of a run: whether there are other documents before it, and whether it is more than one. */
const hasGap = 1
const hasMore = 2

/**
 * How the documents of a batch are counted: `1`, the bytes of a list, the list, and the runs. The list has a line for each way to be counted:
 * `malware`, or `attack-pattern amber T1055.011` for one that is marked and a technique. A run is of documents that are counted alike and follow one another: four
 * times the number of its line, plus 1 if documents stand between it and the one before, and then how many, plus 2 if it has more than one
 * document, and then how many more. All numbers are varints, so that most runs take one byte. `places` ascend.
 */
export function typesBlockOf(documents: readonly (Traits & { readonly place: number })[]): PostingBlock {
  const lines = new Map<string, number>()
  const runs: { readonly line: number; readonly gap: number; more: number }[] = []
  let next = 0
  for (const { type, tlp, techniques, place } of documents) {
    const said = [type, ...tlp, ...techniques].join(' ')
    const line = lines.get(said) ?? lines.size
    lines.set(said, line)
    const last = runs.at(-1)
    if (last?.line === line && place === next) last.more += 1
    else runs.push({ line, gap: place - next, more: 0 })
    next = place + 1
  }
  const list = encodeUtf8([...lines.keys()].join('\n'))
  const numbers = runs.flatMap(({ line, gap, more }) => [
    line * 4 + (gap > 0 ? hasGap : 0) + (more > 0 ? hasMore : 0),
    ...(gap > 0 ? [gap] : []),
    ...(more > 0 ? [more] : []),
  ])
  return { bucket: typesBucket, words: concat(varints([packed, list.length]), list, varints(numbers)) }
}

function varints(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = []
  for (let rest of numbers) {
    for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
    bytes.push(rest)
  }
  return Uint8Array.from(bytes)
}

/** An id of ATT&CK: `T1055.011`, `TA0005`, `G0016`. */
const technique = /^(?:TA?|S|G|M|C|DS|A)\d{4}(?:\.\d{3})?$/u

/** Ids of techniques among ids and values, each once. */
export function techniquesAmong(values: readonly string[]): readonly string[] {
  return [...new Set(values.map((value) => value.toUpperCase()).filter((value) => technique.test(value)))]
}

export const untraited: Traits = { type: '', tlp: [], techniques: [] }

/** Traits by place, which must be asked for in ascending order: no more of the row is read than as far as the last place. */
export function typesIn(words: Uint8Array): (place: number) => Traits {
  return words[0] === packed ? packedTypes(words) : writtenTypes(words)
}

function packedTypes(words: Uint8Array): (place: number) => Traits {
  let at = 1
  const read = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = words[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const length = read()
  const list = (decodeUtf8(words.subarray(at, at + length)) ?? '').split('\n').map(traitsOf)
  at += length
  let [from, end] = [0, 0]
  let traits = untraited
  return (place) => {
    while (place >= end && at < words.length) {
      const run = read()
      from = end + ((run & hasGap) === 0 ? 0 : read())
      end = from + 1 + ((run & hasMore) === 0 ? 0 : read())
      traits = list[run >>> 2] ?? untraited
    }
    return place >= from && place < end ? traits : untraited
  }
}

/** Of a row as they were written once: a line for each run, `17 3 malware` for three from place 17 on. */
function writtenTypes(words: Uint8Array): (place: number) => Traits {
  const text = decodeUtf8(words) ?? ''
  const told = new Map<string, Traits>()
  let next = 0
  let line = ''
  /** Before which place the documents of that line end. */
  let end = 0
  return (place) => {
    while (place >= end && next < text.length) {
      const stop = text.indexOf('\n', next)
      line = text.slice(next, stop < 0 ? text.length : stop)
      next += line.length + 1
      const [from, count] = line.split(' ', 2)
      end = Number(from) + Number(count)
    }
    const said = line.slice(line.indexOf(' ', line.indexOf(' ') + 1) + 1)
    const traits = told.get(said) ?? traitsOf(said)
    told.set(said, traits)
    return place >= end ? untraited : traits
  }
}

function traitsOf(said: string): Traits {
  const [type = '', ...marks] = said.split(' ')
  const isTechnique = (mark: string): boolean => technique.test(mark)
  return { type, tlp: marks.filter((mark) => !isTechnique(mark)), techniques: marks.filter(isTechnique) }
}

/** The packed form of a row that was written; `undefined` where it is packed. */
export function packedRow(words: Uint8Array): Uint8Array | undefined {
  if (words[0] === packed) return undefined
  const lines = (decodeUtf8(words) ?? '').split('\n').filter((line) => line !== '')
  const documents = lines.flatMap((line) => {
    const [from, count, ...said] = line.split(' ')
    const traits = traitsOf(said.join(' '))
    return Array.from({ length: Number(count) }, (_, at) => ({ ...traits, place: Number(from) + at }))
  })
  return typesBlockOf(documents).words
}
