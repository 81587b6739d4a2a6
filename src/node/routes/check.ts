import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import { checkProjections } from '../fsck.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { verifyAll, verifyOne } from '../verify.ts'

const Verified = z.object({
  ok: z.boolean(),
  checked: z.record(z.string(), z.number()),
  firstBad: z.object({ what: z.string(), id: z.string(), entry: z.number().optional(), reason: z.string() }).optional(),
})

const verify = {
  method: 'POST',
  path: '/api/v1/verify',
  action: 'records.verify',
  summary: 'Recompute one act, or everything this node stores, and name the first thing that is not what it was.',
  body: z.strictObject({ act: z.string().optional(), all: z.boolean().optional() }),
  answer: Verified,
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
  api.route(verify, async ({ body }) => {
    if (body.act === undefined) return verifyAll(ports, checking)
    const act = parseActId(body.act)
    const verified = act === undefined ? undefined : await verifyOne(ports, checking, act)
    return verified ?? refuse('not-found', 'interfaces: paths')
  })
  api.route(fsck, ({ body }) =>
    checkProjections({ ...ports, self: node.party, projectors: node.house.projectors }, body),
  )
}
