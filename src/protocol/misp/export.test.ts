import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { exportMisp } from './export.ts'
import { readMisp } from './read.ts'
import type { MispRow } from './report.ts'
import type { MispEvent } from './schema.ts'
import { simpleComparisons } from './simple-pattern.ts'
import { uuidOf } from './testing/events.ts'

const at = '2026-11-06T21:20:00Z'
const made = (type: string, number: number, more: object) => ({
  type,
  spec_version: '2.1',
  id: `${type}--${uuidOf(number)}`,
  created: at,
  modified: at,
  ...more,
})
const indicator = (number: number, pattern: string, more: object = {}) =>
  made('indicator', number, { pattern, pattern_type: 'stix', valid_from: at, ...more })

function exported(...objects: readonly object[]): {
  readonly events: readonly MispEvent[]
  readonly rows: readonly MispRow[]
} {
  const back = exportMisp(encodeUtf8(JSON.stringify({ type: 'bundle', id: `bundle--${uuidOf(0)}`, objects })))
  if (isRefusal(back)) throw new Error(back.code)
  const read = readMisp(back.document)
  if (isRefusal(read)) throw new Error(decodeUtf8(back.document))
  return { events: read.events.map(({ event }) => event), rows: back.rows }
}

const attributesOf = (...objects: readonly object[]) =>
  exported(...objects).events.flatMap(({ Attribute }) => Attribute.map(({ type, value }) => `${type} ${value}`))
/** Objects with their attributes by their names in the template. */
const objectsOf = (...objects: readonly object[]) =>
  exported(...objects).events.flatMap((event) =>
    event.Object.map(({ name, Attribute }) => [
      name,
      ...Attribute.map(({ object_relation: relation, value }) => `${relation} ${value}`),
    ]),
  )
const codesOf = (rows: readonly MispRow[]) => rows.map(({ code, fate, where }) => `${fate} ${code} ${where}`)

test.each([
  ["[ipv4-addr:value = '192.0.2.1']", 'ip-dst 192.0.2.1'],
  ["[ipv6-addr:value='2001:db8::1']", 'ip-dst 2001:db8::1'],
  ["[domain-name:value = 'example.org']", 'domain example.org'],
  ["[url:value = 'https://example.org/']", 'url https://example.org/'],
  ["[email-addr:value = 'a@example.org']", 'email a@example.org'],
  ["[file:hashes.'SHA-256' = 'abc']", 'sha256 abc'],
  ["[file:hashes.SHA256 = 'abc' AND file:name = 'it\\'s']", "filename|sha256 it's|abc"],
  [
    "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443]",
    'ip-dst|port 192.0.2.1|443',
  ],
  ["[email-message:to_refs[0].value = 'a@example.org']", 'email-dst a@example.org'],
])('MISP a simple pattern of others is the attribute it means: %s', (pattern, attribute) => {
  expect(attributesOf(indicator(1, pattern))).toEqual([attribute])
})

test.each([
  "[ipv4-addr:value = '192.0.2.1' OR ipv4-addr:value = '192.0.2.2']",
  "[file:name = 'a'] AND [file:name = 'b']",
  "[file:name LIKE 'a%']",
  "[file:name != 'a']",
  "[file:size = 1 AND file:name = 'a']",
  "[file:name = 'a' AND file:name = 'b']",
  "[file:name = 'a'] WITHIN 5 SECONDS",
  "[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 99999]",
])('MISP every other pattern goes over whole: %s', (pattern) => {
  const { events, rows } = exported(indicator(1, pattern))
  expect(events[0]?.Attribute).toMatchObject([{ type: 'stix2-pattern', value: pattern, to_ids: true }])
  expect(codesOf(rows)).toEqual([`kept pattern-whole indicator--${uuidOf(1)}`])
})

test('MISP rules in other languages, and what MISP has no type for', () => {
  const rule = (number: number, language: string) => indicator(number, 'x', { pattern_type: language, name: 'A rule' })
  const { events, rows } = exported(rule(1, 'yara'), rule(2, 'snort'), rule(3, 'spl'))
  expect(events[0]?.Attribute).toMatchObject([{ type: 'yara' }, { type: 'snort' }, { type: 'text', comment: 'A rule' }])
  expect(codesOf(rows)).toContain(`kept as-text indicator--${uuidOf(3)}`)
})

