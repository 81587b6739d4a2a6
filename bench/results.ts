import { readFile, writeFile } from 'node:fs/promises'
import { tableOf, whereRan, type Line } from './report.ts'
import type { ShareRun } from './share.ts'

/** What is measured by itself where it is asked for alone, and its heading on the page of results. */
export const parts = {
  share: 'A large share',
  acts: 'Acts acknowledged',
  delivery: 'A small share, until it is shown',
  journal: 'The journal',
  urgent: 'Alerts in the demo',
  far: 'Alerts far away',
  acknowledgement: 'Warning to acknowledgement, twelve nodes',
} as const
export type Part = keyof typeof parts
export const partNames = Object.keys(parts).filter((name): name is Part => Object.hasOwn(parts, name))

export type Measured = ReadonlyMap<Part, readonly Line[]>

const head = `# Results of \`npm run bench\`

Only ratios within one run compare: every limit was measured on the same machine, by the same server, between the product's own
runs, but for the times that are promised of alerts. The product runs as a demo federation of five nodes in one process, over one embedded PostgreSQL with a database per node,
\`fsync\` on; who measures is a process of its own and uses the public interface alone. Shares add up: nothing is recalled between runs. The
bare COPY goes in binary form over four connections at once into existing tables of one column, a row per object, its commit included.
Each part says when it was measured last.
`

const eachShare = (runs: readonly ShareRun[]): string => {
  const each = runs.map(
    ({ bareMs, acknowledgedMs, readableMs, searchableMs }, index) =>
      `| ${index + 1} | ${bareMs.toFixed(0)} | ${acknowledgedMs.toFixed(0)} | ${readableMs.toFixed(0)} | ${searchableMs.toFixed(0)} |`,
  )
  const names = '| run | bare COPY | acknowledged | readable | searchable |\n| --- | --- | --- | --- | --- |'
  return `\nShare runs in milliseconds:\n\n${names}\n${each.join('\n')}\n`
}

const headingOf = (part: Part): string => `## ${parts[part]}\n`

/** The text of a part on the page, from its heading to the next one; empty where it was never measured. */
function partIn(page: string, part: Part): string {
  const from = page.indexOf(headingOf(part))
  if (from < 0) return ''
  const next = page.indexOf('\n## ', from)
  return next < 0 ? page.slice(from) : page.slice(from, next + 1)
}

/** The page with what was measured now in the place of what stood there; every other part stays. */
export function pageWith(page: string, measured: Measured, at: string, runs: readonly ShareRun[] = []): string {
  const texts = partNames.map((part) => {
    const lines = measured.get(part)
    if (lines === undefined) return partIn(page, part)
    const more = part === 'share' ? eachShare(runs) : ''
    return `${headingOf(part)}\n${whereRan(at)}\n\n${tableOf(lines)}\n${more}`
  })
  return [head, ...texts.filter((text) => text !== '').map((text) => `${text.trimEnd()}\n`)].join('\n')
}

export async function writeResults(measured: Measured, at: string, runs: readonly ShareRun[]): Promise<void> {
  const file = new URL('RESULTS.md', import.meta.url)
  const page = await readFile(file, 'utf8').catch(() => '')
  await writeFile(file, pageWith(page, measured, at, runs))
}
