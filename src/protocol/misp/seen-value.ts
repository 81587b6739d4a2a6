import { isParsed } from '#protocol/stix/members.ts'
import { attributeTypes, type SeenType, type ValuePart } from './attribute-types.ts'
import type { StixJson } from './collected.ts'
import { comparedBy, simpleComparisons } from './simple-pattern.ts'
import type { Literal } from './spelling.ts'
import { listIn, textIn, textsIn, type StixBundle } from './stix-bundle.ts'
import { partsOf, valueOf } from './value.ts'

/** A type of attribute and a value of it. */
export interface TypedValue {
  readonly type: string
  readonly value: string
}

/** What labels say it was in MISP; it counts where the object bears it out. */
export interface Said {
  readonly type?: string | undefined
  readonly value?: string | undefined
}

interface SeenRow {
  readonly name: string
  readonly type: SeenType
  readonly compared: readonly string[]
}

const seenRows: readonly SeenRow[] = Object.entries(attributeTypes).flatMap(([name, type]) =>
  type.kind === 'seen' ? [{ name, type, compared: comparedBy(type) }] : [],
)
const rowsByParts = seenRows.toSorted((one, other) => other.compared.length - one.compared.length)

/** The attribute that a simple pattern is: the type said, if it compares the same, else the first that does. */
export function valueInPattern(pattern: string, said: Said): TypedValue | undefined {
  const found = simpleComparisons(pattern)
  if (found === undefined) return undefined
  if (found.size === 1) {
    const address = found.get('ipv4-addr:value') ?? found.get('ipv6-addr:value')
    if (address !== undefined) return { type: 'ip-dst', value: String(address) }
  }
  const fitting = seenRows.filter(
    ({ compared }) => compared.length === found.size && compared.every((key) => found.has(key)),
  )
  const row = fitting.find(({ name }) => name === said.type) ?? fitting[0]
  if (row === undefined) return undefined
  const { name, type, compared } = row
  const literals = compared.map((key) => found.get(key) ?? '')
  const value = spelledAs(type, literals, said)
  return value === undefined ? undefined : { type: name, value }
}

/** The attribute of the type said that observables are: the first is the thing itself, what stands beside it an address of it. */
export function valueInObservables(
  [seen, ...beside]: readonly StixJson[],
  said: Said,
  bundle: StixBundle,
): TypedValue | undefined {
  const type = attributeTypes[said.type ?? '']
  if (seen === undefined || type?.kind !== 'seen' || !isObservableOf(type, seen)) return undefined
  const wanted = type.parts.filter(({ member }) => member.endsWith('_refs') && !(member in seen)).length
  if (beside.length !== wanted) return undefined
  const named = wanted === 0 ? '' : textIn(beside[0], 'value')
  const literals = type.parts.map(
    (part) => literalIn(seen, part, bundle) ?? (part.member.endsWith('_refs') ? named : ''),
  )
  const value = spelledAs(type, literals, said)
  return value === undefined ? undefined : { type: said.type ?? '', value }
}

/** What of an observable became attributes, and the members that did not. */
export interface Taken {
  readonly values: readonly TypedValue[]
  readonly left: readonly string[]
}

/** Attributes for an observable of which nobody said what it was in MISP: those that take most of it, each member once. */
export function valuesInObservable(seen: StixJson, bundle: StixBundle): Taken {
  const left = new Set(membersOf(seen))
  const values: TypedValue[] = []
  for (const { name, type: row } of rowsByParts) {
    if (!isObservableOf(row, seen) || !row.parts.every(({ member }) => left.has(member))) continue
    // Which side of a connection an address stands on is not known: what is sought is mostly what is called.
    const found = valueInObservables([seen], { type: name === 'ip-src' ? 'ip-dst' : name }, bundle)
    if (found === undefined) continue
    values.push(found)
    for (const { member } of row.parts) left.delete(member)
    for (const member of Object.keys(row.fixed ?? {})) left.delete(member)
    if (row.observable === 'network-traffic') left.delete('protocols')
  }
  return { values, left: [...left] }
}

function membersOf(seen: StixJson): readonly string[] {
  const common = new Set(['type', 'spec_version', 'id', 'object_marking_refs', 'defanged'])
  return Object.entries(seen).flatMap(([name, value]) => {
    if (common.has(name)) return []
    return name === 'hashes' && isParsed(value) ? Object.keys(value).map((hash) => `hashes.${hash}`) : [name]
  })
}

const isObservableOf = (type: SeenType, { type: stixType }: StixJson): boolean =>
  type.observable === 'address' ? stixType === 'ipv4-addr' || stixType === 'ipv6-addr' : type.observable === stixType

function literalIn(seen: StixJson, { member }: ValuePart, { objects }: StixBundle): Literal | undefined {
  if (member.endsWith('_ref')) return textIn(objects.get(textIn(seen, member)), 'value') || undefined
  if (member.endsWith('_refs')) {
    const named = textsIn(seen, member)
    return named.length === 1 ? textIn(objects.get(named[0] ?? ''), 'value') || undefined : undefined
  }
  if (member === 'values') {
    const [first, ...more] = listIn(seen, 'values')
    return more.length === 0 && isParsed(first) && Object.keys(first).length === 1 ? literal(first['data']) : undefined
  }
  if (!member.startsWith('hashes.')) return literal(seen[member])
  const hashes = seen['hashes']
  return isParsed(hashes) ? literal(hashes[member.slice('hashes.'.length)]) : undefined
}

const literal = (value: unknown): Literal | undefined =>
  typeof value === 'string' || typeof value === 'number' ? value : undefined

/** The value as it was said to be spelled, if that is the same value; `undefined` where MISP would not read it back. */
function spelledAs(type: SeenType, literals: readonly Literal[], { value }: Said): string | undefined {
  const isSame = (text: string) => {
    const parts = partsOf(type, text)
    return parts !== undefined && parts.every((part, at) => part.literal === literals[at])
  }
  if (value !== undefined && isSame(value)) return value
  const spelled = valueOf(type, literals)
  return isSame(spelled) ? spelled : undefined
}
