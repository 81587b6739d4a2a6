/** A parsed object of STIX; nothing about its members is known yet. */
export type Parsed = Readonly<Record<string, unknown>>

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
]

/** Members of observables whose whole value is searched. */
const exact = ['value', 'path', 'key', 'account_login', 'user_id', 'serial_number', 'cpe', 'swid']
/** Types whose `name` is a value too. */
const namedValues: ReadonlySet<string> = new Set(['file', 'mutex', 'software', 'windows-registry-key'])

const maxValues = 256
const maxValueLength = 512
const literal = /'((?:[^'\\]|\\.){1,512})'/gu

/** Text of a member; empty for anything else. */
export function textOf(object: Parsed, member: string): string {
  const value = object[member]
  return typeof value === 'string' ? value : ''
}

export function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return nothing
  return listOf(value).filter((text): text is string => typeof text === 'string' && text !== '')
}

const nothing: readonly never[] = []

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function nameOf(object: Parsed): string {
  for (const member of naming) {
    const text = textOf(object, member)
    if (text !== '') return text
  }
  return typeof object['number'] === 'number' ? `AS${object['number']}` : ''
}

/** `external_id` of each reference. */
export function externalIdsOf(object: Parsed): readonly string[] {
  return textsOf(
    listOf(object['external_references']).map((reference) =>
      isParsed(reference) ? reference['external_id'] : undefined,
    ),
  )
}

/** Values to be found exactly: an observable's own, its hashes, the literals of an indicator's pattern. At most 256, none over 512 characters. */
export function valuesOf(object: Parsed): readonly string[] {
  const values = new Set<string>()
  for (const member of namedValues.has(textOf(object, 'type')) ? [...exact, 'name'] : exact) {
    if (member in object) values.add(textOf(object, member))
  }
  if (typeof object['number'] === 'number') values.add(`AS${object['number']}`)
  if (isParsed(object['hashes'])) for (const text of textsOf(Object.values(object['hashes']))) values.add(text)
  for (const text of literalsOf(textOf(object, 'pattern'))) values.add(text)
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

/** Values of all `_ref` and `_refs` members of the object itself. */
export function refsOf(object: Parsed): readonly string[] {
  const refs: string[] = []
  for (const member of Object.keys(object)) {
    const isOne = member.endsWith('_ref')
    if (!isOne && !member.endsWith('_refs')) continue
    const value = object[member]
    if (!isOne) refs.push(...textsOf(value))
    else if (typeof value === 'string') refs.push(value)
  }
  return refs
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

/** Escapes that may give U+0000 or half a character: nothing else in checked JSON can. */
const suspicious = /\\u(?:0000|[dD][89a-fA-F])/u

/** Reads the text of a checked object. Its texts are well-formed and hold no U+0000, so that any store can keep them. */
export function parsedFrom(text: string): unknown {
  return text.includes('\\u') && suspicious.test(text) ? JSON.parse(text, wholeText) : JSON.parse(text)
}

function wholeText(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value
}
