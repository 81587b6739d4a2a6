import { decodeUtf8, type Sha256Hex } from '#kernel/bytes.ts'
import { refuse, type Params, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { observables, versioned } from './kinds.ts'
import { personRuleOf } from './persons.ts'
import type { Slice } from './split.ts'
import {
  countMembers,
  externalIdsOf,
  isParsed,
  nameOf,
  refsOf,
  textOf,
  textsOf,
  valuesOf,
  type Parsed,
  parsedFrom,
} from './members.ts'
import { timestampKey } from './timestamp.ts'

/** What of an object is searched. Texts are well-formed and hold no U+0000, so that any store can keep them; an absent one is empty. */
export interface StixText {
  /** How a person calls it: its name, else its value, else what its type offers. */
  readonly name: string
  readonly description: string
  readonly aliases: readonly string[]
  /** `T1055.011`, `CVE-2021-44228`: ids that others gave. */
  readonly externalIds: readonly string[]
  /** What is searched exactly: values of observables, hashes, literals of a pattern. */
  readonly values: readonly string[]
}

/** What the product knows of a STIX object, read from its bytes; the bytes stay as given. */
export interface StixObject extends StixText {
  /** `type--uuid`, lower-case. */
  readonly id: string
  readonly type: string
  /** `modified`, else `created`, as given, else empty: with the id, the version (STIX 2.1 section 3.6). */
  readonly modified: string
  /** The same moment as a text that sorts; see `timestampKey`. */
  readonly versionKey: string
  /** SHA-256 of the bytes as given. */
  readonly digest: Sha256Hex
  readonly bytes: number
  readonly lang: string
  readonly isRevoked: boolean
  readonly createdBy: string
  /** Values of all `_ref` and `_refs` members of the object itself. */
  readonly refs: readonly string[]
}

const typeShape = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u

/**
 * Reads a slice of `splitStix`. Refused: repeated members at any depth, a type or id that is none, another version of
 * STIX than 2.1, timestamps that are none, and records of persons by themselves (SG-01; for what needs the rest of the bundle
 * see `withoutEvidence`). Not refused: what only a full validation finds.
 */
export function readObject(slice: Slice): StixObject | Refusal<Code> {
  const object = parsed(slice.raw)
  if (object === undefined) return refuse('stix-not-json', 'stix: object', { offset: slice.from, line: 1, column: 1 })
  const problem = problemOf(object, slice)
  if (problem !== undefined) {
    const about = {
      id: textOf(object, 'id').slice(0, 100),
      type: textOf(object, 'type').slice(0, 100),
      offset: slice.from,
    }
    return refuse(problem.code, problem.rule, { ...about, ...problem.params })
  }
  return {
    id: textOf(object, 'id'),
    type: textOf(object, 'type'),
    modified: versionOf(object),
    versionKey: timestampKey(versionOf(object)) ?? '',
    digest: sha256Hex(slice.raw),
    bytes: slice.raw.length,
    ...textIn(object),
    lang: textOf(object, 'lang'),
    isRevoked: object['revoked'] === true,
    createdBy: textOf(object, 'created_by_ref'),
    refs: refsOf(object),
  }
}

/** The text of an object that was read before: its bytes are not checked again. */
export function searchTextOf(raw: Uint8Array): StixText {
  return textIn(parsed(raw) ?? {})
}

function textIn(object: Parsed): StixText {
  return {
    name: nameOf(object),
    description: textOf(object, 'description') || textOf(object, 'content') || textOf(object, 'explanation'),
    aliases: [...textsOf(object['aliases']), ...textsOf(object['x_mitre_aliases'])],
    externalIds: externalIdsOf(object),
    values: valuesOf(object),
  }
}

interface Problem {
  readonly code: Code
  readonly rule: string
  readonly params?: Params
}

function problemOf(object: Parsed, slice: Slice): Problem | undefined {
  const type = textOf(object, 'type')
  const id = textOf(object, 'id')
  if (countMembers(object) !== slice.members) return { code: 'stix-duplicate-member', rule: 'stix: object' }
  if (!isType(type)) return { code: 'stix-object-type', rule: 'stix 3.1: type' }
  if (!id.startsWith(`${type}--`) || !uuidShape.test(id.slice(type.length + 2)))
    return { code: 'stix-object-id', rule: 'stix 2.9: identifier' }
  const version = specVersionOf(object, type)
  if (version !== '2.1') return { code: 'stix-object-version', rule: 'stix 3.2: spec_version', params: { version } }
  const member = badTimestampOf(object, type)
  if (member !== undefined) return { code: 'stix-object-timestamp', rule: `stix 3.2: ${member}`, params: { member } }
  const person = personRuleOf(object)
  return person === undefined ? undefined : { code: 'person-record', rule: person }
}

function isType(text: string): boolean {
  return versioned.has(text) || (typeShape.test(text) && text.length <= 250 && text !== 'bundle')
}

/**
 * `2.1`, or what is said instead. Only observables and unknown types without versions may say nothing; else an object
 * without `spec_version` is one of STIX 2.0 (STIX 2.1 section 3.2).
 */
function specVersionOf(object: Parsed, type: string): string {
  if ('spec_version' in object) return textOf(object, 'spec_version').slice(0, 20) || '?'
  const isUnversioned =
    observables.has(type) || !('created' in object || versioned.has(type) || type === 'marking-definition')
  return isUnversioned ? '2.1' : '2.0'
}

function badTimestampOf(object: Parsed, type: string): string | undefined {
  const isVersioned = versioned.has(type)
  for (const member of ['created', 'modified']) {
    const isRequired = isVersioned || (member === 'created' && type === 'marking-definition')
    if (!(member in object) && !isRequired) continue
    if (timestampKey(textOf(object, member)) === undefined) return member
  }
  return undefined
}

function versionOf(object: Parsed): string {
  return textOf(object, 'modified') || textOf(object, 'created')
}

function parsed(raw: Uint8Array): Parsed | undefined {
  const text = decodeUtf8(raw)
  if (text === undefined) return undefined
  try {
    const value = parsedFrom(text)
    return isParsed(value) ? value : undefined
  } catch {
    return undefined
  }
}
