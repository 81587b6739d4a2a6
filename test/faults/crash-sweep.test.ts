import { afterAll, expect, test } from 'vitest'
import { failpoints, type FailpointName } from '#kernel/failpoints.ts'
import { readTree } from '../house/tree.ts'
import { DemoFolder } from './demo-folder.ts'
import { eventually } from './desk.ts'
import { FederationProcess } from './federation-process.ts'
import { Ledger, shareKind } from './ledger.ts'

/** `FAULTS=long` ends the process at the first three hits of every point; the short form at the first, or where `hits` says. */
const isLong = process.env['FAULTS'] === 'long'

interface Sweep {
  readonly at: 'alt' | 'bor'
  readonly hits?: readonly number[]
}

/** Whose process comes to each point while alt shares with bor and recalls, or the test of its own that has it. A new failpoint needs its row here. */
const swept: Record<FailpointName, Sweep | { readonly in: string }> = {
  'upload:sealed': { at: 'alt' },
  'upload:durable': { at: 'alt' },
  // The first is the share, the second its recall.
  'record:written': { at: 'alt', hits: [1, 2] },
  'record:durable': { at: 'alt', hits: [1, 2] },
  'parcel:numbered': { at: 'alt' },
  'parcel:marked': { at: 'alt' },
  'deliver:written': { at: 'bor' },
  'recall:written': { at: 'bor' },
  'parcel:taken': { at: 'bor' },
  'parcel:durable': { at: 'bor', hits: [1, 2] },
  'attachment:piece': { at: 'bor' },
  'deliver:admitted': { at: 'bor' },
  'recall:erased': { at: 'bor' },
  'search:indexed': { at: 'bor' },
  'receipt:written': { at: 'bor' },
  'receipt:durable': { at: 'bor' },
  'import:file': { in: 'test/federation/carrying.test.ts' },
  'restore:written': { in: 'test/federation/backup.test.ts' },
  'restore:durable': { in: 'test/federation/backup.test.ts' },
  'recover:act': { in: 'test/federation/restore.test.ts' },
  'witness:marked': { at: 'bor' },
  'checkpoint:entry': { at: 'alt' },
  'checkpoint:cas': { at: 'alt' },
  'checkpoint:witnessed': { at: 'alt' },
  'checkpoint:published': { at: 'alt' },
}

const rows = Object.entries(swept)
  .flatMap(([point, row]) => {
    if ('in' in row) return []
    const hits = isLong ? [1, 2, 3] : (row.hits ?? [1])
    return hits.map((hit) => ({ point, party: row.at, hit }))
  })
  .map((row, number) => ({ ...row, number }))

/** A federation that goes through one crash after another, and all that was ever asked of it. */
interface Lane {
  readonly folder: DemoFolder
  readonly ledger: Ledger
  federation: FederationProcess
}

const idle: Lane[] = []
const turns: Promise<unknown>[] = Array.from({ length: 3 }, () => Promise.resolve())

async function open(): Promise<Lane> {
  const folder = new DemoFolder()
  const federation = await FederationProcess.start({ dir: folder.dir })
  const lane = { folder, federation, ledger: new Ledger() }
  await lane.ledger.share(federation, `base of ${folder.dir}`)
  return lane
}

async function close(lane: Lane): Promise<void> {
  await lane.federation.stop()
  await lane.folder[Symbol.asyncDispose]()
}

/** Lends a lane that is free, or a new one. A lane in which something failed is closed. */
async function onLane(work: (lane: Lane) => Promise<void>): Promise<void> {
  const lane = idle.pop() ?? (await open())
  try {
    await work(lane)
  } catch (error) {
    console.error(lane.folder.lastTroubles())
    await close(lane)
    throw error
  }
  idle.push(lane)
}

/** As many rows at once as there are turns: what crashes mostly waits for disks and cadences. */
function inTurn(row: number, work: (lane: Lane) => Promise<void>): Promise<void> {
  const at = row % turns.length
  const done = (turns[at] ?? Promise.resolve()).then(() => onLane(work))
  turns[at] = done.catch(() => undefined)
  return done
}

afterAll(async () => {
  await Promise.all(idle.map(close))
})

/** Shares, waits for the addressee, recalls the oldest share, waits for its erasure; until the process is gone. */
async function work({ federation, ledger }: Lane, name: string): Promise<void> {
  const author = federation.desk('alt', 'liaison')
  const reaches = (act: string, state: string) =>
    eventually(async () => {
      if (federation.isGone) return undefined
      const { json } = await author.ask('GET', `/api/v1/acts/${act}`)
      return json.parties['bor']?.state === state ? undefined : json
    })
  for (let round = 1; round <= 4 && !federation.isGone; round++) {
    const act = await ledger.share(federation, `${name}, round ${round}`)
    await reaches(act, 'admitted')
    const shares = (await author.list('author=alt')).filter(({ kind }) => kind === shareKind)
    const oldest = shares.findLast(({ state }) => state !== 'recalled')?.act ?? act
    await ledger.recall(federation, oldest)
    await reaches(oldest, 'erased')
  }
}

/** Waits for the death of the process; what was under way may fail in any way while it dies. */
async function workUntilGone(lane: Lane, name: string): Promise<void> {
  const { federation } = lane
  await work(lane, name).catch(async (error: unknown) => {
    await eventually(async () => (federation.isGone ? undefined : 'alive'), 2000).catch(() => undefined)
    if (!federation.isGone) throw error
  })
  expect(federation.isGone, `${name} was never reached`).toBe(true)
  expect(await federation.ended).toEqual({ code: null, signal: 'SIGKILL' })
}

/** Not counted: waiting for a processor that other programs use. */
const serveWithinMs = 5000

async function crash(lane: Lane, { point, party, hit }: (typeof rows)[number]): Promise<void> {
  lane.federation.aim(party, point, hit)
  await workUntilGone(lane, `${point} hit ${hit}`)
  const began = performance.now()
  lane.federation = await FederationProcess.start({ dir: lane.folder.dir })
  const { status } = await fetch(`${lane.federation.urlOf(party)}/readyz`)
  const servingMs = performance.now() - began - lane.federation.waitedForProcessorMs
  expect(status).toBe(200)
  expect(servingMs).toBeLessThan(serveWithinMs)
  await lane.ledger.check(lane.federation)
}

const claim = 'F1 a kill at $point (hit $hit at $party) loses nothing acknowledged'
test.concurrent.for(rows)(claim, { timeout: 300_000 }, (row) => inTurn(row.number, (lane) => crash(lane, row)))

test('F1 every failpoint is swept, and only the test build can end the process at one', () => {
  const files = readTree('src', /\.tsx?$/)
  const named = files.flatMap(({ text }) => [...text.matchAll(/'([a-z]+:[a-z]+)'/gu)].map(([, name]) => name))
  expect(Object.keys(failpoints).filter((name) => named.filter((found) => found === name).length < 2)).toEqual([])
  expect(new Set(Object.keys(swept))).toEqual(new Set(Object.keys(failpoints)))
  const tests = new Map(readTree('test/federation', /\.test\.ts$/).map(({ path, text }) => [path, text]))
  const apart = Object.entries(swept).flatMap(([point, row]) =>
    'in' in row ? [{ point, text: tests.get(row.in) }] : [],
  )
  expect(apart.filter(({ point, text }) => text?.includes(`'${point}'`) !== true)).toEqual([])
  expect(files.filter(({ text }) => text.includes('CRASH_')).map(({ path }) => path)).toEqual([])
})
