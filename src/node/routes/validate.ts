import { z } from 'zod'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { joined, Validating, validationLimits, type Verdict } from '#protocol/stix/validation/document.ts'
import { findingCodes, Findings, severities } from '#protocol/stix/validation/finding.ts'
import { checkKnownTranslation, translatedBy, type OpenTranslation } from '#protocol/stix/validation/translations.ts'
import { workedOff } from '#platform/clock/worked-off.ts'
import type { Api } from '#platform/http/api.ts'
import { uploadLimits } from '#platform/http/body.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import type { Reader } from '#platform/http/reader.ts'
import { maxReadBytes } from '#platform/record/projector.ts'
import { SharedBytes } from '#platform/record/shared-bytes.ts'
import { originalBytes } from '#rooms/exchange/translated.ts'
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
    'Check a STIX document against the standard. Nothing is kept. Everything is counted; at most 1,000 findings are told, errors first. With `known=1` ' +
    'translations of objects that the document does not have are held against these, as far as the reader may see them; what does not fit is a warning.',
  query: z.strictObject({ known: z.literal('1').optional() }),
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
/** Room for documents that are looked at while they come; it is memory only as far as something stands in it. */
const mostRoomBytes = 4 * maxReadBytes

export function validateRoutes(api: Api, ports: NodePorts): void {
  const desk = new Desk()
  api.route(validate, async ({ body, query, reader, request }) => {
    const judged = await desk.judge(body, lengthSaid(request))
    if (isRefusal(judged)) return judged
    const verdict = query.known === '1' ? await withKnown(ports, reader, judged) : judged.verdict
    const language = chooseLanguage(request.headers.get('accept-language'))
    const findings = verdict.findings.map((finding) => ({
      ...finding,
      sentence: ports.sentences(language, `findings.${finding.code}`, finding.params),
    }))
    return { ...verdict, findings }
  })
}

const lengthSaid = ({ headers }: Request): number => Number(headers.get('content-length') ?? maxReadBytes)

interface Judged {
  readonly verdict: Verdict
  /** Translations of what the document does not have. */
  readonly open: readonly OpenTranslation[]
}

/** Judges documents, and bounds what those that come at the same time cost together. */
class Desk {
  #heldBytes = 0
  #roomBytes = 0

  /** What cannot be read is refused as soon as that is seen. `expected`: how long it is said to be, a guess. */
  async judge(body: AsyncIterable<Uint8Array>, expected: number): Promise<Judged | Refusal> {
    const bytes = expected <= maxReadBytes && this.#roomBytes + expected <= mostRoomBytes ? expected : 0
    this.#roomBytes += bytes
    const room = new Uint8Array(bytes)
    const kept = new SharedBytes(room)
    const validating = new Validating(room)
    let taken = 0
    try {
      for await (const part of body) {
        if (this.#heldBytes + part.length > mostHeldBytes)
          return refuse('unavailable', 'interfaces: bodies at the same time')
        this.#heldBytes += part.length
        kept.add(part)
        if (kept.length > room.length) continue
        taken = kept.length
        const refusal = await workedOff(validating.take(taken))
        if (refusal !== undefined) return refusal
      }
      return await (taken === kept.length ? ended(validating) : whole(kept.bytes))
    } finally {
      this.#heldBytes -= kept.length
      this.#roomBytes -= bytes
    }
  }
}

/** Of a document that was longer than said, or for which there was no room. */
async function whole(bytes: Uint8Array): Promise<Judged | Refusal> {
  const validating = new Validating(bytes)
  const refusal = await workedOff(validating.take(bytes.length))
  return refusal ?? ended(validating)
}

async function ended(validating: Validating): Promise<Judged | Refusal> {
  const verdict = await workedOff(validating.finish())
  return isRefusal(verdict) ? verdict : { verdict, open: validating.open }
}

/** The verdict with what follows from the objects that the reader may see: translations are held against what they translate. */
async function withKnown(ports: NodePorts, reader: Reader, { verdict, open }: Judged): Promise<Verdict> {
  const files = { reads: ports.store, blobs: ports.blobs }
  const originals = await originalBytes(
    files,
    reader,
    open.map(({ content }) => translatedBy(content)),
  )
  const findings = new Findings(validationLimits.findings)
  for (const [at, translation] of open.entries()) {
    const original = originals[at]
    if (original === undefined || original.kind === 'unknown') continue
    checkKnownTranslation(findings, translation, original.kind === 'known' ? original.raw : undefined)
  }
  return joined(verdict, findings)
}
