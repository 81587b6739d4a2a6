import { concat, decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import { parseCount } from '#protocol/journal/checkpoint.ts'

/** As many journals as a coalition has parties, and more. */
const maxNotes = 256
const longestCount = 8

/** Signed notes one after the other: before each a line with the length of its UTF-8 text in bytes. */
export function writeNotes(notes: readonly string[]): Uint8Array<ArrayBuffer> {
  const parts = notes.map(encodeUtf8).flatMap((note) => [encodeUtf8(`${note.length}\n`), note])
  return new Uint8Array(concat(...parts))
}

/** What a peer answered, up to the first that is not as it should be: each note stands by itself, with its log's signature. */
export function readNotes(list: Uint8Array): readonly string[] {
  const notes: string[] = []
  for (let at = 0; at < list.length && notes.length < maxNotes;) {
    const end = list.indexOf(0x0a, at)
    const length = end < 0 || end - at > longestCount ? undefined : parseCount(decodeUtf8(list.subarray(at, end)) ?? '')
    const note = length === undefined ? undefined : decodeUtf8(list.subarray(end + 1, end + 1 + length))
    if (length === undefined || note === undefined || end + 1 + length > list.length) break
    notes.push(note)
    at = end + 1 + length
  }
  return notes
}
