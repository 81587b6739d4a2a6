import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readStix } from '#protocol/stix/bundle.ts'
import { validate } from '#protocol/stix/validation/document.ts'
import { attributeTypes } from './attribute-types.ts'
import { importMisp, type MispImport } from './import.ts'
import { mispLimits } from './read.ts'
import { documentOf, eventOf, uuidOf, values } from './testing/events.ts'

interface Shown {
  readonly type: string
  readonly id: string
  readonly [member: string]: unknown
}

function imported(...events: readonly object[]): MispImport & { readonly shown: readonly Shown[] } {
  const made = importMisp(documentOf(...events))
  if (isRefusal(made)) throw new Error(made.code)
  const { objects } = JSON.parse(decodeUtf8(made.bundle) ?? '') as { objects: readonly Shown[] }
  return { ...made, shown: objects }
}

const all = Object.entries(values).flatMap(([type, value]) => [
  { type, value, to_ids: true },
  { type, value, to_ids: false, comment: 'seen by us' },
])
const ofType = (shown: readonly Shown[], type: string) => shown.filter((one) => one.type === type)

test('MISP every type of the table has a value in these tests', () => {
  expect(Object.keys(values).toSorted()).toEqual(Object.keys(attributeTypes).toSorted())
})

test('MISP the bundle of every type is accepted whole, and no object is missing that another names', () => {
  const { bundle, shown } = imported(eventOf(all))
  const read = readStix(bundle)
  if (isRefusal(read)) throw new Error(read.code)
  expect(read.refused).toEqual([])
  expect(read.objects).toHaveLength(shown.length)
  const ids = new Set(shown.map(({ id }) => id))
  const named = read.objects.flatMap(({ refs }) => refs)
  expect(named.filter((ref) => !ids.has(ref))).toEqual([])
})

