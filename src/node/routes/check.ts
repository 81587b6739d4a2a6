import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { refuseFigures } from '#platform/http/figures.ts'
import { findAct } from '#charter/record/register.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { actId, instant } from '#protocol/acts/field.ts'
import { RefusalForm } from '#rooms/exchange/answers.ts'
import { checkProjections } from '../fsck.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { proofVerdict } from '../proof-verdict.ts'
import { verifyAll, verifyOne, verifyRange } from '../verify.ts'
import { verdictFor, Verified } from '../verifying/verdict.ts'

const verify = {
  method: 'POST',
  path: '/api/v1/verify',
  action: 'records.verify',
  summary:
    'Recompute one act, the acts that arrived in a range of time, or everything this node stores, and name the first thing that is not what it was.',
  body: z.strictObject({
    act: z.string().optional(),
    all: z.boolean().optional(),
    from: instant.exactOptional(),
    until: instant.exactOptional(),
  }),
  answer: Verified,
} as const satisfies Declaration

const Proven = z.object({
  ok: z.boolean(),
  act: z.string(),
  /** By whose rule the proof was held against, and where it leads. */
  author: z.string().optional(),
  origin: z.string().optional(),
  entry: z.number().optional(),
  position: z.number().optional(),
  size: z.number().optional(),
  cosigned: z.array(z.object({ party: z.string(), at: z.string() })).optional(),
  needed: z.number().optional(),
  refusal: RefusalForm.optional(),
})

const proof = {
  method: 'POST',
  path: '/api/v1/verify/proof',
  action: 'records.verify',
  summary:
    'Whether a proof (C2SP tlog-proof) shows an act in its author’s journal under a checkpoint that enough witnesses cosigned. Nothing stored is asked.',
  body: z.strictObject({ act: actId, proof: z.string().max(64 * 1024) }),
  answer: Proven,
} as const satisfies Declaration

const fsck = {
  method: 'POST',
  path: '/api/v1/fsck',
  action: 'node.rebuild',
  summary: 'Compare every projection with what the record makes; with `rebuild` keep what it made.',
  body: z.strictObject({ rebuild: z.boolean() }),
  answer: z.object({
    ok: z.boolean(),
    digestBefore: z.string(),
    digestAfter: z.string(),
    equal: z.boolean(),
    rows: z.number(),
  }),
} as const satisfies Declaration

export function checkRoutes({ api, ...node }: Omit<Node, keyof AsyncDisposable>, ports: NodePorts): void {
  const checking = { api, ...node }
  api.route(verify, async ({ reader, body }) => {
    const noFigures = refuseFigures(reader)
    const hasFigures = noFigures === undefined
    if (body.act === undefined) {
      const isRange = body.from !== undefined || body.until !== undefined
      // Halving it again and again tells when something came.
      if (isRange && !hasFigures) return noFigures
      return verdictFor(reader, await (isRange ? verifyRange(ports, checking, body) : verifyAll(ports, checking)))
    }
    const act = parseActId(body.act)
    const isKnown = hasFigures || (act !== undefined && (await findAct(node.house, reader, act)) !== undefined)
    const verified = act === undefined || !isKnown ? undefined : await verifyOne(ports, checking, act)
    return verified ?? refuse('not-found', 'interfaces: paths')
  })
  api.route(proof, ({ body }) => Promise.resolve(proofVerdict(ports, node.house, body)))
  api.route(fsck, ({ body }) =>
    checkProjections({ ...ports, self: node.party, projectors: node.house.projectors }, body),
  )
}
