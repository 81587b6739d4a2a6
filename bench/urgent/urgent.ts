import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Federation } from '../federation.ts'
import { alertLine, type Line } from '../report.ts'
import type { Sample } from '../sample.ts'
import { settled } from '../settled.ts'
import { addressees, share, untilFound } from '../share.ts'
import { runAlerts, type Took } from './alerts.ts'
import { lossyNetwork } from './lossy.ts'

export interface UrgentWish {
  /** Alerts where nothing else is done. */
  readonly count: number
  /** Shares beside which alerts are sent. */
  readonly shares: number
  readonly sample: Sample
}

/** So often where nothing else is done, and beside shares, which take all that the machine has. */
const [idleEveryMs, besideEveryMs] = [150, 250]
const warm = 20
const quietSeconds = 3
/** A round trip of 200 ms. */
const farMs = 100
const lostPercent = 2
/** Of proxies in the network that loses segments, where nobody else has a port. */
const lossyPort = 7100

/** Alerts in an idle demo, and beside shares. */
export async function urgentLines(federation: Federation, wish: UrgentWish): Promise<readonly Line[]> {
  const { count, sample } = wish
  const [author, addressee] = [await federation.desk('alt', 'duty'), await federation.desk('bor', 'duty')]
  const alerts = (everyMs: number, isOver: (sent: number) => boolean) =>
    runAlerts(author, addressee, { everyMs, isOver })
  await settled(federation, quietSeconds)
  await alerts(idleEveryMs, (sent) => sent >= warm)
  const idle = await alerts(idleEveryMs, (sent) => sent >= count)
  const alone = said(alertLine('nothing else is done', idle, { share: 0.99, ms: 250 }))
  const size = `${(sample.content.length / 1e6).toFixed(0)} MB`
  const beside = await besideShares(federation, wish, (isOver) => alerts(besideEveryMs, isOver))
  return [alone, said(alertLine(`beside a share of ${size}`, beside, { share: 0.99, ms: 250 }))]
}

/** Over a long line, and over one that loses segments besides. */
export async function farLines(count: number): Promise<readonly Line[]> {
  const long = said(alertLine('200 ms of round trip between all houses', await far(count), { share: 0.5, ms: 350 }))
  const what = `the same with ${lostPercent} % of segments lost`
  return [long, said(alertLine(what, await lossy(count), { share: 0.99, ms: 2000 }))]
}

function said(line: Line): Line {
  process.stderr.write(`${line.figure}: ${line.measured}\n`)
  return line
}

/** From the first byte of each share until all addressees can read and find it. */
async function besideShares(
  federation: Federation,
  { shares, sample }: UrgentWish,
  alerts: (isOver: () => boolean) => Promise<readonly Took[]>,
): Promise<readonly Took[]> {
  const officer = await federation.desk('alt', 'liaison')
  const analysts = await Promise.all(addressees.map((party) => federation.desk(party, 'analyst')))
  const took: Took[] = []
  for (let run = 0; run < shares; run++) {
    await settled(federation, quietSeconds)
    let isOver = false
    const sharing = share(officer, sample.name, sample.content)
      .then((act) => Promise.all(analysts.map((desk) => untilFound(desk, act, sample))))
      .finally(() => (isOver = true))
    const [some] = await Promise.all([alerts(() => isOver), sharing])
    took.push(...some)
  }
  return took
}

async function far(count: number): Promise<readonly Took[]> {
  return farAlerts([], [farMs, count, 0])
}

async function lossy(count: number): Promise<readonly Took[] | string> {
  const network = await lossyNetwork(lostPercent, `${lossyPort}-${lossyPort + 99}`)
  if (typeof network === 'string') return network
  await using there = network
  return await farAlerts(there.command, [farMs, count, lossyPort])
}

/** Measured by a program of its own, which may run in another network. */
async function farAlerts(before: readonly string[], given: readonly number[]): Promise<readonly Took[]> {
  const program = fileURLToPath(new URL('far.ts', import.meta.url))
  const [command, ...args] = [...before, process.execPath, '--disable-warning=ExperimentalWarning', program]
  const { stdout } = await promisify(execFile)(command, [...args, ...given.map(String)], { maxBuffer: 1e7 })
  return JSON.parse(stdout) as readonly Took[]
}
