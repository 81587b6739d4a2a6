import { concat, encodeUtf8, fromHex, toHex } from '#kernel/bytes.ts'
import { derivedUuid } from '#protocol/stix/validation/identifier.ts'
import { sha1 } from '#protocol/suite/sha-1.ts'

/** Namespace of the ids of what an event only implies: a relationship, the note of a comment. */
const implied = '5f2a8a0e5d0e5e0c9b7b6f2f9a7c41d3'

/** The id of an observable over its contributing properties (STIX 2.1 section 2.9). */
export function observableId(type: string, contributing: Readonly<Record<string, unknown>>): string {
  return `${type}--${derivedUuid(contributing)}`
}

export type ImpliedType = 'based-on' | 'resolves-to'

/** Id of the relationship that an attribute implies. */
export function impliedRelationship(type: ImpliedType, attribute: string): string {
  return `relationship--${impliedUuid(type, attribute)}`
}

/** A UUID of version 5 (RFC 9562 section 5.5) that the same words give again. */
export function impliedUuid(...words: readonly string[]): string {
  const digest = sha1(concat(fromHex(implied) ?? new Uint8Array(16), encodeUtf8(words.join('\n')))).subarray(0, 16)
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  return toHex(digest).replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-')
}
