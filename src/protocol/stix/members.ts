import { isUtf8 } from 'node:buffer'
import type { FieldTable, Member } from './fields.ts'
import type { Slice } from './split.ts'
import { TextView } from './text-view.ts'
import { translationOf, type Translation } from './translation.ts'

/** A parsed object of STIX; nothing about its members is known yet. */
export type Parsed = Readonly<Record<string, unknown>>

/** What is asked of an object. Texts are well-formed and hold no U+0000, so that any store can keep them. */
export interface Members {
  has(member: Member): boolean
  /** Text of a member; empty for anything else. */
  text(member: Member): string
  /** `about`: a name without which the value does not matter; it is then not read. */
  value(member: Member, about?: string): unknown
  /** Values of all `_ref` and `_refs` members of the object itself. */
  refs(): readonly string[]
  /** The list `object_marking_refs`, or the JSON text of that member; objects of one bundle mostly have it alike. */
  markings(): unknown
  /** Of a language-content object, which is always parsed. */
  translation(): Translation | undefined
}

/** How a person calls an object: the first of these that is there. */
const naming = [
  'name',
  'value',
  'path',
  'key',
  'subject',
  'abstract',
  'account_login',
  'user_id',
  'serial_number',
  'pattern',
  'opinion',
  'relationship_type',
] as const

/** Members of observables whose whole value is searched. */
const exact = ['value', 'path', 'key', 'account_login', 'user_id', 'serial_number', 'cpe', 'swid'] as const
/** The type whose contents are other objects' in other languages. */
export const translates = 'language-content'
/** Types whose `name` is a value too. */
const namedValues: ReadonlySet<string> = new Set(['file', 'mutex', 'software', 'windows-registry-key'])

const maxValues = 256
const maxValueLength = 512
const literal = /'((?:[^'\\]|\\.){1,512})'/gu

export function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return nothing
  return listOf(value).filter((text): text is string => typeof text === 'string' && text !== '')
}

const nothing: readonly never[] = []

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : nothing
}

export function nameOf(object: Members): string {
  for (const member of naming) {
    const text = object.text(member)
    if (text !== '') return text
  }
  const number = object.value('number')
  return typeof number === 'number' ? `AS${number}` : (object.translation()?.names[0] ?? '')
}

/** `external_id` of each reference. */
export function externalIdsOf(object: Members): readonly string[] {
  return textsOf(
    listOf(object.value('external_references', 'external_id')).map((reference) =>
      isParsed(reference) ? reference['external_id'] : undefined,
    ),
  )
}

/** Values to be found exactly: an observable's own, its hashes, the literals of an indicator's pattern. At most 256, none over 512 characters. */
export function valuesOf(object: Members): readonly string[] {
  const values = new Set<string>()
  for (const member of exact) values.add(object.text(member))
  if (namedValues.has(object.text('type'))) values.add(object.text('name'))
  const number = object.value('number')
  if (typeof number === 'number') values.add(`AS${number}`)
  const hashes = object.value('hashes')
  if (isParsed(hashes)) for (const text of textsOf(Object.values(hashes))) values.add(text)
  for (const text of literalsOf(object.text('pattern'))) values.add(text)
  return [...values].filter((value) => value !== '' && value.length <= maxValueLength).slice(0, maxValues)
}

/** `[domain-name:value = 'a.example']` gives `a.example`. */
function literalsOf(pattern: string): readonly string[] {
  const found: string[] = []
  if (pattern === '') return found
  for (const match of pattern.matchAll(literal)) {
    if (found.length === maxValues) break
    found.push((match[1] ?? '').replaceAll(/\\(.)/gsu, '$1'))
  }
  return found
}

/** Members of a parsed object. */
export class ParsedMembers implements Members {
  readonly #object: Parsed

  constructor(object: Parsed) {
    this.#object = object
  }

  has(member: Member): boolean {
    return member in this.#object
  }

