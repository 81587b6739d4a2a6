import type { StixJson } from './collected.ts'
import { attributeTypes, type SeenType, type ValuePart } from './attribute-types.ts'
import { observablesOf } from './observables.ts'
import type { Compared } from './pattern.ts'
import { isAboutPerson } from './personal.ts'
import type { MispAttribute, MispObject } from './schema.ts'
import { asText, portNumber } from './spelling.ts'
import type { SpelledPart } from './value.ts'

/** What an object of MISP says as a whole: what a pattern compares, and what is seen, the thing itself first. */
export interface Whole {
  readonly compared: readonly Compared[]
  readonly shared: readonly StixJson[]
}

/** Templates whose attributes of different kinds are parts of one thing (MISP/misp-objects). */
export const templates = {
  'domain-ip': { uuid: '43b3b146-77eb-4931-b4cc-b66c60f28734', version: '9', metaCategory: 'network' },
  'network-connection': { uuid: 'af16764b-f8e5-4603-9de1-de34d272f80b', version: '3', metaCategory: 'network' },
} as const
export type TemplateName = keyof typeof templates

const wholes: Readonly<Record<TemplateName, (attributes: readonly MispAttribute[]) => Whole | undefined>> = {
  'domain-ip': domainWithAddresses,
  'network-connection': connection,
}

/** The whole that an object of such a template is; `undefined` where it says too little or one thing twice. */
export function wholeOf({ name, Attribute }: MispObject): Whole | undefined {
  if (!isTemplate(name)) return undefined
  return wholes[name](Attribute.filter((one) => !one.deleted && !isAboutPerson(one)))
}

const isTemplate = (name: string): name is TemplateName => Object.hasOwn(wholes, name)

const withAddress = attributeTypes['domain|ip']
const isAddress = ({ type }: MispAttribute): boolean => type === 'ip-dst' || type === 'ip-src'

function domainWithAddresses(attributes: readonly MispAttribute[]): Whole | undefined {
  const names = attributes.filter(({ type }) => type === 'domain' || type === 'hostname')
  const addresses = attributes.filter(isAddress)
  const [domain] = names
  if (domain === undefined || names.length > 1 || addresses.length === 0 || withAddress?.kind !== 'seen')
    return undefined
  const [namePart, addressPart] = withAddress.parts
  if (addressPart === undefined) return undefined
  const parts = [spelled(namePart, domain.value), ...addresses.map(({ value }) => spelled(addressPart, value))]
  return whole(withAddress, parts)
}

const traffic: Pick<SeenType, 'object' | 'observable'> = { object: 'network-traffic', observable: 'network-traffic' }
const anyAddress = /^[0-9a-f.:]+$/iu
const end = (side: 'src' | 'dst'): ValuePart => ({
  path: `${side}_ref.value`,
  member: `${side}_ref`,
  spelling: asText,
  fits: anyAddress,
})
const port = (side: 'src' | 'dst'): ValuePart => ({
  path: `${side}_port`,
  member: `${side}_port`,
  spelling: portNumber,
})
/** Parts of a connection by their names in the template. */
export const connectionParts: Readonly<Record<string, ValuePart>> = {
  'ip-src': end('src'),
  'ip-dst': end('dst'),
  'src-port': port('src'),
  'dst-port': port('dst'),
}
/** From the lowest layer up, as STIX lists protocols (section 6.12). */
export const layers = ['layer3-protocol', 'layer4-protocol', 'layer7-protocol'] as const

function connection(attributes: readonly MispAttribute[]): Whole | undefined {
  const named = Map.groupBy(attributes, ({ object_relation: relation = '' }) => relation)
  const parts: (SpelledPart | undefined)[] = []
  for (const [relation, part] of Object.entries(connectionParts)) {
    const [one, ...more] = named.get(relation) ?? []
    if (more.length > 0) return undefined
    if (one !== undefined) parts.push(spelled(part, one.value))
  }
  const protocols = layers.flatMap((layer) => (named.get(layer) ?? []).map(({ value }) => value.toLowerCase()))
  if (parts.length < 2 || !protocols.every((one) => /^[a-z0-9.+-]{1,50}$/u.test(one))) return undefined
  const found = whole({ ...traffic, ...(protocols.length === 0 ? {} : { fixed: { protocols } }) }, parts)
  if (found === undefined) return undefined
  const more = protocols.map((literal) => ({ object: traffic.object, part: { part: protocolPart, literal } }))
  return { ...found, compared: [...found.compared, ...more] }
}

const protocolPart: ValuePart = { path: 'protocols[*]', member: 'protocols', spelling: asText }

function spelled(part: ValuePart, value: string): SpelledPart | undefined {
  const literal = part.spelling.toStix(value)
  return literal === undefined ? undefined : { part, literal }
}

function whole(
  { object, ...type }: Pick<SeenType, 'object' | 'observable' | 'fixed'>,
  parts: readonly (SpelledPart | undefined)[],
): Whole | undefined {
  const known = parts.filter((part) => part !== undefined)
  const shared = observablesOf(type, known)
  // A port needs an address: what has none is its attributes and nothing more.
  const isWhole = known.length === parts.length && shared.length > 1
  return isWhole ? { compared: known.map((part) => ({ object, part })), shared } : undefined
}