test('MISP labels are believed only as far as the object bears them out', () => {
  const lie = ['misp:type="md5"', 'misp:value="192.0.2.99"', 'misp:category="Payload delivery"']
  expect(attributesOf(indicator(1, "[ipv4-addr:value = '192.0.2.1']", { labels: lie }))).toEqual(['ip-dst 192.0.2.1'])
  const person = made('note', 2, {
    content: 'X',
    object_refs: [`indicator--${uuidOf(1)}`],
    labels: ['misp:type="full-name"'],
  })
  const { events, rows } = exported(person)
  expect(events[0]?.Attribute).toEqual([])
  expect(rows).toMatchObject([{ code: 'person', fate: 'lost' }])
})

test('MISP an observable of several parts becomes several attributes, and says so', () => {
  const hashes = { MD5: 'd41d8cd98f00b204e9800998ecf8427e', 'SHA-256': 'b'.repeat(64) }
  const file = { type: 'file', spec_version: '2.1', id: `file--${uuidOf(1)}`, name: 'a.exe', hashes, size: 3 }
  const observed = made('observed-data', 2, {
    first_observed: at,
    last_observed: at,
    number_observed: 1,
    object_refs: [file.id],
  })
  const { events, rows } = exported(file, observed)
  expect(events[0]?.Attribute.map(({ type, value }) => `${type} ${value}`)).toEqual([
    'filename|md5 a.exe|d41d8cd98f00b204e9800998ecf8427e',
    `sha256 ${'b'.repeat(64)}`,
  ])
  expect(codesOf(rows)).toEqual([
    `lost member-unplaced ${file.id}.size`,
    `changed split ${file.id}`,
    `changed split ${observed.id}`,
  ])
})

test('MISP a connection has two sides', () => {
  const address = (number: number) => ({
    type: 'ipv4-addr',
    id: `ipv4-addr--${uuidOf(number)}`,
    value: `192.0.2.${number}`,
  })
  const traffic = {
    type: 'network-traffic',
    id: `network-traffic--${uuidOf(9)}`,
    src_ref: address(1).id,
    src_port: 1,
    dst_ref: address(2).id,
    dst_port: 2,
    protocols: ['tcp'],
  }
  const observed = made('observed-data', 3, {
    first_observed: at,
    last_observed: at,
    number_observed: 1,
    object_refs: [address(1).id, address(2).id, traffic.id],
  })
  const both = ['ip-src 192.0.2.1', 'ip-dst 192.0.2.2', 'src-port 1', 'dst-port 2', 'layer4-protocol tcp']
  expect(objectsOf(address(1), address(2), traffic, observed)).toEqual([['network-connection', ...both]])
  expect(objectsOf(address(1), address(2), { ...traffic, protocols: ['ipv4', 'tcp', 'https'] })).toEqual([
    ['network-connection', ...both.slice(0, 4), 'layer3-protocol ipv4', 'layer4-protocol tcp', 'layer7-protocol https'],
  ])
  const pattern =
    "[network-traffic:src_ref.value = '192.0.2.1' AND network-traffic:dst_ref.value = '192.0.2.2' AND network-traffic:dst_port = 2 AND network-traffic:protocols[*] = 'tcp']"
  const beacon = indicator(4, pattern, { name: 'Beacon' })
  expect(objectsOf(beacon)).toEqual([['network-connection', both[0], both[1], both[3], both[4]]])
  expect(attributesOf({ ...beacon, pattern: pattern.replace('dst_port', 'dst_byte_count') })).toHaveLength(1)
  // Of one side an attribute says all.
  const { src_ref: _, src_port: __, ...called } = traffic
  expect(attributesOf(address(2), called)).toContain('ip-dst|port 192.0.2.2|2')
})

test('MISP a name with several addresses is one object', () => {
  const addresses = [1, 2].map((number) => ({
    type: 'ipv4-addr',
    id: `ipv4-addr--${uuidOf(number)}`,
    value: `192.0.2.${number}`,
  }))
  const domain = {
    type: 'domain-name',
    id: `domain-name--${uuidOf(9)}`,
    value: 'example.org',
    resolves_to_refs: addresses.map(({ id }) => id),
    x_seen: 1,
  }
  expect(objectsOf(...addresses, domain)).toEqual([['domain-ip', 'domain example.org', 'ip 192.0.2.1', 'ip 192.0.2.2']])
  expect(codesOf(exported(...addresses, domain).rows)).toEqual([
    `kept as-object ${domain.id}`,
    `lost member-unplaced ${domain.id}.x_seen`,
  ])
})