  text(member: Member): string {
    const value = this.#object[member]
    return typeof value === 'string' ? value : ''
  }

  value(member: Member): unknown {
    return this.#object[member]
  }

  markings(): unknown {
    const markings = this.#object['object_marking_refs']
    return Array.isArray(markings) ? markings : undefined
  }

  translation(): Translation | undefined {
    return this.#object['type'] === translates ? translationOf(this.#object) : undefined
  }

  refs(): readonly string[] {
    const refs: string[] = []
    for (const [member, value] of Object.entries(this.#object)) {
      if (member.endsWith('_refs')) refs.push(...textsOf(value))
      else if (member.endsWith('_ref') && typeof value === 'string') refs.push(value)
    }
    return refs
  }
}

/** Members of an object whose fields were noted as it was scanned: read from its bytes when asked for. */
export class ScannedMembers implements Members {
  readonly #fields: FieldTable
  readonly #start: number
  readonly #end: number

  constructor({ table, start, end }: { readonly table: FieldTable; readonly start: number; readonly end: number }) {
    this.#fields = table
    this.#start = start
    this.#end = end
  }

  has(member: Member): boolean {
    return this.#find(member) >= 0
  }

  text(member: Member): string {
    const at = this.#find(member)
    return at < 0 ? '' : this.#text(at)
  }

  /** Names with escapes are read by `ParsedMembers`: what is not written here is not there. */
  value(member: Member, about = ''): unknown {
    const at = this.#find(member)
    const written = at < 0 ? undefined : this.#fields.json(at)
    return written?.includes(about) === true ? parsedFrom(written) : undefined
  }

  refs(): readonly string[] {
    return this.#fields.refs(this.#start, this.#end).flatMap(({ at, isMany }) => {
      if (isMany) return textsOf(parsedFrom(this.#fields.json(at)))
      return this.#fields.isText(at) ? this.#text(at) : nothing
    })
  }

  markings(): unknown {
    const at = this.#find('object_marking_refs')
    return at < 0 ? undefined : this.#fields.repeatedJson(at)
  }

  translation(): undefined {
    return undefined
  }

  #find(member: Member): number {
    return this.#fields.find(member, this.#start, this.#end)
  }

  #text(at: number): string {
    if (!this.#fields.isText(at)) return ''
    return this.#fields.plainText(at) ?? String(parsedFrom(this.#fields.json(at)))
  }
}

/** Names of members at every depth, a repeated one once: what is left of them after parsing. */
export function countMembers(object: Parsed): number {
  const open: object[] = [object]
  let count = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const list: readonly unknown[] | undefined = Array.isArray(next) ? next : undefined
    const values: readonly unknown[] = list ?? Object.values(next)
    if (list === undefined) count += values.length
    for (const value of values) if (typeof value === 'object' && value !== null) open.push(value)
  }
  return count
}

export function isParsed(value: unknown): value is Parsed {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object that checked bytes hold, its texts made well-formed and free of U+0000; `undefined` for anything else. */
export function parsedObject(raw: Uint8Array): Parsed | undefined {
  if (!isUtf8(raw)) return undefined
  try {
    const value = parsedFrom(new TextView(raw).utf8(0, raw.length))
    return isParsed(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * The same of an object that was scanned, without the texts that no rule asks about: most of what tools send are descriptions. `undefined`
 * also where names in it may be repeated.
 */
export function outlineOf({ from, to, fields }: Slice): Parsed | undefined {
  if (fields === undefined) return undefined
  const value = parsedFrom(fields.table.outline({ from, to }, fields.start, fields.end))
  return isParsed(value) ? value : undefined
}

/** Escapes that may give U+0000 or half a character: nothing else in checked JSON can. */
const suspicious = /\\u(?:0000|[dD][89a-fA-F])/u

function parsedFrom(text: string): unknown {
  return text.includes('\\u') && suspicious.test(text) ? JSON.parse(text, wholeText) : JSON.parse(text)
}

function wholeText(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
}
