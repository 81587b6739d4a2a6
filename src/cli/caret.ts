import { cellsOf, harmless } from './width.ts'

/** UTF-16 units that are shown before and after the place. */
const [before, after] = [50, 25]

/** The line of a text around a place, and below it a caret under the place. `offset` in UTF-16 units. */
export function caretLines(text: string, offset: number): readonly [line: string, caret: string] {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const lineEnd = text.indexOf('\n', offset)
  const from = Math.max(lineStart, offset - before)
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, offset + after)
  const lead = (from > lineStart ? '…' : '') + shown(text.slice(from, offset))
  return [lead + shown(text.slice(offset, to)), `${' '.repeat(cellsOf(lead))}^`]
}

const shown = (part: string): string => harmless(part.toWellFormed().replaceAll('\t', ' '))
