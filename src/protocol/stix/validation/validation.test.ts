import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { validate, type Verdict } from './document.ts'
import { findingCodes, type Finding } from './finding.ts'
import { derivedUuid } from './identifier.ts'

const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const at = '2024-05-06T07:08:09.123Z'
const head = (type: string) => ({ type, spec_version: '2.1', id: `${type}--${uuid}`, created: at, modified: at })
const tool = { ...head('tool'), name: 'Heron' }

function verdictOn(document: unknown): Verdict {
  const verdict = validate(encodeUtf8(typeof document === 'string' ? document : JSON.stringify(document)))
  if (isRefusal(verdict)) throw new Error(verdict.code)
  return verdict
}

const bundleOf = (...objects: readonly unknown[]) => ({ type: 'bundle', id: `bundle--${uuid}`, objects })
const said = ({ findings }: Verdict) => findings.map(({ code, path }: Finding) => `${code} ${path}`)
const saidOf = (object: unknown) => said(verdictOn(object))

test('STIX a document as the standard wants it has no finding', () => {
  expect(verdictOn(bundleOf(tool))).toEqual({ objects: 1, errors: 0, warnings: 0, notes: 0, findings: [] })
  expect(saidOf(tool)).toEqual([])
  expect(saidOf({ objects: [tool] })).toEqual([])
})

test('STIX a finding says how grave it is, where, by which section, about what', () => {
  const { name: _, ...nameless } = tool
  expect(verdictOn(bundleOf(tool, { ...nameless, id: `tool--${uuid.replace('c', 'd')}` })).findings).toEqual([
    {
      severity: 'error',
      code: 'property-missing',
      path: '$.objects[1]',
      clause: '4.18',
      object: `tool--${uuid.replace('c', 'd')}`,
      params: { property: 'name' },
    },
  ])
})

/** A tool with something changed, and what is said of it. */
const changed: readonly (readonly [string, object, readonly string[]])[] = [
  ['2.9 no UUID', { id: 'tool--1' }, ['identifier-format $.id']],
  ['2.9 another type', { id: `malware--${uuid}` }, ['identifier-type $.id']],
  ['2.9 capital letters', { id: `tool--${uuid.toUpperCase()}` }, ['identifier-case $.id']],
  ['2.9 not random', { id: 'tool--c78cb6e5-0c4b-1611-8297-d1b8b55e40b5' }, ['identifier-version $.id']],
  [
    '2.9 in the namespace of observables',
    { id: `tool--${derivedUuid({ name: 'Heron' })}` },
    ['identifier-namespace $.id'],
  ],
  ['2.12 an empty list', { aliases: [] }, ['value-empty $.aliases']],
  ['2.12 of the wrong type', { aliases: ['a', 1] }, ['value-type $.aliases[1]']],
  ['2.1 null', { aliases: null }, ['value-null $.aliases']],
  ['2.14 not in the vocabulary', { tool_types: ['hammer'] }, ['vocabulary-unlisted $.tool_types[0]']],
  ['2.16 no timestamp', { modified: 'today' }, ['timestamp-format $.modified']],
  ['3.2 no milliseconds', { created: '2024-05-06T07:08:09Z' }, ['timestamp-precision $.created']],
  ['3.2 modified before it was created', { modified: '2024-05-06T07:08:09.122Z' }, ['timestamp-order $.modified']],
  ['3.2 another version', { spec_version: '2.0' }, ['value-unlisted $.spec_version']],
  ['3.2 confidence', { confidence: 101 }, ['value-range $.confidence']],
  ['3.2 half a confidence', { confidence: 0.5 }, ['value-type $.confidence']],
  ['3.2 language', { lang: 'russian language' }, ['language-code $.lang']],
  ['3.2 defanged', { defanged: true }, ['property-excludes $.defanged']],
  ['3.3 author', { created_by_ref: `tool--${uuid}` }, ['reference-type $.created_by_ref']],
  ['3.8 reserved', { severity: 1 }, ['property-reserved $.severity']],
  ['11.1 custom', { x_rank: { a: [] } }, ['value-empty $.x_rank.a', 'custom-property $.x_rank']],
  ['11.1 badly named', { 'x rank': 1 }, ["property-name $['x rank']"]],
  [
    '2.5 a source by itself',
    { external_references: [{ source_name: 'x' }] },
    ['property-one-of $.external_references[0]'],
  ],
  [
    '2.7 hashes',
    {
      external_references: [
        { source_name: 'x', url: 'https://a.example', hashes: { MD5: 'x', 'A!': 'y', SHA256: 'z' } },
      ],
    },
    [
      'hash-value $.external_references[0].hashes.MD5',
      "hash-key $.external_references[0].hashes['A!']",
      "hash-algorithm $.external_references[0].hashes['A!']",
      'hash-algorithm $.external_references[0].hashes.SHA256',
    ],
  ],
  ['2.11 kill chain', { kill_chain_phases: [{ phase_name: 'x' }] }, ['property-missing $.kill_chain_phases[0]']],
  [
    '7.2.3 selectors',
    { granular_markings: [{ lang: 'ru', selectors: ['name', 'aliases.[0]', '..'] }] },
    ['selector-unresolved $.granular_markings[0].selectors[1]', 'selector-format $.granular_markings[0].selectors[2]'],
  ],
  [
    '7.2.3 a language and a marking',
    { granular_markings: [{ lang: 'ru', marking_ref: `marking-definition--${uuid}`, selectors: ['name'] }] },
    ['property-excludes $.granular_markings[0].marking_ref'],
  ],
  [
    '7.3 extension',
    { extensions: { [`extension-definition--${uuid}`]: { rank: 1 } } },
    [
      `extension-type $.extensions['extension-definition--${uuid}']`,
      `extension-unknown $.extensions['extension-definition--${uuid}']`,
    ],
  ],
]

