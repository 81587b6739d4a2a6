// npm run bench [-- --quick] [--runs N] [--file BUNDLE] [--only share,acts,delivery,journal,urgent,far,acknowledgement] [--no-results] [--flag=--cpu-prof]
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runActs, runDelivery } from './acts.ts'
import { BareDatabases } from './bare.ts'
import type { Desk } from './desk.ts'
import { startFederation, type Federation } from './federation.ts'
import { runJournal } from './journal.ts'
import { forgetPeak, residentBytes } from './memory.ts'
import { actsLines, deliveryLines, journalLines, shareLines, tableOf, type Line } from './report.ts'
import { partNames, writeResults, type Measured, type Part } from './results.ts'
import { sampleOf } from './sample.ts'
import { addressees, runShare, type ShareRun } from './share.ts'
import { acknowledgementLines } from './urgent/acknowledgement.ts'
import { farLines, urgentLines } from './urgent/urgent.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string' },
    file: { type: 'string' },
    only: { type: 'string', default: partNames.join(',') },
    'no-results': { type: 'boolean', default: false },
    flag: { type: 'string', multiple: true, default: [] },
  },
})
const { quick } = values
const shared = (name: string): string => fileURLToPath(new URL(`../../shared/data/stix/${name}`, import.meta.url))
const large = shared('attack-enterprise-18.1.json')
const file = values.file ?? (quick ? shared('attack-ics-18.1.json') : large)
const runs = Number(values.runs ?? (quick ? 1 : 5))
const wanted = new Set(values.only.split(','))
const actsMs = quick ? 1000 : 5000
const alertsCount = quick ? 60 : 200

const shareRuns: ShareRun[] = []

async function shares(federation: Federation, bare: BareDatabases): Promise<readonly Line[]> {
  const sample = sampleOf(basename(file), await readFile(file))
  const desks = await Promise.all(
    ['alt', ...addressees].map((party) => federation.desk(party, party === 'alt' ? 'liaison' : 'analyst')),
  )
  const { now: beforeBytes } = await residentBytes(federation.pid)
  await forgetPeak(federation.pid)
  for (let run = 0; run < runs; run++) {
    const took: ShareRun = await runShare(federation, sample, desks, bare)
    shareRuns.push(took)
    const texts = Object.entries<number>({ ...took }).map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
    process.stderr.write(`share ${run + 1}: ${texts.join(', ')}\n`)
  }
  const { peak: peakBytes } = await residentBytes(federation.pid)
  return shareLines(sample, shareRuns, { beforeBytes, peakBytes })
}

async function alerts(federation: Federation): Promise<readonly Line[]> {
  const sample = sampleOf(basename(large), await readFile(large))
  return urgentLines(federation, { sample, count: alertsCount, shares: quick ? 1 : 5 })
}

async function acts(alt: Desk, bare: BareDatabases): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const concurrency of [1, 16]) lines.push(...actsLines(await runActs(alt, bare, concurrency, actsMs)))
  return lines
}

/** In this order: what is small before what leaves much behind. */
async function measure(federation: Federation, bare: BareDatabases): Promise<Measured> {
  const alt = await federation.desk('alt', 'liaison')
  const bor = await federation.desk('bor', 'analyst')
  const each: readonly (readonly [Part, () => Promise<readonly Line[]>])[] = [
    ['delivery', async () => deliveryLines(await runDelivery(alt, bor, bare, quick ? 50 : 300))],
    ['urgent', () => alerts(federation)],
    ['far', () => farLines(alertsCount)],
    ['share', () => shares(federation, bare)],
    ['acts', () => acts(alt, bare)],
    ['journal', async () => journalLines(await runJournal(federation.socketFolder, quick ? 4096 : 20_480))],
  ]
  const measured = new Map<Part, readonly Line[]>()
  for (const [part, measuring] of each) if (wanted.has(part)) measured.set(part, await measuring())
  return measured
}

/** Twelve nodes have the machine to themselves. */
async function acknowledgement(): Promise<Measured> {
  const lines = await (quick ? acknowledgementLines([2], 5000) : acknowledgementLines([2, 5, 10, 20, 50], 10_000))
  return new Map([['acknowledgement', lines]])
}

async function five(): Promise<Measured> {
  await using federation = await startFederation(values.flag)
  await using bare = await BareDatabases.open(federation.socketFolder, 16)
  return await measure(federation, bare)
}

const isOther = [...wanted].some((part) => part !== 'acknowledgement')
const first = isOther ? await five() : new Map()
const measured = new Map([...first, ...(wanted.has('acknowledgement') ? await acknowledgement() : [])])
const lines = [...measured.values()].flat()
process.stdout.write(`${tableOf(lines)}\n`)
if (!quick && !values['no-results']) await writeResults(measured, new Date().toISOString(), shareRuns)
const missed = lines.filter(({ ratio, bar }) => bar !== undefined && ratio > bar)
process.exitCode = !quick && missed.length > 0 ? 1 : 0
