import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { examine } from '../doctor.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'

const doctor = {
  method: 'GET',
  path: '/api/v1/doctor',
  action: 'node.examine',
  summary: 'What is wrong with this node, and the command that mends it.',
  answer: z.object({
    checks: z.array(
      z.object({
        check: z.string(),
        state: z.enum(['ok', 'warn', 'bad']),
        params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        fix: z.string().optional(),
      }),
    ),
  }),
} as const satisfies Declaration

export function doctorRoutes(node: Omit<Node, keyof AsyncDisposable>, ports: NodePorts): void {
  node.api.route(doctor, async () => ({ checks: [...(await examine(node, ports))] }))
}
