import { decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
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

/** Documents that are counted alike and follow one another. */
interface Run {
  readonly traits: string
  /** Place of the first in its batch. */
  readonly from: number
  count: number
}

/**
 * A line for each run: `17 3 malware` are three from place 17 on, `20 1 attack-pattern amber T1055.011` is one that is marked and a technique. `places`
 * ascend.
 */
export function typesBlockOf(documents: readonly (Traits & { readonly place: number })[]): PostingBlock {
  const runs: Run[] = []
  for (const { type, tlp, techniques, place } of documents) {
    const traits = [type, ...tlp, ...techniques].join(' ')
    const last = runs.at(-1)
    if (last?.traits === traits && last.from + last.count === place) last.count += 1
    else runs.push({ traits, from: place, count: 1 })
  }
  const lines = runs.map(({ traits, from, count }) => `${from} ${count} ${traits}`)
  return { bucket: typesBucket, words: encodeUtf8(lines.join('\n')) }
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
    return place >= end ? untraited : traitsIn(line, told)
  }
}

function traitsIn(line: string, told: Map<string, Traits>): Traits {
  const said = line.slice(line.indexOf(' ', line.indexOf(' ') + 1) + 1)
  const before = told.get(said)
  if (before !== undefined) return before
  const [type = '', ...marks] = said.split(' ')
  const isTechnique = (mark: string): boolean => technique.test(mark)
  const traits = { type, tlp: marks.filter((mark) => !isTechnique(mark)), techniques: marks.filter(isTechnique) }
  told.set(said, traits)
  return traits
}
