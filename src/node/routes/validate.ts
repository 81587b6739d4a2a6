import { z } from 'zod'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { validation } from '#protocol/stix/validation/document.ts'
import { findingCodes, severities } from '#protocol/stix/validation/finding.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import type { Api } from '#platform/http/api.ts'
import { uploadLimits } from '#platform/http/body.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import { maxReadBytes } from '#platform/record/projector.ts'
import { SharedBytes } from '#platform/record/shared-bytes.ts'
import type { NodePorts } from '../ports.ts'

const Found = z.object({
  severity: z.enum(severities),
  code: z.enum(Object.keys(findingCodes)),
  path: z.string(),
  clause: z.string(),
  object: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  sentence: z.string(),
})

const validate = {
  method: 'POST',
  path: '/api/v1/validate',
  action: 'content.draft',
  summary:
    'Check a STIX document against the standard. Nothing is kept. Everything is counted; at most 1,000 findings are told, errors first.',
  body: { raw: ['*'], limits: { ...uploadLimits, maxBytes: maxReadBytes } },
  answer: z.object({
    objects: z.number(),
    errors: z.number(),
    warnings: z.number(),
    notes: z.number(),
    findings: z.array(Found),
  }),
} as const satisfies Declaration

/** Documents that come or are looked at at the same time, together: each is held whole. */
const mostHeldBytes = 2 * maxReadBytes

export function validateRoutes(api: Api, { sentences }: NodePorts): void {
  let heldBytes = 0
  const judged = async (body: AsyncIterable<Uint8Array>) => {
    const kept = new SharedBytes()
    try {
      for await (const part of body) {
        if (heldBytes + part.length > mostHeldBytes) return refuse('unavailable', 'interfaces: bodies at the same time')
        heldBytes += part.length
        kept.add(part)
      }
      return await workedOff(validation(kept.bytes))
    } finally {
      heldBytes -= kept.length
    }
  }
  api.route(validate, async ({ body, request }) => {
    const verdict = await judged(body)
    if (isRefusal(verdict)) return verdict
    const language = chooseLanguage(request.headers.get('accept-language'))
    const findings = verdict.findings.map((finding) => ({
      ...finding,
      sentence: sentences(language, `findings.${finding.code}`, finding.params),
    }))
    return { ...verdict, findings }
  })
}
