import type { Sha256Hex } from '#kernel/bytes.ts'
import { refuse, type Params, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { observables, versioned } from './kinds.ts'
import {
  countMembers,
  externalIdsOf,
  nameOf,
  parsedObject,
  ParsedMembers,
  ScannedMembers,
  textsOf,
  translates,
  valuesOf,
  type Members,
  type Parsed,
} from './members.ts'
import { isPersonal, personRuleOf } from './persons.ts'
import type { Slice } from './split.ts'
import type { InLanguage } from './translation.ts'
import { isTimestamp, timestampKey } from './timestamp.ts'
import { tlpOf, type Tlp } from './tlp.ts'
import { uuidCaseOf } from './uuid.ts'

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
  readonly tlp: readonly Tlp[]
  /** Id of the object that a language-content object translates; empty for any other. */
  readonly translated: string
  /** `modified` of the version of it that is translated; empty for the last one. */
  readonly translatedVersion: string
  /** Its contents by language; none of any other. */
  readonly languages: readonly InLanguage[]
}

/** What the product knows of a STIX object, read from its bytes when asked for; the bytes stay as given. */
export class StixObject implements StixText {
  /** `type--uuid`, lower-case. */
  readonly id: string
  readonly type: string
  /** `modified`, else `created`, as given, else empty: with the id, the version (STIX 2.1 section 3.6). */
  readonly modified: string
  readonly slice: Slice
  readonly #parsed: Members | undefined

  /** `members` were found to be those of an object that may travel, with this head. */
  constructor(slice: Slice, members: Members, { id, type, created, modified }: Head) {
    this.slice = slice
    this.id = id
    this.type = type
    this.modified = modified || created
    this.#parsed = members instanceof ScannedMembers ? undefined : members
  }

