import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { rowParts } from '#platform/db/binary-copy.ts'
import { indexedOf } from '#platform/search/indexer.ts'
import { readStix, StixReading } from '#protocol/stix/bundle.ts'
import { ScannedMembers } from '#protocol/stix/members.ts'
import { packAhead, rowOf } from '#rooms/exchange/object-rows.ts'
import { searchablesOf } from '#rooms/exchange/source.ts'
import { objects } from '#rooms/exchange/tables.ts'

const uuid = '4f1e2d3c-5b6a-4789-8c9d-0a1b2c3d4e5f'
const common = { spec_version: '2.1', created: '2026-01-01T00:00:00.000Z', modified: '2026-01-01T00:00:00.000Z' }
const marked = { object_marking_refs: [`marking-definition--${uuid}`], created_by_ref: `identity--${uuid}` }
const told = { description: 'Rain and дождь, 192.0.2.7', external_references: [{ external_id: 'T1055.011' }] }
const listed = [
  { type: 'malware', name: 'rain', is_family: true, aliases: ['дождь'], ...common, ...marked, ...told },
  { type: 'indicator', pattern: "[ipv4-addr:value = '192.0.2.7']", pattern_type: 'stix', ...common, ...told },
  { type: 'relationship', relationship_type: 'uses', source_ref: `malware--${uuid}`, ...common, revoked: true },
  { type: 'identity', name: 'Office', identity_class: 'organization', ...common, ...marked },
  { type: 'language-content', object_ref: `malware--${uuid}`, contents: { ru: { name: 'дождь' } }, ...common },
  { type: 'ipv4-addr', value: '192.0.2.7', spec_version: '2.1' },
]
const bundle = {
  type: 'bundle',
  id: `bundle--${uuid}`,
  objects: listed.map((object) => ({ ...object, id: `${object.type}--${uuid}` })),
}

const kept: unknown[] = []

/**
 * Reads a document and makes its words, and keeps one of every kind of object that comes up on the way. When the last of a kind is gone the runtime
 * forgets the code that it has compiled for it, and the next document, a minute later, takes half as long again.
 */
export function keepKinds(): void {
  const text = encodeUtf8(JSON.stringify(bundle))
  const reading = new StixReading(text)
  reading.take(text.length)
  packAhead(text, reading.found)
  const copy = new Uint8Array(text)
  const document = readStix(copy)
  if (isRefusal(document)) return
  const rows = document.objects.map((object, position) => rowOf(object, { arrival: 0, position }))
  // Its writer goes with its last part.
  const parts = rowParts(objects, rows)
  const found = searchablesOf(copy, 0, listed.length)
  const members = document.objects.flatMap(({ slice }) => slice.fields ?? []).map((of) => new ScannedMembers(of))
  const indexed = indexedOf({ arrival: 0, next: 0 }, found, listed.length)
  kept.push(text, reading, copy, document, rows, parts, parts.next(), found, members, indexed)
}
