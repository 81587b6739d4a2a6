import { z } from 'zod'
import { parseInstant } from '#kernel/instant.ts'
import { parseParty } from '#protocol/identity/party.ts'
import type { Instant } from '#kernel/instant.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'

const slugShape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u
const stixIdShape = /^[a-z0-9](?:[a-z0-9-]{0,248}[a-z0-9])?--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u
const stixTimeShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/u
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u

/** An act's id in a body. What a body cites stands in `refs` too; `checkSaid` enforces it. */
export const actId = z.custom<ActId>((value) => typeof value === 'string' && parseActId(value) !== undefined, 'act id')

/** `2026-11-21T18:05:00.000Z` and nothing else. */
export const instant = z.custom<Instant>(
  (value) => typeof value === 'string' && parseInstant(value) !== undefined,
  'instant in UTC with milliseconds',
)

/** A party's slug. */
export const partySlug = z.custom<Party>(
  (value) => typeof value === 'string' && parseParty(value) !== undefined,
  'party slug of 2 to 16 lower-case letters, digits or hyphens',
)

/** Name of a level, category, standing, agreement: 1 to 40 lower-case letters, digits or hyphens. */
export const slug = z.string().regex(slugShape, 'slug of 1 to 40 lower-case letters, digits or hyphens')

/** A person's words: 1 to `maxChars` UTF-16 units, line feeds and tabs allowed, no other control character. */
export const words = (maxChars: number) =>
  z
    .string()
    .min(1)
    .max(maxChars)
    .refine((text) => !controls.test(text), 'no control characters')

/** A STIX object's id, `type--UUID`. */
export const stixId = z.string().max(300).regex(stixIdShape, 'STIX id')

/** A STIX timestamp, kept in the spelling it was given. */
export const stixTime = z.string().regex(stixTimeShape, 'STIX timestamp')

/** IANA name of a time zone. Who does not know it says so and guesses nothing. */
export const zone = z.string().regex(/^[A-Za-z][A-Za-z0-9_+-]{0,30}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/u, 'IANA zone')
