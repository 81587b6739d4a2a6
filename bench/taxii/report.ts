import { mebibytes, milliseconds, tableOf, whereRan, type Line } from '../report.ts'
import type { PagesRun } from './pages.ts'
import type { SearchRun } from './searches.ts'

/** What one size of a node was measured at. */
export interface Grown {
  readonly objects: number
  readonly pages: PagesRun
  readonly searches: SearchRun
  readonly peakBytes: number
}

/** Bars of a node of a million objects. */
const bars = { p50Ms: 10, p99Ms: 40, timesBare: 4, searchMs: 100, bytes: 512 * 1024 ** 2 } as const

const megabytesPerSecond = (value: number): string => `${(value / 1e6).toFixed(0)} MB/s`

export const linesOf = ({ objects, pages, searches, peakBytes }: Grown): readonly Line[] => {
  const of = `of ${objects} objects`
  const page = `page of 1000 with Basic and filters, ${of}, ${(pages.pageBytes / 1e6).toFixed(2)} MB`
  const bare = 'a bare node:http server with the same bytes in memory'
  return [
    {
      figure: `${page}: p50, one connection`,
      measured: milliseconds(pages.p50Ms),
      limit: `${milliseconds(pages.bareP50Ms)}: ${bare}; at most ${milliseconds(bars.p50Ms)}`,
      ratio: pages.p50Ms / pages.bareP50Ms,
      bar: Number((bars.p50Ms / pages.bareP50Ms).toFixed(2)),
    },
    {
      figure: `${page}: p99, one connection`,
      measured: milliseconds(pages.p99Ms),
      limit: `${milliseconds(pages.bareP99Ms)}: ${bare}; at most ${milliseconds(bars.p99Ms)}`,
      ratio: pages.p99Ms / pages.bareP99Ms,
      bar: Number((bars.p99Ms / pages.bareP99Ms).toFixed(2)),
    },
    ...linesOfWalk(page, pages),
    {
      figure: `${page}: four connections`,
      measured: megabytesPerSecond(pages.bytesPerSecond),
      limit: `${megabytesPerSecond(pages.bareBytesPerSecond)}: ${bare}`,
      ratio: pages.bareBytesPerSecond / pages.bytesPerSecond,
      bar: bars.timesBare,
    },
    {
      figure: `page ${of}: the last`,
      measured: milliseconds(pages.deepMs),
      limit: `${milliseconds(pages.firstMs)}: the first`,
      ratio: pages.deepMs / pages.firstMs,
    },
    {
      figure: `search ${of}: p99; slowest ${searches.slowest} (${milliseconds(searches.slowestMs)})`,
      measured: milliseconds(searches.p99Ms),
      limit: `${milliseconds(bars.searchMs)} at most`,
      ratio: searches.p99Ms / bars.searchMs,
      bar: 1,
    },
    {
      figure: `memory peak of the node's process while it serves, ${of}`,
      measured: mebibytes(peakBytes),
      limit: `${mebibytes(bars.bytes)} at most`,
      ratio: peakBytes / bars.bytes,
      bar: 1,
    },
  ]
}

/** A tool reads every page once, and nobody before it. */
const linesOfWalk = (page: string, { walkP50Ms, walkP99Ms }: PagesRun): readonly Line[] => [
  {
    figure: `${page}: p50 of a walk through pages that nobody asked for since the node began`,
    measured: milliseconds(walkP50Ms),
    limit: `${milliseconds(bars.p50Ms)} at most`,
    ratio: walkP50Ms / bars.p50Ms,
    bar: 1,
  },
  {
    figure: `${page}: p99 of that walk`,
    measured: milliseconds(walkP99Ms),
    limit: `${milliseconds(bars.p99Ms)} at most`,
    ratio: walkP99Ms / bars.p99Ms,
    bar: 1,
  },
]

export const taxiiTable = (grown: readonly Grown[]): string => tableOf(grown.flatMap(linesOf))

const growthHeads = ['objects', 'page p50', 'page p99', 'first page', 'last page', 'search p50', 'search p99', 'memory']

/** How the figures grow, a row for each size. */
function growthOf(grown: readonly Grown[]): string {
  const rows = grown.map(({ objects, pages, searches, peakBytes }) => [
    String(objects),
    ...[pages.p50Ms, pages.p99Ms, pages.firstMs, pages.deepMs, searches.p50Ms, searches.p99Ms].map(milliseconds),
    mebibytes(peakBytes),
  ])
  return [growthHeads, growthHeads.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** Width of the longest bar of the plot. */
const plotWidth = 40

function plotOf(grown: readonly Grown[]): string {
  const most = Math.max(...grown.flatMap(({ pages, searches }) => [pages.p99Ms, searches.p99Ms]))
  const bar = (ms: number): string => '#'.repeat(Math.max(1, Math.round((ms / most) * plotWidth)))
  return grown
    .flatMap(({ objects, pages, searches }) => [
      `${String(objects).padStart(8)}  page   ${bar(pages.p99Ms)} ${milliseconds(pages.p99Ms)}`,
      `${' '.repeat(8)}  search ${bar(searches.p99Ms)} ${milliseconds(searches.p99Ms)}`,
    ])
    .join('\n')
}

export function taxiiPage(grown: readonly Grown[], at: string): string {
  return `# Results of \`npm run bench:taxii\`

A demo federation holds objects that two of its states shared with each other: a fifth of them in a category that the reader does not see,
two fifths the node's own. Before each measurement it began anew and all nodes but the one measured were stopped. Pages
are asked for at places spread over all there is, filtered by five types and by date; first by a tool that reads one page after the other, each for the first time; it had read from a bare server before, so that it was not its own code that ran for the first time. Who measures, and the bare server, are processes of
their own. Only ratios within one run compare.

${whereRan(at)}

${taxiiTable(grown.slice(-1))}

How it grows:

${growthOf(grown)}

p99 of a page and of a search:

\`\`\`text
${plotOf(grown)}
\`\`\`
`
}
