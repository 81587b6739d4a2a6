import type { Tone } from './output.ts'
import { cellsOf, clipped, harmless, padded } from './width.ts'

/** One place of a grid: a mark of one or two letters. */
export interface Mark {
  readonly text: string
  readonly tone?: Tone
}

export interface Grid {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly title: string; readonly marks: readonly Mark[] }[]
}

interface Paint {
  readonly tone: (tone: Tone, text: string) => string
  /** Width of the terminal, or what is usual where there is none. */
  readonly columns: number
}

const gap = 1
const widestTitle = 40

/**
 * A grid of marks under short headings: headings stand upright where they would take too much of the line, and what is still too wide
 * goes on in a further grid below.
 */
export function renderGrid({ columns, rows }: Grid, { tone, columns: width }: Paint): readonly string[] {
  const headings = columns.map(harmless)
  const titles = rows.map(({ title }) => harmless(title))
  const longest = Math.max(1, ...headings.map(cellsOf))
  const lane = (side: number): number => Math.min(widestTitle, Math.max(...titles.map(cellsOf)), width - side)
  const isLevel = lane(0) + columns.length * (longest + gap) + gap <= width
  const cell = isLevel ? longest : 2
  const room = lane(12 + cell)
  const perBlock = Math.max(1, Math.floor((width - room - gap) / (cell + gap * Number(isLevel))))
  const blocks = Math.ceil(columns.length / perBlock)
  const each = Math.ceil(columns.length / Math.max(1, blocks))
  return Array.from({ length: blocks }, (_, block) => {
    const [from, until] = [block * each, (block + 1) * each]
    const here = headings.slice(from, until)
    const between = isLevel ? ' '.repeat(gap) : ''
    const head = isLevel ? [here] : upright(here)
    const line = (title: string, cells: readonly string[]) =>
      `${padded(clipped(title, room), room)}${' '.repeat(gap)}${cells.join(between)}`.trimEnd()
    return [
      ...(block === 0 ? [] : ['']),
      ...head.map((letters) =>
        tone(
          'dim',
          line(
            '',
            letters.map((text) => padded(text, cell)),
          ),
        ),
      ),
      ...rows.map(({ marks }, at) =>
        line(
          titles[at] ?? '',
          marks.slice(from, until).map((mark) => painted(mark)),
        ),
      ),
    ]
  }).flat()

  function painted(mark: Mark): string {
    const text = padded(mark.text, cell)
    return mark.tone === undefined ? text : tone(mark.tone, text)
  }
}

/** Headings as columns of letters, ending on the same line. */
function upright(headings: readonly string[]): readonly (readonly string[])[] {
  const letters = headings.map((heading) => heading.split(''))
  const tall = Math.max(0, ...letters.map(({ length }) => length))
  return Array.from({ length: tall }, (_, line) =>
    letters.map((heading) => heading[line - (tall - heading.length)] ?? ' '),
  )
}
