import { createHash } from 'node:crypto'
import { concat, encodeUtf8, fromHex, toHex } from '#kernel/bytes.ts'
import { writeStrictJson } from '#kernel/strict-json.ts'

/** STIX 2.1 section 2.9: ids of observables that say what they are. */
const observables = '00abedb4-aa42-466c-9c01-fed23315a9b7'
/** Ids of what an event only implies: a relationship, the note of a comment. */
const implied = '5f2a8a0e-5d0e-5e0c-9b7b-6f2f9a7c41d3'

/** UUID of version 5 (RFC 9562 section 5.5): SHA-1 over a namespace and a name. */
function nameUuid(namespace: string, name: Uint8Array): string {
  const space = fromHex(namespace.replaceAll('-', '')) ?? new Uint8Array(16)
  const digest = new Uint8Array(createHash('sha1').update(concat(space, name)).digest()).subarray(0, 16)
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  return toHex(digest).replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-')
}

/** The id of an observable over its contributing properties, in canonical JSON. */
export function observableId(type: string, contributing: Readonly<Record<string, unknown>>): string {
  return `${type}--${nameUuid(observables, writeStrictJson(contributing))}`
}

export type ImpliedType = 'based-on' | 'resolves-to'

/** Id of the relationship that an attribute implies. */
export function impliedRelationship(type: ImpliedType, attribute: string): string {
  return `relationship--${impliedUuid(type, attribute)}`
}

/** A UUID that the same words give again. */
export function impliedUuid(...words: readonly string[]): string {
  return nameUuid(implied, encodeUtf8(words.join('\n')))
}
