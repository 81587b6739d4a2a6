import type { Tone } from './output.ts'
import { cellsOf, clipped, harmless, padded } from './width.ts'

/** `fill`: takes what is left of the line, cut with an ellipsis on a terminal. */
export interface Column {
  readonly title: string
  readonly align?: 'end'
  readonly fill?: boolean
}

export type TableCell = string | { readonly text: string; readonly tone: Tone }
export type Row = readonly TableCell[]

interface Paint {
  readonly tone: (tone: Tone, text: string) => string
  /** Width of the terminal; `undefined` where nothing is cut. */
  readonly columns: number | undefined
  /** One row per line, cells divided by tabs, no headings: for other programs. */
  readonly isPlain: boolean
}

const gap = 2

/** Lines of a table. Foreign text is made harmless here, before it is coloured. */
export function renderTable(columns: readonly Column[], rows: readonly Row[], paint: Paint): readonly string[] {
  const texts = rows.map((row) => row.map((cell) => harmless(textOf(cell))))
  if (paint.isPlain) return texts.map((row) => row.join('\t'))
  const widths = columns.map((column, at) =>
    Math.max(cellsOf(column.title), ...texts.map((row) => cellsOf(row[at] ?? ''))),
  )
  const fill = columns.findIndex((column) => column.fill)
  if (fill >= 0) widths[fill] = fitted(widths, fill, paint.columns)
  const body = texts.map((row, line) =>
    joined(columns, widths, (at) => ({ text: row[at] ?? '', tone: toneOf(rows[line]?.[at]) }), paint),
  )
  if (columns.every((column) => column.title === '')) return body
  return [joined(columns, widths, (at) => ({ text: columns[at]?.title ?? '', tone: 'dim' }), paint), ...body]
}

function joined(
  columns: readonly Column[],
  widths: readonly number[],
  cell: (at: number) => { text: string; tone: Tone | undefined },
  paint: Paint,
): string {
  const cells = columns.map((column, at) => {
    const { text, tone } = cell(at)
    const width = widths[at] ?? 0
    const shown = clipped(text, width)
    const fitting = at === columns.length - 1 && column.align === undefined ? shown : padded(shown, width, side(column))
    return tone === undefined ? fitting : paint.tone(tone, fitting)
  })
  return cells.join(' '.repeat(gap)).trimEnd()
}

function fitted(widths: readonly number[], fill: number, columns: number | undefined): number {
  const wanted = widths[fill] ?? 0
  if (columns === undefined) return wanted
  const others = widths.reduce((sum, width, at) => (at === fill ? sum : sum + width + gap), 0)
  return Math.min(wanted, Math.max(columns - others, 12))
}

const side = (column: Column): 'start' | 'end' => (column.align === 'end' ? 'start' : 'end')
const textOf = (cell: TableCell): string => (typeof cell === 'string' ? cell : cell.text)
const toneOf = (cell: TableCell | undefined): Tone | undefined => (typeof cell === 'object' ? cell.tone : undefined)