test('MISP what has no place is named, persons do not travel, the latest version counts', () => {
  const newer = '2026-11-07T00:00:00.5Z'
  const { events, rows } = exported(
    made('identity', 1, { name: 'X', identity_class: 'individual' }),
    made('infrastructure', 2, { name: 'Net' }),
    indicator(3, "[domain-name:value = 'old.example.org']"),
    indicator(3, "[domain-name:value = 'new.example.org']", { modified: newer, confidence: 50, revoked: true }),
  )
  expect(events[0]?.Attribute).toMatchObject([{ value: 'new.example.org', deleted: true, timestamp: 1_794_009_600 }])
  expect(codesOf(rows).toSorted()).toEqual(
    [
      `changed time-shortened indicator--${uuidOf(3)}.modified`,
      `changed time-shortened ${events[0]?.uuid === undefined ? '' : `grouping--${events[0].uuid}`}.modified`,
      `lost member-unplaced indicator--${uuidOf(3)}.confidence`,
      `lost object-unplaced infrastructure--${uuidOf(2)}`,
      `lost older-version indicator--${uuidOf(3)}`,
      `lost person identity--${uuidOf(1)}`,
    ].toSorted(),
  )
})

test('MISP an event for each report and grouping; what none names goes to the first', () => {
  const [one, two, three] = [1, 2, 3].map((number) =>
    indicator(number, `[domain-name:value = '${number}.example.org']`),
  )
  const report = made('report', 8, { name: 'A', published: at, object_refs: [two?.id] })
  const grouping = made('grouping', 9, { name: 'B', context: 'unspecified', object_refs: [three?.id, two?.id] })
  const { events } = exported(one ?? {}, two ?? {}, three ?? {}, report, grouping)
  expect(
    events.map(({ info, published, Attribute }) => [info, published, Attribute.map(({ value }) => value)]),
  ).toEqual([
    ['A', true, ['1.example.org', '2.example.org']],
    ['B', false, ['3.example.org']],
  ])
})

test('MISP whatever stands in a bundle, there is an answer that MISP can read', () => {
  const types = [
    'indicator',
    'observed-data',
    'note',
    'vulnerability',
    'file',
    'network-traffic',
    'report',
    'relationship',
    'domain-name',
    'x-y',
  ]
  const names = [
    'pattern',
    'pattern_type',
    'object_refs',
    'labels',
    'hashes',
    'values',
    'dst_ref',
    'name',
    'content',
    'value',
    'object_marking_refs',
    '__proto__',
  ]
  const object = fc
    .tuple(
      fc.constantFrom(...types),
      fc.dictionary(
        fc.constantFrom(...names),
        fc.oneof(fc.jsonValue(), fc.constantFrom(`file--${uuidOf(1)}`, ['misp:type="md5"'])),
      ),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([type, more, number]) => made(type, number, more))
  fc.assert(
    fc.property(fc.array(object, { maxLength: 6 }), (objects) => {
      expect(exported(...objects).events.length).toBeGreaterThan(0)
    }),
  )
})

test('MISP a pattern made to be slow is not', () => {
  const long = 30_000
  for (const pattern of [
    `[file:name = '${"\\'".repeat(long)}`,
    `[file:${'a.'.repeat(long)}`,
    `[file:a${"'a'.".repeat(long)}`,
    `[file:a${'[*]'.repeat(long / 2)}`,
    `[${' '.repeat(long)}`,
    `[${"file:name = 'a' AND ".repeat(3000)}`,
  ])
    expect(simpleComparisons(pattern)).toBe(undefined)
})

test('MISP actors, malware and techniques of others are entries of galaxies', () => {
  const actor = made('threat-actor', 1, { name: 'Heron Group', aliases: ['Egret'], sophistication: 'expert' })
  const pattern = made('attack-pattern', 2, {
    name: 'Phishing',
    external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }],
  })
  const seen = indicator(3, "[domain-name:value = 'example.org']")
  const indicates = made('relationship', 4, {
    relationship_type: 'indicates',
    source_ref: seen.id,
    target_ref: pattern.id,
  })
  const uses = made('relationship', 5, { relationship_type: 'uses', source_ref: actor.id, target_ref: pattern.id })
  const { events, rows } = exported(actor, pattern, seen, indicates, uses)
  expect(events[0]?.Galaxy).toMatchObject([
    { type: 'stix-2.1-threat-actor', GalaxyCluster: [{ value: 'Heron Group' }] },
  ])
  expect(events[0]?.Tag).toEqual([{ name: 'misp-galaxy:stix-2.1-threat-actor="Heron Group"' }])
  expect(events[0]?.Attribute[0]?.Galaxy).toMatchObject([{ GalaxyCluster: [{ meta: { external_id: ['T1566'] } }] }])
  expect(codesOf(rows)).toEqual([`lost member-unplaced ${actor.id}.sophistication`, `lost object-unplaced ${uses.id}`])
})