  /** Those that were noted are looked up anew: a document has very many objects. */
  get #members(): Members {
    return this.#parsed ?? scannedOf(this.slice) ?? new ParsedMembers({})
  }

  /** The moment of `modified` as a text that sorts; see `timestampKey`. */
  get versionKey(): string {
    return timestampKey(this.modified) ?? ''
  }

  get name(): string {
    return nameOf(this.#members)
  }

  get description(): string {
    return descriptionOf(this.#members)
  }

  get aliases(): readonly string[] {
    return aliasesOf(this.#members)
  }

  get externalIds(): readonly string[] {
    return externalIdsOf(this.#members)
  }

  get values(): readonly string[] {
    return valuesOf(this.#members)
  }

  get translated(): string {
    return this.#members.translation()?.of ?? ''
  }

  get translatedVersion(): string {
    return this.#members.translation()?.modified ?? ''
  }

  get languages(): readonly InLanguage[] {
    return this.#members.translation()?.languages ?? []
  }

  get tlp(): readonly Tlp[] {
    return tlpOf(this.#members)
  }

  /** SHA-256 of the bytes as given. */
  get digest(): Sha256Hex {
    return sha256Hex(this.slice.raw)
  }

  get bytes(): number {
    return this.slice.to - this.slice.from
  }

  get lang(): string {
    return this.#members.text('lang')
  }

  get isRevoked(): boolean {
    return this.#members.value('revoked') === true
  }

  get createdBy(): string {
    return this.#members.text('created_by_ref')
  }

  /** Values of all `_ref` and `_refs` members of the object itself. */
  get refs(): readonly string[] {
    return this.#members.refs()
  }
}

const typeShape = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u

/** Texts that every object is asked for more than once. */
interface Head {
  readonly id: string
  readonly type: string
  readonly created: string
  readonly modified: string
}

const headOf = (members: Members, type = members.text('type')): Head => ({
  id: members.text('id'),
  type,
  created: members.text('created'),
  modified: members.text('modified'),
})

/**
 * Reads a slice of `splitStix`. Refused: repeated members at any depth, a type or id that is none, another version of
 * STIX than 2.1, timestamps that are none, and records of persons by themselves (SG-01; for what needs the rest of the bundle
 * see `withoutEvidence`). Not refused: what only a full validation finds.
 */
export function readObject(slice: Slice): StixObject | Refusal<Code> {
  const scanned = scannedOf(slice)
  // Of types with rules about persons, and of translations, more must be known than what was noted.
  const type = scanned?.text('type') ?? ''
  if (scanned === undefined || isPersonal(type) || type === translates) return readParsed(slice)
  const head = headOf(scanned, type)
  const problem = problemOf(scanned, head)
  return problem === undefined ? new StixObject(slice, scanned, head) : refused(slice, scanned, problem)
}

/** The members that were noted as the document was scanned. */
function scannedOf({ fields }: Slice): Members | undefined {
  return fields === undefined ? undefined : new ScannedMembers(fields)
}

/** Looks at the whole object, parsed. */
function readParsed(slice: Slice): StixObject | Refusal<Code> {
  const object = parsedObject(slice.raw)
  if (object === undefined) return refuse('stix-not-json', 'stix: object', { offset: slice.from, line: 1, column: 1 })
  const members = new ParsedMembers(object)
  const isRepeated = countMembers(object) !== slice.members
  const head = headOf(members)
  const problem = isRepeated ? repeated : (problemOf(members, head) ?? personProblem(object))
  return problem === undefined ? new StixObject(slice, members, head) : refused(slice, members, problem)
}

const repeated: Problem = { code: 'stix-duplicate-member', rule: 'stix: object' }

function personProblem(object: Parsed): Problem | undefined {
  const rule = personRuleOf(object)
  return rule === undefined ? undefined : { code: 'person-record', rule }
}

function refused(slice: Slice, members: Members, problem: Problem): Refusal<Code> {
  const [id, type] = [members.text('id').slice(0, 100), members.text('type').slice(0, 100)]
  return refuse(problem.code, problem.rule, { id, type, offset: slice.from, ...problem.params })
}

/** The text of an object that was read before: its bytes are not checked again. */
export function searchTextOf(raw: Uint8Array): StixText {
  const object = new ParsedMembers(parsedObject(raw) ?? {})
  return {
    name: nameOf(object),
    description: descriptionOf(object),
    aliases: aliasesOf(object),
    externalIds: externalIdsOf(object),
    values: valuesOf(object),
    tlp: tlpOf(object),
    translated: object.translation()?.of ?? '',
    translatedVersion: object.translation()?.modified ?? '',
    languages: object.translation()?.languages ?? [],
  }
}

function descriptionOf(object: Members): string {
  const text = object.text('description') || object.text('content') || object.text('explanation')
  return text || (object.translation()?.texts.join('\n') ?? '')
}

function aliasesOf(object: Members): readonly string[] {
  const own = [...textsOf(object.value('aliases')), ...textsOf(object.value('x_mitre_aliases'))]
  const translation = object.translation()
  return translation === undefined ? own : [...own, ...translation.names.slice(1), ...translation.aliases]
}

interface Problem {
  readonly code: Code
  readonly rule: string
  readonly params?: Params
}

function problemOf(object: Members, head: Head): Problem | undefined {
  const { type, id } = head
  if (!isType(type)) return { code: 'stix-object-type', rule: 'stix 3.1: type' }
  const isOfType = id.startsWith(type) && id.startsWith('--', type.length)
  if (!isOfType || uuidCaseOf(id, type.length + 2) !== 'lower')
    return { code: 'stix-object-id', rule: 'stix 2.9: identifier' }
  const version = specVersionOf(object, type)
  if (version !== '2.1') return { code: 'stix-object-version', rule: 'stix 3.2: spec_version', params: { version } }
  const member = badTimestampOf(object, head)
  if (member !== undefined) return { code: 'stix-object-timestamp', rule: `stix 3.2: ${member}`, params: { member } }
  return undefined
}

function isType(text: string): boolean {
  return (
    versioned.has(text) || observables.has(text) || (typeShape.test(text) && text.length <= 250 && text !== 'bundle')
  )
}

/**
 * `2.1`, or what is said instead. Only observables and unknown types without versions may say nothing; else an object
 * without `spec_version` is one of STIX 2.0 (STIX 2.1 section 3.2).
 */
function specVersionOf(object: Members, type: string): string {
  if (object.has('spec_version')) return object.text('spec_version').slice(0, 20) || '?'
  const isUnversioned =
    observables.has(type) || !(object.has('created') || versioned.has(type) || type === 'marking-definition')
  return isUnversioned ? '2.1' : '2.0'
}

function badTimestampOf(object: Members, head: Head): string | undefined {
  const { type } = head
  const isVersioned = versioned.has(type)
  for (const member of ['created', 'modified'] as const) {
    const isRequired = isVersioned || (member === 'created' && type === 'marking-definition')
    if (!object.has(member) && !isRequired) continue
    if (!isTimestamp(head[member])) return member
  }
  return undefined
}
