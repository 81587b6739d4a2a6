import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Json } from '#kernel/strict-json-reader.ts'
import { parseStrictJson, writeStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { parseKeyId } from '#protocol/identity/key-id.ts'
import { maxEnvelopeBytes, maxSignatures } from './limits.ts'
import type { SignedAct } from './statement.ts'

const base64Url = z.string().refine((text) => fromBase64Url(text) !== undefined, 'base64url')

/** A signed act as JSON, the DSSE envelope with base64url: `{"payload","payloadType","signatures":[{"keyid","sig"}]}`. */
export const Envelope = z.strictObject({
  payload: base64Url,
  payloadType: z.string().min(1).max(128),
  signatures: z
    .array(
      z.strictObject({
        keyid: z.string().refine((text) => parseKeyId(text) !== undefined, 'key id'),
        sig: base64Url,
      }),
    )
    .min(1)
    .max(maxSignatures),
})
export type Envelope = z.infer<typeof Envelope>

export function toEnvelope(signed: SignedAct): Envelope {
  return {
    payload: toBase64Url(signed.statement),
    payloadType: signed.payloadType,
    signatures: signed.signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })),
  }
}

/** The signed act of an envelope that has passed its schema or not; nothing inside the payload is looked at. */
export function fromEnvelope(value: Json): SignedAct | Refusal<Code> {
  const envelope = Envelope.safeParse(value)
  if (!envelope.success) {
    const member = envelope.error.issues[0]?.path.map(String).join('.') ?? ''
    return refuse('act-malformed', 'protocol 4: envelope', { member, why: 'envelope' })
  }
  const { payload, payloadType, signatures } = envelope.data
  return {
    payloadType,
    statement: bytesOf(payload),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: bytesOf(sig) })),
  }
}

const bytesOf = (text: string) => fromBase64Url(text) ?? new Uint8Array(0)

/** Canonical text of an envelope, as the API and files carry it. */
export function writeEnvelope(signed: SignedAct): Uint8Array {
  return writeStrictJson(toEnvelope(signed))
}

/** The signed act of an envelope's text; a refusal for anything but the strict form. */
export function readEnvelope(bytes: Uint8Array, maxBytes: number = maxEnvelopeBytes): SignedAct | Refusal<Code> {
  const parsed = parseStrictJson(bytes, { maxBytes, maxDepth: 3 })
  if (parsed.kind === 'json') return fromEnvelope(parsed.value)
  return refuse('not-strict-json', 'protocol 2: strict profile', { finding: parsed.code, at: parsed.at })
}
