import { z } from 'zod'
import type { Declaration } from '#platform/http/declaration.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import { examine } from '../doctor.ts'
import type { Finding } from '../findings.ts'
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
        /** The sentence of it, in the reader's language. */
        says: z.string(),
      }),
    ),
  }),
} as const satisfies Declaration

export function doctorRoutes(node: Omit<Node, keyof AsyncDisposable>, ports: NodePorts): void {
  node.api.route(doctor, async ({ request }) => {
    const language = chooseLanguage(request.headers.get('accept-language'))
    const found = await examine(node, ports)
    const says = ({ check, state, params }: Finding): string =>
      ports.sentences(language, `cli.doctor.${check}.${state}`, params ?? {})
    return { checks: found.map((finding) => ({ ...finding, says: says(finding) })) }
  })
}
