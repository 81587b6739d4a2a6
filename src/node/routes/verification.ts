import { z } from 'zod'
import { epochMsOf } from '#kernel/instant.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { instant } from '#protocol/acts/field.ts'
import type { Row } from '#platform/db/table.ts'
import { reply, type Declaration } from '#platform/http/declaration.ts'
import { refuseFigures } from '#platform/http/figures.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { stateOf, type Verifications } from '../verifying/runs.ts'
import { runs } from '../verifying/tables.ts'
import { verdictFor, Verified } from '../verifying/verdict.ts'

const Run = z.object({
  run: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed', 'lost']),
  from: z.string().optional(),
  until: z.string().optional(),
  startedAt: z.string(),
  /** Of acts, entries, parcels and proofs; left out for those to whom it may be news how much there is. */
  progress: z
    .object({ done: z.number(), whole: z.number(), bytes: z.number(), leftMs: z.number().optional() })
    .optional(),
  verdict: Verified.optional(),
})

const path = '/api/v1/verify/runs'

const begin = {
  method: 'POST',
  path,
  action: 'records.verify',
  summary:
    'Begin to recompute everything this node stores, or what arrived in a range of time. It goes on by itself; an account has one under way.',
  body: z.strictObject({ from: instant.exactOptional(), until: instant.exactOptional() }),
  answer: Run,
  statuses: [202],
} as const satisfies Declaration

const list = {
  method: 'GET',
  path,
  action: 'records.verify',
  summary: 'The verifications of this account, the newest first: how far each is, and what came out.',
  answer: z.object({ items: z.array(Run) }),
} as const satisfies Declaration

const show = {
  method: 'GET',
  path: `${path}/:run`,
  action: 'records.verify',
  summary: 'How far a verification of this account is: how much of how much, bytes read, time left; or what came out.',
  answer: Run,
} as const satisfies Declaration

const stop = {
  method: 'DELETE',
  path: `${path}/:run`,
  action: 'records.verify',
  summary: 'Stop a verification of this account within a second. What it had recomputed held.',
} as const satisfies Declaration

const mostShown = 20

/** Verifications of everything, or of a range, that outlast the request that began them. */
export function verificationRoutes(
  node: Omit<Node, keyof AsyncDisposable>,
  ports: NodePorts,
  verifications: Verifications,
): void {
  const { api } = node
  const { store, clock } = ports
  api.route(begin, async ({ reader, body }) => {
    const isRange = body.from !== undefined || body.until !== undefined
    const no = isRange ? refuseFigures(reader) : undefined
    if (no !== undefined) return no
    const row = await verifications.begin(node, reader.account.name, body)
    return isRefusal(row) ? row : reply(202, view(row, reader, clock.now()))
  })
  api.route(list, async ({ reader }) => {
    const where = { account: reader.account.name }
    const found = await store.select(runs, { where, order: ['-started_at', 'run'], limit: mostShown })
    const at = clock.now()
    return { items: found.map((row) => view(row, reader, at)) }
  })
  const own = async (reader: Reader, run: string) => {
    const row = await store.find(runs, { run })
    return row?.account === reader.account.name ? row : undefined
  }
  api.route(show, async ({ reader, params }) => {
    const row = await own(reader, params.run)
    return row === undefined ? refuse('not-found', 'interfaces: paths') : view(row, reader, clock.now())
  })
  api.route(stop, async ({ reader, params: { run } }) => {
    if ((await own(reader, run)) === undefined) return refuse('not-found', 'interfaces: paths')
    await verifications.stop(run)
    return undefined
  })
}

function view(row: Row<typeof runs>, reader: Reader, at: Row<typeof runs>['beat_at']): z.input<typeof Run> {
  const { run, arrived_from: from, arrived_until: until, started_at: startedAt, done, whole, bytes, verdict } = row
  const state = stateOf(row, at)
  const leftMs = state === 'running' ? leftMsOf(row) : undefined
  const hasFigures = refuseFigures(reader) === undefined
  return {
    run,
    state,
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { until }),
    startedAt,
    ...(hasFigures ? { progress: { done, whole, bytes, ...(leftMs === undefined ? {} : { leftMs }) } } : {}),
    ...(verdict === null ? {} : { verdict: verdictFor(reader, verdict) }),
  }
}

/** At the pace so far. */
function leftMsOf({ done, whole, started_at: from, beat_at: to }: Row<typeof runs>): number | undefined {
  if (done === 0) return undefined
  return Math.round(((epochMsOf(to) - epochMsOf(from)) * Math.max(0, whole - done)) / done)
}
