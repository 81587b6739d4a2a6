import { stripVTControlCharacters } from 'node:util'

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
// Controls, and the marks that turn the direction of text: a title of another state may hold any of them.
const dangerous = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Terminal cells that a text takes: two for wide East Asian characters, none for colours and combining marks. */
export function cellsOf(text: string): number {
  const plain = stripVTControlCharacters(text)
  let cells = 0
  for (const { segment } of graphemes.segment(plain)) cells += wide.test(segment) ? 2 : 1
  return cells
}

/** Pads with spaces to a width in cells. */
export function padded(text: string, cells: number, side: 'start' | 'end' = 'end'): string {
  const space = ' '.repeat(Math.max(0, cells - cellsOf(text)))
  return side === 'end' ? text + space : space + text
}

/** Cuts an unstyled text to a width in cells, the last of them an ellipsis. */
export function clipped(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text
  let kept = ''
  for (const { segment } of graphemes.segment(text)) {
    if (cellsOf(kept + segment) > cells - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Foreign text made safe for a terminal: controls and direction marks shown as `\u{1b}`, never obeyed. */
export function harmless(text: string): string {
  return text.replace(dangerous, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`)
}

/** Breaks a text into lines no wider than `cells`: at spaces, and between Chinese characters. */
export function wrapped(text: string, cells: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(/\p{Script=Han}[\p{P}]*|\s+|[^\s\p{Script=Han}]+/gu) ?? []) {
    if (line !== '' && cellsOf(line + piece.trimEnd()) > cells) {
      lines.push(line.trimEnd())
      line = piece.trimStart()
    } else line += piece
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()]
}
