import type { StixJson } from './collected.ts'
import { connectionParts, layers, templates, type TemplateName } from './composites.ts'
import { simpleComparisons } from './simple-pattern.ts'
import { textIn, textsIn, type StixBundle } from './stix-bundle.ts'

/** One attribute of an object of MISP that nobody there made. */
export interface PartJson {
  readonly relation: string
  readonly type: string
  readonly category: string
  readonly value: string
}

/** What becomes an object of MISP of one of the templates, and the members of it that have no place there. */
export interface Composite {
  readonly template: TemplateName
  readonly parts: readonly PartJson[]
  readonly left: readonly string[]
}

const network = 'Network activity'

/** A connection with both its ends, or a name with several addresses: more than one attribute says. */
export function compositeIn(seen: StixJson, { objects }: StixBundle): Composite | undefined {
  const valueOf = (id: string): string => textIn(objects.get(id), 'value')
  if (seen.type === 'domain-name') {
    const ids = textsIn(seen, 'resolves_to_refs')
    const addresses = ids.map(valueOf)
    if (addresses.length < 2 || addresses.includes('')) return undefined
    const parts = [partOf('domain', textIn(seen, 'value')), ...addresses.map((value) => partOf('ip', value))]
    return { template: 'domain-ip', parts, left: leftOf(seen, ['value', 'resolves_to_refs']) }
  }
  if (seen.type !== 'network-traffic') return undefined
  const found = new Map<string, string>()
  for (const [relation, { member }] of Object.entries(connectionParts)) {
    const value = seen[member]
    if (member.endsWith('_ref') && typeof value === 'string') found.set(relation, valueOf(value))
    else if (typeof value === 'number') found.set(relation, String(value))
  }
  const protocols = textsIn(seen, 'protocols')
  const composite = connectionOf(found, protocols)
  const members = Object.values(connectionParts).map(({ member }) => member)
  const isPlaced = composite?.parts.some(({ relation }) => relation.startsWith('layer')) === true
  return composite && { ...composite, left: leftOf(seen, [...members, ...(isPlaced ? ['protocols'] : [])]) }
}

/** The same of a pattern that compares nothing else. */
export function compositeInPattern(pattern: string): Composite | undefined {
  const compared = simpleComparisons(pattern)
  if (compared === undefined) return undefined
  const found = new Map<string, string>()
  const protocols: string[] = []
  for (const [key, literal] of compared) {
    const path = key.replace(/^network-traffic:/u, '')
    const relation = Object.entries(connectionParts).find(([, part]) => part.path === path)?.[0]
    if (relation !== undefined) found.set(relation, String(literal))
    else if (key === 'network-traffic:protocols') protocols.push(String(literal))
    else return undefined
  }
  return connectionOf(found, protocols)
}

/** `undefined` unless both ends are known, which no attribute by itself can say. */
function connectionOf(found: ReadonlyMap<string, string>, protocols: readonly string[]): Composite | undefined {
  if (!found.get('ip-src') || !found.get('ip-dst')) return undefined
  const ends = [...found].map(([relation, value]) => partOf(relation, value))
  const placed = protocols.length <= layers.length ? protocols : []
  const named = placed.map((value) => partOf(layerOf(value, protocols), value))
  const isOnce = new Set(named.map(({ relation }) => relation)).size === named.length
  return { template: 'network-connection', parts: isOnce ? [...ends, ...named] : ends, left: [] }
}

const lower: ReadonlySet<string> = new Set(['ip', 'ipv4', 'ipv6', 'icmp', 'icmpv6', 'arp'])
const transport: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp', 'quic', 'dccp'])

function layerOf(protocol: string, all: readonly string[]): (typeof layers)[number] {
  if (lower.has(protocol)) return 'layer3-protocol'
  if (transport.has(protocol)) return 'layer4-protocol'
  return all.length === 0 ? 'layer3-protocol' : 'layer7-protocol'
}

const types: Readonly<Record<string, string>> = { ip: 'ip-dst', 'src-port': 'port', 'dst-port': 'port' }

const partOf = (relation: string, value: string): PartJson => ({
  relation,
  type: types[relation] ?? (relation.startsWith('layer') ? 'text' : relation),
  category: relation.startsWith('layer') ? 'Other' : network,
  value,
})

const common: ReadonlySet<string> = new Set(['type', 'spec_version', 'id', 'object_marking_refs', 'defanged'])

const leftOf = (seen: StixJson, placed: readonly string[]): readonly string[] =>
  Object.keys(seen).filter((name) => !common.has(name) && !placed.includes(name))

/** The members that every object of that template has. */
export function templateMembers(name: TemplateName): Readonly<Record<string, string>> {
  const { uuid, version, metaCategory } = templates[name]
  return { name, 'meta-category': metaCategory, template_uuid: uuid, template_version: version }
}