test('STIX 2.1: the bundle of every type has no error', () => {
  const verdict = validate(imported(eventOf(all)).bundle)
  if (isRefusal(verdict)) throw new Error(verdict.code)
  expect(verdict.findings.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('MISP the same document gives the same bytes, and an event read alone the same ids', () => {
  const [first, second] = [
    eventOf(all),
    eventOf([{ uuid: uuidOf(999), type: 'domain', value: 'example.net' }], { uuid: uuidOf(3) }),
  ]
  expect(imported(first, second).bundle).toEqual(imported(first, second).bundle)
  const together = new Set(imported(first, second).shown.map(({ id }) => id))
  expect(imported(second).shown.filter(({ id }) => !together.has(id))).toEqual([])
})

test.each([
  ['ip-dst', "[network-traffic:dst_ref.type = 'ipv6-addr' AND network-traffic:dst_ref.value = '2001:db8::7']"],
  [
    'ip-src|port',
    "[network-traffic:src_ref.type = 'ipv4-addr' AND network-traffic:src_ref.value = '192.0.2.1' AND network-traffic:src_port = 51000]",
  ],
  ['email-subject', "[email-message:subject = 'Invoice \\'overdue\\' \\\\ now']"],
  ['filename|md5', "[file:name = 'a|b.exe' AND file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']"],
  [
    'regkey|value',
    "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\Heron' AND windows-registry-key:values[*].data = 'a|b']",
  ],
  ['AS', '[autonomous-system:number = 64496]'],
  ['mac-address', "[mac-addr:value = '02:00:5e:10:00:01']"],
])('MISP the pattern of %s', (type, pattern) => {
  const { shown } = imported(eventOf([{ type, value: values[type] }]))
  expect(ofType(shown, 'indicator')).toMatchObject([{ pattern, pattern_type: 'stix' }])
})

test('MISP a network is compared as one', () => {
  const { shown } = imported(eventOf([{ type: 'ip-src', value: '192.0.2.0/24' }]))
  expect(ofType(shown, 'indicator')[0]?.['pattern']).toContain("network-traffic:src_ref.value ISSUBSET '192.0.2.0/24'")
})

test('STIX 2.1 6: observables bear the ids of their contents', () => {
  const { shown } = imported(eventOf([{ type: 'ip-src', value: '198.51.100.3' }]))
  // The address and id of the example in section 2.9 of the standard.
  expect(ofType(shown, 'ipv4-addr')).toMatchObject([{ id: 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4' }])
})

test('MISP a published event is a report, one that is worked on a grouping', () => {
  const attributes = [{ type: 'domain', value: 'example.org' }]
  const published = imported(eventOf(attributes, { published: true, publish_timestamp: '1794000060' })).shown
  expect(ofType(published, 'report')).toMatchObject([
    { id: `report--${uuidOf(1)}`, published: '2026-11-06T21:21:00.000Z' },
  ])
  expect(ofType(imported(eventOf(attributes)).shown, 'grouping')).toMatchObject([
    { context: 'unspecified', name: 'Heron: infrastructure' },
  ])
})

test('MISP tags of TLP are markings of everything in the event, other tags labels', () => {
  const Tag = [{ name: 'tlp:amber+strict' }, { name: 'type:OSINT' }]
  const { shown, rows } = imported(eventOf([{ type: 'domain', value: 'example.org' }], { Tag }))
  const marks = ['marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003']
  expect(
    shown
      .filter(({ type }) => !['marking-definition', 'identity'].includes(type))
      .map((one) => one['object_marking_refs']),
  ).toEqual([marks, marks, marks, marks])
  expect(ofType(shown, 'grouping')[0]?.['labels']).toContain('type:OSINT')
  expect(rows).toEqual([])
})

test('SG-01 records of persons are left out and said to be', () => {
  const persons = [
    { type: 'full-name', category: 'Person', value: 'X' },
    { type: 'text', category: 'Person', value: 'X' },
    { type: 'whois-registrant-email', category: 'Attribution', value: 'x@example.org' },
    { type: 'target-user', category: 'Targeting data', value: 'x' },
  ]
  const { bundle, rows } = imported(eventOf([{ type: 'domain', value: 'example.org' }, ...persons]))
  expect(rows.map(({ where, code, fate }) => ({ where, code, fate }))).toEqual(
    persons.map((_, at) => ({ where: `Event.Attribute[${at + 1}]`, code: 'person', fate: 'lost' })),
  )
  expect(decodeUtf8(bundle)).not.toContain('whois')
})

test('MISP what has no place is named with its place', () => {
  const { rows } = imported(
    eventOf(
      [
        { type: 'btc', value: 'bc1qexample', unheard: { of: [1.5] } },
        { type: 'domain', value: 'example.org', deleted: '1' },
        { type: 'malware-sample', value: 'a.exe|d41d8cd98f00b204e9800998ecf8427e', data: 'AAAA' },
        { type: 'ip-dst|port', value: '192.0.2.1' },
        { type: 'domain', value: 'example.net', uuid: uuidOf(16) },
      ],
      { distribution: '0', Unheard: [{ name: 'a' }], Tag: [{ name: 'tlp:white' }, { name: 'misp:type="md5"' }] },
    ),
  )
  expect(rows.map(({ code, where, fate }) => `${fate} ${code} ${where}`).toSorted()).toEqual([
    'changed tag-changed Event.Tag[0]',
    'kept as-note Event.Attribute[0]',
    'kept as-note Event.Attribute[2]',
    'kept as-note Event.Attribute[3]',
    'lost attachment Event.Attribute[2].data',
    'lost deleted Event.Attribute[1]',
    'lost distribution Event.distribution',
    'lost member-unknown Event.Attribute[0].unheard',
    'lost member-unknown Event.Unheard',
    'lost tag-reserved Event.Tag[1]',
    'lost uuid-repeated Event.Attribute[4]',
  ])
})

const refusalOf = (bytes: Uint8Array) => {
  const made = importMisp(bytes)
  return isRefusal(made) ? made : undefined
}

test('MISP what is no event is refused with its place', () => {
  const bad = eventOf([
    { type: 'domain', value: 'example.org' },
    { type: 'domain', value: 'example.org', uuid: '../..' },
  ])
  expect(refusalOf(documentOf(bad))).toMatchObject({
    code: 'misp-malformed',
    params: { where: 'Event.Attribute[1].uuid' },
  })
  expect(refusalOf(documentOf({}, {}))).toMatchObject({ params: { where: 'response[0].Event.uuid' } })
  expect(refusalOf(encodeUtf8('[]'))).toMatchObject({ code: 'misp-malformed' })
  expect(refusalOf(encodeUtf8('{"Event":{"uuid":"a","uuid":"b"}}'))).toMatchObject({
    code: 'misp-not-json',
    params: { finding: 'duplicate-member' },
  })
  expect(refusalOf(encodeUtf8('['.repeat(1_000_000)))).toMatchObject({ params: { finding: 'too-deep' } })
  expect(refusalOf(Uint8Array.of(0x7b, 0xff))).toMatchObject({ params: { finding: 'not-utf8' } })
  expect(refusalOf(new Uint8Array(mispLimits.maxBytes + 1))).toMatchObject({ code: 'too-large' })
})

test('MISP names of prototypes are members like any other', () => {
  const text = JSON.stringify({ Event: eventOf([{ type: 'constructor', value: 'a' }]) }).replace(
    '{"uuid"',
    '{"__proto__":{"published":true},"uuid"',
  )
  const made = importMisp(encodeUtf8(text))
  if (isRefusal(made)) throw new Error(made.code)
  expect(made.rows.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'member-unknown Event.__proto__',
    'as-note Event.Attribute[0]',
  ])
  expect(decodeUtf8(made.bundle)).toContain('"grouping"')
})

test('MISP whatever stands in an event, there is an answer', () => {
  const members = fc.dictionary(
    fc.constantFrom('uuid', 'type', 'value', 'Tag', 'Attribute', 'data', 'first_seen', '__proto__', 'x'),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(members, members, (event, attribute) => {
      const made = importMisp(documentOf(eventOf([{ type: 'domain', value: 'example.org', ...attribute }], event)))
      expect(isRefusal(made) || made.events === 1).toBe(true)
      if (!isRefusal(made)) expect(isRefusal(readStix(made.bundle))).toBe(false)
    }),
  )
})

test('MISP a file with its hashes is one file, and one pattern where it is to be sought', () => {
  const [md5 = '', sha256 = ''] = [values['md5'], values['sha256']]
  const partsOf = (toIds: boolean) => [
    { uuid: uuidOf(60), type: 'filename', category: 'Payload delivery', value: 'a.exe', object_relation: 'filename' },
    { uuid: uuidOf(61), type: 'md5', category: 'Payload delivery', value: md5, object_relation: 'md5', to_ids: toIds },
    { uuid: uuidOf(62), type: 'sha256', category: 'Payload delivery', value: sha256, object_relation: 'sha256' },
  ]
  const objectOf = (toIds: boolean) =>
    eventOf([], { Object: [{ uuid: uuidOf(50), name: 'file', Attribute: partsOf(toIds) }] })
  const whole = { name: 'a.exe', hashes: { MD5: md5, 'SHA-256': sha256 } }
  const sought = imported(objectOf(true))
  expect(sought.shown.find(({ id }) => id === `indicator--${uuidOf(50)}`)).toMatchObject({
    pattern: `[file:name = 'a.exe' AND file:hashes.MD5 = '${md5}' AND file:hashes.'SHA-256' = '${sha256}']`,
  })
  expect(ofType(sought.shown, 'file')).toContainEqual(expect.objectContaining(whole))
  expect(ofType(imported(objectOf(false)).shown, 'file')).toContainEqual(expect.objectContaining(whole))
  const verdict = validate(sought.bundle)
  expect(isRefusal(verdict) ? verdict : verdict.errors).toBe(0)
})

test('SG-01 objects that describe a person are left out whole', () => {
  const person = {
    uuid: uuidOf(50),
    name: 'person',
    Attribute: [{ uuid: uuidOf(51), type: 'text', category: 'Other', value: 'X' }],
  }
  const { rows, bundle } = imported(eventOf([{ type: 'domain', value: 'example.org' }], { Object: [person] }))
  expect(rows).toEqual([
    { what: 'person', where: 'Event.Object[0]', code: 'person', fate: 'lost', rule: 'SG-01: object about a person' },
  ])
  expect(decodeUtf8(bundle)).not.toContain('"X"')
})

test('MISP entries of galaxies are objects of their kind, which the event or the attribute names', () => {
  const entry = (number: number, value: string, meta: object = {}) => ({ uuid: uuidOf(number), value, meta })
  const Galaxy = [
    { type: 'ransomware', GalaxyCluster: [entry(70, 'Heron')] },
    { type: 'sector', GalaxyCluster: [entry(71, 'Energy')] },
    { type: 'unheard-of', GalaxyCluster: [entry(72, 'X')] },
  ]
  const technique = { type: 'mitre-attack-pattern', GalaxyCluster: [entry(73, 'Phishing', { external_id: ['T1566'] })] }
  const attributes = [{ type: 'domain', value: 'example.org', Galaxy: [technique] }]
  const { shown, rows, bundle } = imported(eventOf(attributes, { Galaxy }))
  expect(ofType(shown, 'malware')).toMatchObject([{ id: `malware--${uuidOf(70)}`, name: 'Heron', is_family: true }])
  expect(ofType(shown, 'identity')).toContainEqual(expect.objectContaining({ name: 'Energy', identity_class: 'class' }))
  expect(ofType(shown, 'attack-pattern')).toMatchObject([
    { external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }] },
  ])
  expect(ofType(shown, 'relationship').map((one) => one['relationship_type'])).toEqual(['based-on', 'indicates'])
  expect(rows.map(({ code, where }) => `${code} ${where}`)).toEqual(['galaxy-as-tag Event.Galaxy[2]'])
  const [verdict, read] = [validate(bundle), readStix(bundle)]
  if (isRefusal(verdict) || isRefusal(read)) throw new Error('refused')
  expect([verdict.errors, read.refused.length]).toEqual([0, 0])
})
