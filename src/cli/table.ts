import type { Tone } from './output.ts'
import { cellsOf, clipped, harmless, padded } from './width.ts'

/** A column that is empty in every row is left out. */
export interface Column {
  readonly title: string
  readonly align?: 'end'
  /** Takes what is left of the line, cut with an ellipsis on a terminal. */
  readonly fill?: boolean
  /** Left out where the line would leave too little for the column that fills. */
  readonly spare?: boolean
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
const leastFill = 24

/** Lines of a table. Foreign text is made harmless here, before it is coloured. */
export function renderTable(columns: readonly Column[], rows: readonly Row[], paint: Paint): readonly string[] {
  const safe = rows.map((row) => row.map((cell): TableCell => withText(cell, harmless(textOf(cell)))))
  if (paint.isPlain) return safe.map((row) => row.map(textOf).join('\t'))
  const widthAt = (at: number): number =>
    Math.max(cellsOf(columns[at]?.title ?? ''), ...safe.map((row) => cellsOf(textOf(row[at] ?? ''))))
  const isFilled = (at: number): boolean => rows.length === 0 || safe.some((row) => textOf(row[at] ?? '') !== '')
  const filled = columns.map((column, at) => ({ ...column, at, width: widthAt(at) })).filter(({ at }) => isFilled(at))
  const shown = fitted(filled, paint.columns)
  const body = safe.map((row) => joined(shown, (column) => row[column.at] ?? '', paint))
  if (shown.every((column) => column.title === '')) return body
  return [joined(shown, (column) => ({ text: column.title, tone: 'dim' }), paint), ...body]
}

interface Placed extends Column {
  readonly at: number
  readonly width: number
}

function joined(columns: readonly Placed[], cellIn: (column: Placed) => TableCell, paint: Paint): string {
  const cells = columns.map((column, place) => {
    const cell = cellIn(column)
    const text = clipped(textOf(cell), column.width)
    const isLast = place === columns.length - 1 && column.align === undefined
    const fitting = isLast ? text : padded(text, column.width, column.align === 'end' ? 'start' : 'end')
    return typeof cell === 'string' ? fitting : paint.tone(cell.tone, fitting)
  })
  return cells.join(' '.repeat(gap)).trimEnd()
}

/** Widths for a terminal of `cells`: the filling column gives way, and spare columns go before it gets too narrow. */
function fitted(columns: readonly Placed[], cells: number | undefined): readonly Placed[] {
  const fill = columns.find((column) => column.fill)
  if (cells === undefined || fill === undefined) return columns
  const others = columns.reduce((sum, column) => (column === fill ? sum : sum + column.width + gap), 0)
  const room = cells - others
  const spare = columns.findLast((column) => column.spare)
  if (room < Math.min(fill.width, leastFill) && spare !== undefined) {
    return fitted(
      columns.filter((column) => column !== spare),
      cells,
    )
  }
  return columns.map((column) =>
    column === fill ? { ...column, width: Math.min(fill.width, Math.max(room, leastFill)) } : column,
  )
}

const textOf = (cell: TableCell): string => (typeof cell === 'string' ? cell : cell.text)
const withText = (cell: TableCell, text: string): TableCell => (typeof cell === 'string' ? text : { ...cell, text })
