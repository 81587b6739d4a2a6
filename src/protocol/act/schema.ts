import { z } from 'zod'
import { fromBase64Url } from '#kernel/bytes.ts'
import { parseInstant } from '#kernel/instant.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { parseSha256Hex } from '#protocol/suite/sha-256.ts'
import { parseActId, parseDesk, parseKind } from './act-id.ts'
import type { ActLimits } from './limits.ts'

const saltBytes = 32
const slugShape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u
const handlingShape = /^[A-Za-z0-9](?:[A-Za-z0-9:+-]{0,38}[A-Za-z0-9])?$/u
const mediaTypeShape =
  /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}(?:; ?[a-z0-9-]{1,32}=[A-Za-z0-9._-]{1,64}){0,4}$/u
// No separators, no control or formatting characters, so that a name is a name on every system.
const fileNameShape = /^(?!\.{1,2}$)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\]{1,255}$/u

/** Name of a file as an act carries it. */
export const fileName = z.string().regex(fileNameShape, 'file name')
/** `application/pdf`, at most four parameters. */
export const mediaType = z.string().regex(mediaTypeShape, 'media type')

const parsed = (read: (text: string) => unknown, what: string) =>
  z.string().refine((text) => read(text) !== undefined, what)

const actId = parsed(parseActId, 'act id')
const party = parsed(parseParty, 'party slug')
const instant = parsed(parseInstant, 'instant in UTC with milliseconds')
const slug = z.string().regex(slugShape, 'slug')
const actIdOrSelf = z.union([z.literal('self'), actId])

const rises = (texts: readonly string[]) => texts.every((text, at) => at === 0 || (texts[at - 1] ?? '') < text)
const isSet = (texts: readonly string[]) => new Set(texts).size === texts.length

/** A label, closed: a member we do not know might be a restriction we would not keep (protocol.md 2). */
const label = z.strictObject({
  level: slug,
  category: slug,
  handling: z.array(z.string().regex(handlingShape, 'handling code')).max(16).refine(isSet, 'each once'),
  grading: z
    .string()
    .regex(/^[ABCX][1-4]$/u, 'grading')
    .exactOptional(),
  basis: slug.exactOptional(),
  purpose: slug.exactOptional(),
  reviewBy: instant.exactOptional(),
  personalData: z
    .strictObject({ purpose: slug, legalBasis: z.string().min(1).max(300), expires: instant })
    .exactOptional(),
  exercise: slug.exactOptional(),
})

const attachment = z.looseObject({
  digest: parsed(parseSha256Hex, 'SHA-256 in lower-case hex'),
  bytes: z.int().min(0),
  mediaType,
  name: fileName,
})

/** An object of whatever members; taken as it was parsed, since a copy could lose a member named `__proto__`. */
const anyObject = z.custom<object>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'object',
)

/** The form of every statement (protocol.md 4), whatever its kind. Members that we do not know are let through, except in `label`. */
export function statementSchema(limits: ActLimits) {
  const parties = z.array(party).min(1).max(limits.recipients).refine(rises, 'sorted, each once')
  return z
    .looseObject({
      kind: parsed(parseKind, 'kind'),
      coalition: actIdOrSelf,
      author: party,
      officers: z.array(parsed(parseDesk, 'desk')).max(8).refine(isSet, 'each once'),
      at: instant,
      audience: z.union([parties, z.strictObject({ coalition: z.literal(true) })]),
      label,
      charter: actIdOrSelf,
      refs: z.array(actId).max(limits.refs).refine(isSet, 'each once'),
      salt: z.string().refine((text) => fromBase64Url(text)?.length === saltBytes, 'base64url of 32 bytes'),
      attachments: z.array(attachment).max(64),
      crit: z.array(z.string().min(1).max(64)).max(16).refine(isSet, 'each once'),
      body: anyObject,
    })
    .refine((said) => (said.coalition === 'self') === (said.charter === 'self'), {
      path: ['charter'],
      message: '`self` in genesis, and there alone',
    })
}

/** Members that a statement of this version has; `crit` may name these and no others. */
export const knownMembers: ReadonlySet<string> = new Set([
  'kind',
  'coalition',
  'author',
  'officers',
  'at',
  'audience',
  'label',
  'charter',
  'refs',
  'salt',
  'attachments',
  'crit',
  'body',
])
