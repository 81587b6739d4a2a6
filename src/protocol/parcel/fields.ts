import { z } from 'zod'
import { fromBase64Url } from '#kernel/bytes.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import type { Code } from '#protocol/codes.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parseSha256Hex } from '#protocol/suite/sha-256.ts'
import { parseStream } from './stream.ts'

const read = <Value>(parse: (text: string) => Value | undefined, what: string) =>
  z.custom<Value>((value) => typeof value === 'string' && parse(value) !== undefined, what)

export const actId = read<ActId>(parseActId, 'act id')
export const party = read<Party>(parseParty, 'party slug')
export const stream = read(parseStream, 'stream')
/** Digest of a header; empty where there is none yet. */
export const digestOrNone = read((text) => (text === '' ? text : parseSha256Hex(text)), 'SHA-256 or nothing')
export const base64Url = z.string().refine((text) => fromBase64Url(text) !== undefined, 'base64url')
/** base64url of 32 bytes. */
export const secret = z.string().refine((text) => fromBase64Url(text)?.length === 32, 'base64url of 32 bytes')

/** How a text of the wire is read: strict JSON of a closed schema, or a refusal that says where. */
export interface Form<Value> {
  readonly schema: z.ZodType<Value>
  readonly maxBytes: number
  readonly maxDepth: number
  readonly code: Code
  readonly rule: string
}

export function readForm<Value>(bytes: Uint8Array, form: Form<Value>): { readonly value: Value } | Refusal<Code> {
  const parsed = parseStrictJson(bytes, form)
  if (parsed.kind === 'finding') {
    return refuse('not-strict-json', 'protocol 2: strict profile', { finding: parsed.code, at: parsed.at })
  }
  const checked = form.schema.safeParse(parsed.value)
  if (checked.success) return { value: checked.data }
  return refuse(form.code, form.rule, { member: checked.error.issues[0]?.path.map(String).join('.') ?? '' })
}
