import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'
import process from 'node:process'
import type { ActsRun, DeliveryRun } from './acts.ts'
import type { JournalRun } from './journal.ts'
import type { Sample } from './sample.ts'
import type { ShareRun } from './share.ts'
import { median, quantile } from './statistics.ts'
import type { Took } from './urgent/alerts.ts'

/** A figure, what the machine itself does of the same kind in the same run, and how they stand to each other. */
export interface Line {
  readonly figure: string
  readonly measured: string
  readonly limit: string
  /** How many times slower than the limit; NaN for what could not be measured here. */
  readonly ratio: number
  /** The greatest ratio that is good enough, where there is one. */
  readonly bar?: number
}

export interface Memory {
  readonly beforeBytes: number
  readonly peakBytes: number
}

export const milliseconds = (value: number): string => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`
const perSecond = (value: number): string => `${value.toFixed(0)}/s`
export const mebibytes = (value: number): string => `${(value / 1024 ** 2).toFixed(0)} MiB`

/** The bars are for the median of so many runs of one file; any other run shows figures and judges nothing. */
const judged = { name: 'attack-enterprise-18.1.json', runs: 5 } as const

export function shareLines(sample: Sample, runs: readonly ShareRun[], memory: Memory): readonly Line[] {
  const bareMs = median(runs.map((run) => run.bareMs))
  const limit = `${milliseconds(bareMs)}: bare COPY of the same bytes into four databases`
  const what = `${sample.name} (${sample.objects.length} objects) at alt, bor, cas, dor`
  const over = (of: (run: ShareRun) => number) => median(runs.map(of))
  const added = memory.peakBytes - memory.beforeBytes
  const isJudged = sample.name === judged.name && runs.length >= judged.runs
  const barred = (bar: number) => (isJudged ? { bar } : {})
  const readable = over((run) => run.readableMs)
  const searchable = over((run) => run.searchableMs)
  return [
    { figure: `${what}: readable`, measured: milliseconds(readable), limit, ratio: readable / bareMs, ...barred(3) },
    {
      figure: `${what}: searchable`,
      measured: milliseconds(searchable),
      limit,
      ratio: searchable / bareMs,
      ...barred(5),
    },
    {
      figure: `${what}: processor time until searchable, PostgreSQL included`,
      measured: milliseconds(over((run) => run.processorMs)),
      limit: `${milliseconds(over((run) => run.bareProcessorMs))}: of the bare COPY and its client`,
      ratio: over((run) => run.processorMs) / over((run) => run.bareProcessorMs),
    },
    {
      figure: `memory peak of the five nodes' one process during the shares (${mebibytes(memory.beforeBytes)} before)`,
      measured: mebibytes(memory.peakBytes),
      limit: `${mebibytes(sample.content.length * 4)}: the file, four times`,
      ratio: added / (sample.content.length * 4),
    },
  ]
}

export function actsLines(run: ActsRun): readonly Line[] {
  const limit = `${perSecond(run.bareInsertsPerSecond)}: durable inserts of one row`
  const line = (figure: string, value: number): Line => ({
    figure: `${figure}, ${run.concurrency} at once`,
    measured: perSecond(value),
    limit,
    ratio: run.bareInsertsPerSecond / value,
  })
  return [
    line('acts acknowledged, both signatures, durable (share of a file that was brought)', run.sharesPerSecond),
    line('the same with bringing the file', run.uploadsAndSharesPerSecond),
  ]
}

export function deliveryLines(run: DeliveryRun): readonly Line[] {
  const line = (name: string, value: number, bareMs: number): Line => ({
    figure: `small share, from POST at alt to bor's screen: ${name}`,
    measured: milliseconds(value),
    limit: `${milliseconds(bareMs)}: durable row, request, durable row`,
    ratio: value / bareMs,
  })
  return [line('p50', run.p50Ms, run.bareP50Ms), line('p99', run.p99Ms, run.bareP99Ms)]
}

export function journalLines(run: JournalRun): readonly Line[] {
  return [
    {
      figure: `journal of ${run.entries} entries verified whole`,
      measured: perSecond(run.entriesPerSecond),
      limit: `${perSecond(run.bareHashesPerSecond)}: SHA-256 of the same entries`,
      ratio: run.bareHashesPerSecond / run.entriesPerSecond,
    },
  ]
}

/** What was promised of alerts: this share of them is there within so many milliseconds. */
export interface Promised {
  readonly share: 0.5 | 0.99
  readonly ms: number
}

/** `took`: or why it was not measured. */
export function alertLine(where: string, took: readonly Took[] | string, { share, ms }: Promised): Line {
  const figure = `alert, from signed at alt to bor's event stream, ${where}: p${share * 100}`
  const limit = `${ms} ms, on any machine`
  if (typeof took === 'string') return { figure, measured: `not measured here: ${took}`, limit, ratio: Number.NaN }
  const at = (part: number, of: keyof Took) =>
    quantile(
      took.map((one) => one[of]),
      part,
    )
  const [median, measured] = [at(0.5, 'signedMs'), at(share, 'signedMs')]
  const posted = `from the POST p50 ${milliseconds(at(0.5, 'postedMs'))}, p99 ${milliseconds(at(0.99, 'postedMs'))}`
  const others = share === 0.5 ? `p99 ${milliseconds(at(0.99, 'signedMs'))}` : `p50 ${milliseconds(median)}`
  return {
    figure: `${figure} of ${took.length}`,
    measured: `${milliseconds(measured)} (${others}; ${posted})`,
    limit,
    ratio: measured / ms,
    bar: 1,
  }
}

const heads = ['figure', 'measured', 'limit, same run', 'times the limit', 'bar'] as const

const cellsOf = (line: Line): readonly string[] => [
  line.figure,
  line.measured,
  line.limit,
  Number.isNaN(line.ratio) ? '' : line.ratio.toFixed(2),
  line.bar === undefined ? '' : `${line.bar} ${line.ratio <= line.bar ? 'holds' : 'MISSED'}`,
]

/** A Markdown table, aligned for a terminal. */
export function tableOf(lines: readonly Line[]): string {
  const rows = [heads, ...lines.map(cellsOf)]
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const written = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [written[0], rule, ...written.slice(1)].join('\n')
}

/** Moment, commit and machine of a run, as a list. */
export const whereRan = (at: string): string => `- date: ${at}
- commit: ${commit()}
- machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${mebibytes(totalmem())} memory, Linux ${release()}
- runtime: Node ${process.versions.node}`

function commit(): string {
  try {
    const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim()
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
