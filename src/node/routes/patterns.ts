import { z } from 'zod'
import { isRefusal } from '#kernel/refusal.ts'
import { levelOf } from '#protocol/stix/pattern/level.ts'
import { parsePattern } from '#protocol/stix/pattern/parse.ts'
import { printPattern } from '#protocol/stix/pattern/print.ts'
import type { Api } from '#platform/http/api.ts'
import type { Declaration } from '#platform/http/declaration.ts'

const check = {
  method: 'POST',
  path: '/api/v1/patterns/check',
  action: 'content.draft',
  summary:
    'Check a STIX pattern: its conformance level and its one spelling, or a refusal that names the place. Nothing is kept.',
  body: z.strictObject({ pattern: z.string() }),
  answer: z.object({ level: z.literal([1, 2, 3]), canonical: z.string() }),
} as const satisfies Declaration

export function patternRoutes(api: Api): void {
  api.route(check, ({ body }) => {
    const pattern = parsePattern(body.pattern)
    const answer = isRefusal(pattern) ? pattern : { level: levelOf(pattern), canonical: printPattern(pattern) }
    return Promise.resolve(answer)
  })
}
