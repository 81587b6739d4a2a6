import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { may } from '#platform/http/roles.ts'
import { findAct } from '#charter/record/register.ts'
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
  api.route(verify, async ({ reader, body }) => {
    const hasFigures = reader.seesAll || may(reader.account.role, 'node.figures') === undefined
    if (body.act === undefined) {
      const verified = await verifyAll(ports, checking)
      // To others how much there is, and what is damaged of it, may be news.
      return hasFigures ? verified : { ok: verified.ok, checked: {} }
    }
    const act = parseActId(body.act)
    const isKnown = hasFigures || (act !== undefined && (await findAct(node.house, reader, act)) !== undefined)
    const verified = act === undefined || !isKnown ? undefined : await verifyOne(ports, checking, act)
    return verified ?? refuse('not-found', 'interfaces: paths')
  })
  api.route(fsck, ({ body }) =>
    checkProjections({ ...ports, self: node.party, projectors: node.house.projectors }, body),
  )
}