test.each(changed)('STIX %s', (_, change, findings) => {
  expect(saidOf({ ...tool, ...change })).toEqual(findings)
})

/** Ids as the standard's own examples have them. */
const derived: readonly object[] = [
  { type: 'ipv4-addr', id: 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4', value: '198.51.100.3' },
  { type: 'ipv4-addr', id: 'ipv4-addr--1ea47840-aa39-5aa8-b4a2-cd203eb6662a', value: '198.51.100.0/24' },
  {
    type: 'ipv6-addr',
    id: 'ipv6-addr--85a85a8c-ee99-5722-946d-3c3a3270fc6f',
    value: '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
  },
  { type: 'mac-addr', id: 'mac-addr--757b1725-9903-54f5-a855-1240691d7659', value: 'd2:fb:49:24:37:18' },
  { type: 'mutex', id: 'mutex--f93fe911-e545-5239-b9b0-597840d0c871', name: '__CLEANSWEEP__' },
  { type: 'directory', id: 'directory--0a58d0c1-59e6-5afd-8252-dcd3f13e5622', path: String.raw`C:\Windows\System32` },
  { type: 'autonomous-system', id: 'autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff', number: 15139 },
  { type: 'domain-name', id: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7', value: 'example.com' },
  { type: 'email-addr', id: 'email-addr--7165e2a9-671f-585d-b1e1-ca59c671d934', value: 'john@example.com' },
  {
    type: 'file',
    id: 'file--66772174-3442-5e0d-b577-4bd7be55fb87',
    name: 'picture.jpg',
    hashes: { 'SHA-256': '4bac27393bdd9777ce02453256c5577cd02275510b2227f473d03f533924f877' },
    extensions: {
      'raster-image-ext': { exif_tags: { Make: 'Nikon', Model: 'D7000', XResolution: 4928, YResolution: 3264 } },
    },
  },
  {
    type: 'windows-registry-key',
    id: 'windows-registry-key--f6a11ddf-fa2b-54c8-97ab-e7f28413095a',
    key: String.raw`hkey_local_machine\system\bar\foo`,
    values: [
      { name: 'Foo', data: 'qwerty', data_type: 'REG_SZ' },
      { name: 'Bar', data: '42', data_type: 'REG_DWORD' },
    ],
  },
  // The standard prints these with the ids that its errata gave the addresses, and left the ids made of the old ones.
  {
    type: 'network-traffic',
    id: 'network-traffic--6e0cb830-0305-57d4-8536-7be874d42005',
    src_ref: 'ipv4-addr--4d22aae0-2bf9-5427-8819-e4f6abf20a53',
    dst_ref: 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd',
    protocols: ['tcp'],
  },
  {
    type: 'network-traffic',
    id: 'network-traffic--59d8852c-0c68-5e0c-8ae2-f3c46bd7b1df',
    src_ref: 'ipv4-addr--4d22aae0-2bf9-5427-8819-e4f6abf20a53',
    src_port: 223,
    protocols: ['ip', 'tcp'],
    extensions: {
      'socket-ext': { is_listening: true, address_family: 'AF_INET', socket_type: 'SOCK_STREAM' },
    },
  },
  {
    type: 'x509-certificate',
    id: 'x509-certificate--bf86f034-2390-54d7-8426-d08433db3fbe',
    serial_number: '36:f7:d4:32:f4:ab:70:ea:d3:ce:98:6e:ea:99:93:49:32:0a:b7:06',
  },
]

test.each(derived)('STIX 3.4 the id of the standard’s own example is derived: %j', (object) => {
  expect(saidOf(object)).toEqual([])
  const other = {
    ...object,
    id: String(Reflect.get(object, 'id')).replace(/.$/u, (last) => (last === '0' ? '1' : '0')),
  }
  expect(saidOf(other)).toEqual(['identifier-derived $.id'])
})

test('STIX 2.9 an observable with nothing to derive its id from has a random one', () => {
  const process = { type: 'process', pid: 1 }
  expect(saidOf({ ...process, id: `process--${uuid}` })).toEqual([])
  expect(saidOf({ ...process, id: 'process--c78cb6e5-0c4b-5611-8297-d1b8b55e40b5' })).toEqual([
    'identifier-random $.id',
  ])
})

test('STIX 3.6 a versioned observable leaves the namespace', () => {
  const address = { type: 'ipv4-addr', id: 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4', value: '198.51.100.3' }
  expect(saidOf({ ...address, created: at, modified: at })).toEqual(['identifier-namespace $.id'])
})

test('STIX 3.6 what one document shows of versions', () => {
  const later = { ...tool, modified: '2024-05-07T07:08:09.123Z' }
  expect(saidOf(bundleOf(tool, later))).toEqual([])
  expect(saidOf(bundleOf(tool, tool))).toEqual([])
  expect(saidOf(bundleOf(tool, { ...tool, name: 'Stork' }))).toEqual(['version-conflict $.objects[1].modified'])
  expect(saidOf(bundleOf({ ...tool, revoked: true }, later))).toEqual(['version-revoked $.objects[1].modified'])
  expect(saidOf(bundleOf(tool, { ...later, created_by_ref: `identity--${uuid.replace('c', 'd')}` }))).toEqual([
    'version-creator $.objects[1].created_by_ref',
  ])
  expect(saidOf(bundleOf(tool, { ...later, created: '2024-05-06T07:08:09.124Z' }))).toEqual([
    'version-created $.objects[1].created',
  ])
  expect(saidOf(bundleOf(tool, { ...head('malware'), is_family: false }))).toEqual([
    'identifier-shared $.objects[1].id',
  ])
})

test('STIX 7.2.1 TLP 1 has four markings and no other', () => {
  const red = {
    type: 'marking-definition',
    spec_version: '2.1',
    id: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
    created: '2017-01-20T00:00:00.000Z',
    definition_type: 'tlp',
    name: 'TLP:RED',
    definition: { tlp: 'red' },
  }
  expect(saidOf(red)).toEqual([])
  expect(saidOf({ ...red, id: `marking-definition--${uuid}` })).toEqual(['marking-tlp $'])
  expect(saidOf({ ...red, definition: { tlp: 'green' } })).toEqual(['marking-tlp $'])
  expect(saidOf({ ...red, object_marking_refs: [red.id] })).toEqual(['marking-circular $.object_marking_refs[0]'])
})

test('STIX 7.1 a translation has the shape of what it translates, where both are there', () => {
  const target = { ...tool, aliases: ['Bird', 'Crane'] }
  const translation = (contents: object, more: object = {}) => ({
    ...head('language-content'),
    id: `language-content--${uuid.replace('c', 'd')}`,
    object_ref: target.id,
    object_modified: at,
    contents,
    ...more,
  })
  const place = '$.objects[1].contents.ru'
  const saidWith = (contents: object, more: object = {}) => saidOf(bundleOf(target, translation(contents, more)))
  expect(saidWith({ ru: { name: 'Цапля', aliases: ['Птица', ''], other: 1 } })).toEqual([])
  expect(saidWith({ ru: { aliases: ['Птица'] } })).toEqual([`translation-shape ${place}.aliases`])
  expect(saidWith({ ru: { name: ['Цапля'] } })).toEqual([`translation-shape ${place}.name`])
  expect(saidWith({ ru: { name: 'Цапля' } }, { object_modified: '2024-05-06T07:08:10.123Z' })).toEqual([
    'translation-version $.objects[1].object_modified',
  ])
  expect(saidWith({ 'not a language': { name: 'x' } })).toEqual([
    "language-code $.objects[1].contents['not a language']",
  ])
})

test('STIX 3.1 a name that stands twice is found, at any depth', () => {
  const doubled = JSON.stringify(bundleOf(tool)).replace('"name"', '"name":"x","name"')
  expect(saidOf(doubled)).toEqual(['member-repeated $.objects[0]'])
  const within = JSON.stringify({ ...tool, x_a: { b: 1 } }).replace('"b"', '"b":2,"b"')
  expect(saidOf(within)).toEqual(['member-repeated $', 'custom-property $.x_a'])
})

test('STIX names that mean something to this language are names like others', () => {
  const written = JSON.stringify(tool).replace('"name"', '"__proto__":{"name":1},"constructor":1,"name"')
  expect(saidOf(written)).toEqual(['property-name $.__proto__', 'custom-property $.constructor'])
})

test('STIX 8 a bundle has an id, and objects if it has the list', () => {
  expect(saidOf({ type: 'bundle', objects: [tool] })).toEqual(['property-missing $'])
  expect(saidOf({ type: 'bundle', id: `bundle--${uuid}` })).toEqual([])
  expect(saidOf({ ...bundleOf(), spec_version: '2.0' })).toEqual([
    'value-empty $.objects',
    'bundle-version $.spec_version',
  ])
})

test('STIX everything is counted, and so many findings are told, errors first', () => {
  const bad = { ...tool, name: 1, tool_types: ['hammer'] }
  const verdict = verdictOn(bundleOf(...Array.from({ length: 1500 }, () => bad)))
  expect(verdict).toMatchObject({ objects: 1500, errors: 1500, warnings: 1500 })
  expect(verdict.findings).toHaveLength(1000)
  expect(verdict.findings.every(({ severity }) => severity === 'error')).toBe(true)
})

test('STIX 9 the pattern of an indicator is read, where it is one of STIX', () => {
  const indicator = {
    ...head('indicator'),
    pattern_type: 'stix',
    valid_from: at,
    pattern: "[ipv4-addr:value = '198.51.100.3']",
  }
  expect(saidOf(indicator)).toEqual([])
  expect(saidOf({ ...indicator, pattern: '[ipv4-addr:value =' })).toEqual(['pattern-invalid $.pattern'])
  expect(saidOf({ ...indicator, pattern: 'rule a { }', pattern_type: 'yara' })).toEqual([])
  expect(saidOf({ ...indicator, valid_until: at })).toEqual(['timestamp-order $.valid_until'])
})

test('STIX what is no document is refused with its place', () => {
  expect(validate(encodeUtf8('{"type":"bundle","objects":[{]}'))).toMatchObject({ code: 'stix-not-json' })
})

test.each(['en', 'ru', 'zh'])('SG-30 every finding has its sentence in %s, and there is no other', (language) => {
  const written = readFileSync(new URL(`../../../../locales/${language}/findings.json`, import.meta.url), 'utf8')
  const sentences: unknown = JSON.parse(written)
  expect(Object.keys(Object(sentences)).toSorted()).toEqual(Object.keys(findingCodes).toSorted())
})

test('STIX 2.9 of several hashes the first of the order makes the id, whatever is added beside it', () => {
  const sha256 = 'a'.repeat(64)
  const idOf = (hashes: object): string => `file--${derivedUuid({ hashes })}`
  const ofMd5 = idOf({ MD5: 'd41d8cd98f00b204e9800998ecf8427e' })
  const both = { MD5: 'd41d8cd98f00b204e9800998ecf8427e', 'SHA-256': sha256 }
  expect(saidOf({ type: 'file', id: ofMd5, hashes: both })).toEqual([])
  expect(saidOf({ type: 'file', id: idOf({ 'SHA-256': sha256 }), hashes: both })).toEqual(['identifier-derived $.id'])
  expect(saidOf({ type: 'file', id: idOf({ 'SHA-256': sha256 }), hashes: { 'SHA-256': sha256 } })).toEqual([])
})

test('STIX 2.3 and 2.13: keys of dictionaries are spelled as the standard wants, and a container holds something', () => {
  const observed = { ...head('observed-data'), first_observed: at, last_observed: at, number_observed: 1 }
  expect(saidOf({ ...observed, objects: {} })).toContain('value-empty $.objects')
  const process = { type: 'process', id: `process--${uuid}`, environment_variables: { 'two words': 'x' } }
  expect(saidOf(process)).toEqual(["dictionary-key $.environment_variables['two words']"])
})

test('STIX 3.3 and 3.7: references may lead to what is not here, to observables too; a relation that nobody suggests is a note', () => {
  const from = { ...head('relationship'), source_ref: tool.id, target_ref: `malware--${uuid.replace('c', 'd')}` }
  expect(saidOf({ ...from, relationship_type: 'delivers' })).toEqual([])
  expect(saidOf({ ...from, relationship_type: 'admires' })).toEqual(['relationship-unlisted $.relationship_type'])
  const address = 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd'
  expect(saidOf({ ...from, relationship_type: 'related-to', target_ref: address })).toEqual([])
})
