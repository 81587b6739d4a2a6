import type { SoughtText } from './sought-text.ts'

const before = 60
const length = 180

export interface Snippet {
  readonly snippet: string
  /** Where in it words of the query stand: from which character to before which, in UTF-16, ascending and apart. */
  readonly highlights: readonly (readonly [from: number, to: number])[]
}

/** The text around the first word that the query asks for, whole words, with dots where something is left out. */
export function snippetOf(text: string, sought: SoughtText): Snippet {
  const [first] = sought.hits(text)
  const from = wordStart(text, Math.max(0, (first?.from ?? 0) - before))
  const to = wordEnd(text, from + length)
  const snippet = `${from > 0 ? '… ' : ''}${text.slice(from, to).trim().toWellFormed()}${to < text.length ? ' …' : ''}`
  return { snippet, highlights: first === undefined ? [] : apart(sought.hits(snippet)) }
}

function apart(hits: Iterable<{ readonly from: number; readonly to: number }>): Snippet['highlights'] {
  const found: [number, number][] = []
  for (const { from, to } of [...hits].toSorted((one, other) => one.from - other.from)) {
    const last = found.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(' ', at)
  return at === 0 || space === -1 || space - at > before / 2 ? at : space + 1
}

function wordEnd(text: string, at: number): number {
  if (at >= text.length) return text.length
  const space = text.lastIndexOf(' ', at)
  return at - space > before / 2 ? at : space
}
