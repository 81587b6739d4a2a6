import type { SeenType } from './attribute-types.ts'
import type { StixJson } from './collected.ts'
import { addressType } from './spelling.ts'
import { observableId } from './uuid.ts'
import type { SpelledPart } from './value.ts'

/** Members that make up the id, by type (STIX 2.1 chapter 6: ID contributing properties); of those that are made here. */
const contributing: Readonly<Record<string, readonly string[]>> = {
  'autonomous-system': ['number'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['subject'],
  file: ['hashes', 'name'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  'network-traffic': ['src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols'],
  url: ['value'],
  'windows-registry-key': ['key', 'values'],
  'x509-certificate': ['hashes'],
}

/** What an attribute's value lets be seen, the thing itself first, then what it names; empty where it is not enough for an observable. */
export function observablesOf(type: SeenType, parts: readonly SpelledPart[]): readonly StixJson[] {
  if (type.observable === undefined || !parts.every(isFitting)) return []
  const named: StixJson[] = []
  const members: Record<string, unknown> = { ...type.fixed }
  for (const { part, literal } of parts) {
    const { member } = part
    if (/_refs?$/u.test(member)) {
      const address = addressOf(String(literal))
      named.push(address)
      // A name's addresses make no part of its id, and another attribute may name others: they stand beside it.
      if (member.endsWith('_ref')) members[member] = address.id
      // What carries an address is at least its own protocol; MISP says nothing of the rest.
      if (type.observable === 'network-traffic') members['protocols'] = [address.type.slice(0, 4)]
    } else if (member.startsWith('hashes.')) members['hashes'] = { [member.slice('hashes.'.length)]: literal }
    else if (member === 'values') members['values'] = [{ data: literal }]
    else members[member] = literal
  }
  const seen =
    type.observable === 'address' ? addressOf(String(members['value'])) : observable(type.observable, members)
  return [seen, ...named]
}

const isFitting = ({ part, literal }: SpelledPart): boolean => part.fits?.test(String(literal)) ?? true

const addressOf = (value: string): StixJson => observable(addressType(value), { value })

function observable(type: string, members: Readonly<Record<string, unknown>>): StixJson {
  const names = (contributing[type] ?? []).filter((name) => name in members)
  // One hash alone makes the id: there never is another one here.
  const id = observableId(type, Object.fromEntries(names.map((name) => [name, members[name]])))
  return { type, spec_version: '2.1', id, ...members }
}
