import { mebibytes, milliseconds, tableOf, whereRan, type Line } from '../report.ts'
import type { PaintRun, ScrollRun, TypingRun } from './browser.ts'
import type { ListRun } from './lists.ts'

export interface ConsoleRun {
  readonly reports: number
  readonly lists: readonly ListRun[]
  readonly typing: TypingRun
  readonly scroll: ScrollRun
  readonly ledger: ScrollRun
  /** The same turns of the wheel over rows that are only text. */
  readonly bare: ScrollRun
  readonly paint: PaintRun
}

const bars = { keyMs: 100, listMs: 100, paintMs: 1500, heapBytes: 60 * 1024 ** 2, nodes: 3000 } as const

const atMost = (figure: string, value: number, bar: number, of: (value: number) => string): Line => ({
  figure,
  measured: of(value),
  limit: `${of(bar)} at most`,
  ratio: value / bar,
  bar: 1,
})

function linesOf({ reports, lists, typing, scroll, ledger, bare, paint }: ConsoleRun): readonly Line[] {
  const frame = `${milliseconds(typing.bareMs)}: from a key to the next frame of an empty field`
  return [
    {
      figure: `a key in the filter of ${reports} reports, until the rows answer to it: p50 of ${typing.keys} keys`,
      measured: milliseconds(typing.p50Ms),
      limit: frame,
      ratio: typing.p50Ms / typing.bareMs,
    },
    atMost(`the same: p99`, typing.p99Ms, bars.keyMs, milliseconds),
    ...lists.flatMap(({ what, p50Ms, p99Ms }) => [
      atMost(`list on the server, ${what}: p50`, p50Ms, bars.listMs, milliseconds),
      atMost(`list on the server, ${what}: p99`, p99Ms, bars.listMs, milliseconds),
    ]),
    ...linesOfScroll('reports', scroll, bare),
    ...linesOfScroll('ledger', ledger, bare),
    {
      figure: 'first contentful paint, processor slowed four times, signed in, nothing kept: p50',
      measured: milliseconds(paint.firstMs),
      limit: `${milliseconds(paint.bareMs)}: a page of the same node that is text alone`,
      ratio: paint.firstMs / paint.bareMs,
    },
    atMost('largest contentful paint of the same', paint.largestMs, bars.paintMs, milliseconds),
  ]
}

const linesOfScroll = (name: string, run: ScrollRun, bare: ScrollRun): readonly Line[] => [
  {
    figure: `${name} scrolled to row ${run.rows}: frames over 50 ms of ${run.frames}`,
    measured: String(run.late),
    limit: `${bare.late} of ${bare.frames}: rows that are only text`,
    ratio: run.late / run.frames / Math.max(bare.late / bare.frames, 1 / bare.frames),
  },
  {
    figure: `${name} scrolled: p99 of a frame`,
    measured: milliseconds(run.p99Ms),
    limit: `${milliseconds(bare.p99Ms)}: rows that are only text`,
    ratio: run.p99Ms / bare.p99Ms,
  },
  atMost(`${name} scrolled: heap of the page`, run.heapBytes, bars.heapBytes, mebibytes),
  atMost(`${name} scrolled: elements of the page`, run.nodes, bars.nodes, String),
]

export const consoleTable = (run: ConsoleRun): string => tableOf(linesOf(run))

export function consolePage(run: ConsoleRun, at: string): string {
  return `# Results of \`npm run bench:console\`

One state's node holds one report that was shared with it and ${run.reports} rows of the record and the register made after it, each with a title of its
own; the other nodes are stopped. Debian's Chromium shows the console to a liaison officer on the same machine, so browser, node and database
share its cores. A key counts from the event of the browser until a frame in which every row on the screen answers to what stands in the field. Only
ratios within one run compare.

${whereRan(at)}

${consoleTable(run)}
`
}
