import { styleText } from 'node:util'
import type { Io, Sink } from './io.ts'
import { renderTable, type Column, type Row } from './table.ts'

/** `drill`: what is exercise or test, and nothing else. */
export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong' | 'accent' | 'drill'

const formats = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  dim: 'dim',
  strong: 'bold',
  accent: 'cyan',
  drill: 'bgMagenta',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>

export interface OutputOptions {
  readonly json: boolean
  readonly plain: boolean
  readonly quiet: boolean
}

/** Data goes to standard output, what is said to a person to standard error. */
export interface Output {
  readonly isJson: boolean
  /** `--plain`: whole values, tabs between them. */
  readonly isPlain: boolean
  /** The answer of a verb: one JSON value with `--json`, otherwise what `text` prints. */
  answer(value: unknown, text: () => void): void
  line(text: string): void
  table(columns: readonly Column[], rows: readonly Row[]): void
  /** Pairs of a word and its value, the values aligned. */
  facts(pairs: readonly (readonly [name: string, value: string])[]): void
  bytes(chunk: Uint8Array): void
  /** For a person at the terminal; `--quiet` silences it. */
  note(text: string): void
  /** For a person, always said. */
  warn(text: string): void
  /** Colours for standard output. */
  tone(tone: Tone, text: string): string
  /** Colours for standard error. */
  noteTone(tone: Tone, text: string): string
}

export function output(io: Io, options: OutputOptions): Output {
  const isPlain = options.plain || options.json
  const tone = painter(io.stdout, io, isPlain)
  const line = (text: string): void => io.stdout.write(`${text}\n`)
  const table = (columns: readonly Column[], rows: readonly Row[]): void => {
    const paint = { tone, columns: io.stdout.isTerminal ? io.stdout.columns : undefined, isPlain: options.plain }
    for (const text of renderTable(columns, rows, paint)) line(text)
  }
  return {
    isJson: options.json,
    isPlain: options.plain,
    answer: (value, text) => (options.json ? line(JSON.stringify(value, null, io.stdout.isTerminal ? 2 : 0)) : text()),
    line,
    table,
    facts: (pairs) =>
      table(
        [{ title: '' }, { title: '', fill: true }],
        pairs.map(([name, value]) => [{ text: name, tone: 'dim' }, value]),
      ),
    bytes: (chunk) => io.stdout.write(chunk),
    note: (text) => (options.quiet ? undefined : io.stderr.write(`${text}\n`)),
    warn: (text) => io.stderr.write(`${text}\n`),
    tone,
    noteTone: painter(io.stderr, io, isPlain),
  }
}

function painter(sink: Sink, io: Io, isPlain: boolean): Output['tone'] {
  const isColoured = sink.isTerminal && !isPlain && (io.env['NO_COLOR'] ?? '') === '' && io.env['TERM'] !== 'dumb'
  return (tone, text) => (isColoured ? styleText(formats[tone], text, { validateStream: false }) : text)
}
