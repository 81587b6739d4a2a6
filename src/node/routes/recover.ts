import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import type { Node } from '../node.ts'

const stretch = { from: z.number(), to: z.number() }

const Report = z.object({
  /** `starting`, `none`, `recovering`, `undecided` or `copy`. */
  state: z.string(),
  lost: z.object({
    entries: z.array(z.object(stretch)),
    parcels: z.array(z.object({ peer: z.string(), stream: z.string(), ...stretch, act: z.string().optional() })),
    withoutFiles: z.array(z.string()),
    asking: z.array(z.string()),
  }),
})

const report = {
  method: 'GET',
  path: '/api/v1/recovery',
  action: 'node.rebuild',
  summary:
    'What a restored database lacks: entries known by hash alone, parcels nobody gave back, peers not asked yet.',
  answer: Report,
} as const satisfies Declaration

const recover = {
  method: 'POST',
  path: '/api/v1/recover',
  action: 'node.rebuild',
  summary:
    'Bring a restored journal up to what its witnesses saw. Says that no copy of this node is at work elsewhere.',
  body: z.strictObject({}),
  answer: Report,
} as const satisfies Declaration

export function recoverRoutes({ api, recovery }: Pick<Node, 'api' | 'recovery'>): void {
  const told = async () => {
    const { entries, parcels, withoutFiles, asking } = await recovery.lost()
    return {
      state: recovery.told(),
      lost: {
        entries: [...entries],
        parcels: [...parcels],
        withoutFiles: [...withoutFiles],
        asking: [...asking],
      },
    }
  }
  api.route(report, told)
  api.route(recover, async () => (await recovery.run()) ?? told())
}
