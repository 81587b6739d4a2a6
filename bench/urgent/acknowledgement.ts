import { cpus } from 'node:os'
import process from 'node:process'
import type { Desk } from '../desk.ts'
import { startFederation, type Federation } from '../federation.ts'
import { milliseconds, type Line } from '../report.ts'
import { quantile } from '../statistics.ts'
import { alertWish, pause, wallMs } from './alerts.ts'

/** A coalition of the product's profiles with twelve nodes. */
const profile = 'sco'
const sessionsPerNode = 50
const wantedPerSecond = 50
const promisedMs = 2000
const addressees = 4
/** What has not come so long after the last act is lost. */
const lostAfterMs = 20_000
const [warmPerSecond, warmMs] = [2, 15_000]
/** Twelve nodes that make checkpoints for one another are never quiet. */
const restMs = 6000
/**
 * Of each six alerts to four states two are accepted by their first addressee, one is opened, and one is cancelled: ten acts with 31
 * addressees.
 */
const [alertsOfTen, cycle] = [0.6, 6]

/** One act on its way: when it was posted, and at each addressee when the last of its sessions was told. */
interface Tracked {
  readonly postedAt: number
  readonly to: readonly string[]
  readonly isAnswer: boolean
  /** Of an answer: when the warning that it is about was posted. */
  readonly warnedAt: number
}

interface Step {
  readonly perSecond: number
  readonly acts: number
  readonly lost: number
  readonly deliveredMs: readonly number[]
  readonly acknowledgedMs: readonly number[]
  /** Processors busy on average: with PostgreSQL, and of PostgreSQL alone. */
  readonly busy: { readonly all: number; readonly server: number }
}

/** Every session of every node, as duty officers have their boards open. */
class Sessions {
  /** By act and party: how many sessions were told, and when the last of them. */
  readonly told = new Map<string, { count: number; lastMs: number }>()

  /** Each with an account of its own. */
  static async open(federation: Federation, desks: readonly Desk[]): Promise<Sessions> {
    const sessions = new Sessions()
    for (const desk of desks) {
      const admin = await federation.desk(desk.party, 'admin')
      for (let at = 0; at < sessionsPerNode; at++) {
        const account = { name: `watch-${at}`, role: 'duty', clearance: 'restricted' }
        const { token } = await admin.post<{ readonly token: string }>('/api/v1/users', account)
        await sessions.#listen(desk, token)
      }
    }
    return sessions
  }

  async #listen(desk: Desk, token: string): Promise<void> {
    const heard = new Set<string>()
    await desk.listen((act) => {
      if (heard.has(act)) return
      heard.add(act)
      const key = `${act} ${desk.party}`
      const told = this.told.get(key) ?? { count: 0, lastMs: 0 }
      this.told.set(key, { count: told.count + 1, lastMs: wallMs() })
    }, token)
  }

  /** When all sessions of a party had been told of an act. */
  whenAll(act: string, party: string): number | undefined {
    const told = this.told.get(`${act} ${party}`)
    return told?.count === sessionsPerNode ? told.lastMs : undefined
  }

  async first(act: string, party: string, untilMs: number): Promise<boolean> {
    while (!this.told.has(`${act} ${party}`)) {
      if (wallMs() > untilMs) return false
      await pause(5)
    }
    return true
  }
}

/** The highest of the rates that holds what was promised, and the first that does not. */
export async function acknowledgementLines(rates: readonly number[], stepMs: number): Promise<readonly Line[]> {
  await using federation = await startFederation([], undefined, (dir) => [
    'src/main/tamga.ts',
    'demo',
    '--profile',
    profile,
    '--dir',
    dir,
    '--port',
    '0',
    '--json',
  ])
  const desks = await Promise.all(federation.parties.map((party) => federation.desk(party, 'duty')))
  const sessions = await Sessions.open(federation, desks)
  await pause(restMs)
  // What is met for the first time is no measure.
  await runStep(federation, { desks, sessions, perSecond: warmPerSecond, stepMs: warmMs })
  await pause(restMs)
  const steps: Step[] = []
  for (const perSecond of rates) {
    const step = await runStep(federation, { desks, sessions, perSecond, stepMs })
    steps.push(step)
    process.stderr.write(`${saidOf(step)}\n`)
    if (!holds(step)) break
  }
  return linesOf(steps, desks.length)
}

interface Run {
  readonly desks: readonly Desk[]
  readonly sessions: Sessions
  readonly perSecond: number
  readonly stepMs: number
}

