import { isParsed } from '#protocol/stix/members.ts'
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
export function observablesOf(
  type: Pick<SeenType, 'observable' | 'fixed'>,
  parts: readonly SpelledPart[],
): readonly StixJson[] {
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
      if (type.observable === 'network-traffic') members['protocols'] ??= [address.type.slice(0, 4)]
    } else if (member.startsWith('hashes.')) {
      const before = isParsed(members['hashes']) ? members['hashes'] : {}
      members['hashes'] = { ...before, [member.slice('hashes.'.length)]: literal }
    } else if (member === 'values') members['values'] = [{ data: literal }]
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
  const made = Object.fromEntries(
    names.map((name) => [name, name === 'hashes' ? oneHash(members[name]) : members[name]]),
  )
  const id = observableId(type, made)
  return { type, spec_version: '2.1', id, ...members }
}

const preferred = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512']

/** Of several hashes the first in the order of the standard makes the id (STIX 2.1 section 2.9), else the first by name. */
function oneHash(hashes: unknown): unknown {
  if (!isParsed(hashes)) return hashes
  const name = [...preferred, ...Object.keys(hashes).toSorted()].find((one) => one in hashes)
  return name === undefined ? {} : { [name]: hashes[name] }
}