async function runStep(federation: Federation, { desks, sessions, perSecond, stepMs }: Run): Promise<Step> {
  const acts = new Map<string, Tracked>()
  const before = await federation.processorMs()
  const began = wallMs()
  const count = Math.ceil((perSecond * alertsOfTen * stepMs) / 1000)
  const going = Array.from({ length: count }, async (_, at) => {
    await pause((at * 1000) / (perSecond * alertsOfTen))
    await oneWarning({ desks, sessions, acts }, at)
  })
  await Promise.all(going)
  await untilTold(sessions, acts, wallMs() + lostAfterMs)
  const tookMs = wallMs() - began
  const after = await federation.processorMs()
  const pairs = [...acts].flatMap(([act, { postedAt, to, ...one }]) =>
    to.map((party) => ({ ...one, postedAt, at: sessions.whenAll(act, party) })),
  )
  const told = pairs.filter((pair): pair is typeof pair & { at: number } => pair.at !== undefined)
  return {
    perSecond,
    acts: acts.size,
    lost: pairs.length - told.length,
    deliveredMs: told.map(({ at, postedAt }) => at - postedAt),
    acknowledgedMs: told.filter(({ isAnswer }) => isAnswer).map(({ at, warnedAt }) => at - warnedAt),
    busy: { all: (after.all - before.all) / tookMs, server: (after.server - before.server) / tookMs },
  }
}

interface World extends Pick<Run, 'desks' | 'sessions'> {
  readonly acts: Map<string, Tracked>
}

interface Sending extends Partial<Omit<Tracked, 'to'>>, Pick<Tracked, 'to'> {
  readonly path: string
  readonly body: object
}

/** A warning, and what follows it at its first addressee or its author. */
async function oneWarning({ desks, sessions, acts }: World, at: number): Promise<void> {
  const from = desks[at % desks.length]
  const others = Array.from({ length: addressees }, (_, more) => desks[(at + more + 1) % desks.length])
  const to = others.flatMap((desk) => desk?.party ?? [])
  const [first] = others
  if (from === undefined || first === undefined) return
  const send = async (desk: Desk, { path, body, ...about }: Sending): Promise<{ act: string; postedAt: number }> => {
    const postedAt = wallMs()
    const { act } = await desk.post<{ readonly act: string }>(`/api/v1/alerts${path}`, body)
    acts.set(act, { warnedAt: postedAt, isAnswer: false, ...about, postedAt })
    return { act, postedAt }
  }
  const { act, postedAt: warnedAt } = await send(from, { path: '', body: alertWish(to), to })
  const kind = at % cycle
  if (kind > 3 || !(await sessions.first(act, first.party, wallMs() + lostAfterMs))) return
  if (kind === 3) await send(from, { path: `/${act}/cancel`, body: { note: 'Over' }, to })
  else if (kind === 2) await send(first, { path: `/${act}/seen`, body: {}, to: [from.party] })
  else {
    const body = { outcome: 'accepted' }
    await send(first, { path: `/${act}/answer`, body, to: [from.party], isAnswer: true, warnedAt })
  }
}

async function untilTold(sessions: Sessions, acts: ReadonlyMap<string, Tracked>, untilMs: number): Promise<void> {
  const isTold = ([act, { to }]: [string, Tracked]) => to.every((party) => sessions.whenAll(act, party) !== undefined)
  while (wallMs() < untilMs && ![...acts].every(isTold)) await pause(100)
}

const holds = ({ lost, deliveredMs }: Step): boolean => lost === 0 && quantile(deliveredMs, 0.99) <= promisedMs

function saidOf({ perSecond, acts, lost, deliveredMs, acknowledgedMs, busy }: Step): string {
  const [delivered, acknowledged] = [deliveredMs, acknowledgedMs].map(
    (ms) => `p50 ${milliseconds(quantile(ms, 0.5))}, p99 ${milliseconds(quantile(ms, 0.99))}`,
  )
  const cores = `${busy.all.toFixed(1)} of ${cpus().length} processors busy, ${busy.server.toFixed(1)} with PostgreSQL`
  const rate = `${perSecond} acts/s (${acts} acts, ${lost} deliveries lost)`
  return `${rate}: delivered ${delivered}; warning to acknowledgement ${acknowledged}; ${cores}`
}

function linesOf(steps: readonly Step[], nodes: number): readonly Line[] {
  const where = `${nodes} nodes, ${nodes * sessionsPerNode} sessions, alerts with answers, openings and cancellations, 3.1 addressees on average`
  const held = steps.filter(holds).at(-1)
  const missed = steps.find((step) => !holds(step))
  const best: Line = {
    figure: `${where}: highest rate tried at which nothing is lost and 99 % reach every session within 2 s`,
    measured: held === undefined ? 'none' : saidOf(held),
    limit: `${wantedPerSecond} acts/s`,
    ratio: wantedPerSecond / (held?.perSecond ?? Number.NaN),
    bar: 1,
  }
  if (missed === undefined) return [best]
  const ratio = quantile(missed.deliveredMs, 0.99) / promisedMs
  return [best, { figure: 'the first rate that does not hold', measured: saidOf(missed), limit: '2 s', ratio }]
}
