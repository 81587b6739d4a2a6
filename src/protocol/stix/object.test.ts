import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readObject, searchTextOf, type StixObject } from './object.ts'
import { splitStix } from './split.ts'

const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const times = { created: '2020-01-02T03:04:05.000Z', modified: '2021-01-02T03:04:05.100Z' }

function read(text: string) {
  const split = splitStix(encodeUtf8(`{"type":"bundle","objects":[${text}]}`))
  if (isRefusal(split) || split.objects[0] === undefined) throw new Error('not split')
  return readObject(split.objects[0])
}

function factsOf(object: Record<string, unknown>): StixObject {
  const result = read(JSON.stringify(object))
  if (isRefusal(result)) throw new Error(`${result.code}: ${result.rule}`)
  return result
}

function codeOf(object: Record<string, unknown> | string): string | undefined {
  const result = read(typeof object === 'string' ? object : JSON.stringify(object))
  return isRefusal(result) ? result.code : undefined
}

const malware = { type: 'malware', spec_version: '2.1', id: `malware--${uuid}`, ...times, is_family: true }

test('STIX 3.2 what is known of an object is what it says', () => {
  const facts = factsOf({
    ...malware,
    name: 'Дождь',
    description: 'threat',
    aliases: ['Rain'],
    lang: 'ru',
    revoked: true,
    created_by_ref: `identity--${uuid}`,
    external_references: [{ source_name: 'cve', external_id: 'CVE-2021-44228' }, { source_name: 'x' }],
    object_marking_refs: [`marking-definition--${uuid}`],
  })
  expect(facts).toMatchObject({
    id: malware.id,
    type: 'malware',
    modified: times.modified,
    versionKey: '2021-01-02T03:04:05.1',
    name: 'Дождь',
    description: 'threat',
    aliases: ['Rain'],
    externalIds: ['CVE-2021-44228'],
    lang: 'ru',
    isRevoked: true,
    createdBy: `identity--${uuid}`,
    refs: [`identity--${uuid}`, `marking-definition--${uuid}`],
  })
})

test('STIX 7.2.1.4 markings of both versions of TLP are known by one name', () => {
  const marked = (...ids: readonly string[]) =>
    factsOf({ ...malware, object_marking_refs: ids.map((id) => `marking-definition--${id}`) }).tlp
  expect(marked('613f2e26-407d-48c7-9eca-b8e91df99dc9', '94868c89-83c2-464b-929b-a1a8aa3c8487')).toEqual(['clear'])
  expect(marked(uuid, '939a9414-2ddd-4d32-a0cd-375ea402b003')).toEqual(['amber+strict'])
  expect(marked(uuid)).toEqual([])
  expect(factsOf(malware).tlp).toEqual([])
  expect(factsOf({ ...malware, object_marking_refs: 'red' }).tlp).toEqual([])
})

test('STIX 7.1 a language-content object gives its contents in all languages, and names what it translates', () => {
  const translation = {
    type: 'language-content',
    spec_version: '2.1',
    id: `language-content--${uuid}`,
    ...times,
    object_ref: malware.id,
    contents: {
      ru: { name: 'Дождь', description: 'Угроза', aliases: ['Ливень', ''], goals: ['шпионаж'] },
      zh: { name: '雨', x: { deep: ['威胁', 5, null] } },
      none: 'text',
    },
  }
  const facts = factsOf(translation)
  const text = {
    name: 'Дождь',
    aliases: ['雨', 'Ливень'],
    description: 'Угроза\nшпионаж\n威胁',
    translated: malware.id,
  }
  expect(facts).toMatchObject(text)
  expect(searchTextOf(facts.slice.raw)).toMatchObject(text)
  expect(factsOf({ ...translation, contents: ['a'], object_ref: 5 })).toMatchObject({ name: '', translated: '' })
  expect(factsOf(malware).translated).toBe('')
})

test('STIX 6 observables are known by their values and hashes', () => {
  const file = { type: 'file', id: `file--${uuid}`, name: 'a.exe', hashes: { 'SHA-256': 'ab12' } }
  expect(factsOf(file)).toMatchObject({ name: 'a.exe', values: ['a.exe', 'ab12'], modified: '', versionKey: '' })
  const pattern = "[domain-name:value = 'a.example' OR file:name = 'it\\'s']"
  const indicator = { ...malware, type: 'indicator', id: `indicator--${uuid}`, pattern }
  expect(factsOf(indicator)).toMatchObject({ name: pattern, values: ['a.example', "it's"] })
})

test.each([
  ['stix-object-type', { ...malware, type: 'Malware' }],
  ['stix-object-type', { ...malware, type: undefined }],
  ['stix-object-type', { type: 'bundle', id: `bundle--${uuid}` }],
  ['stix-object-id', { ...malware, id: `tool--${uuid}` }],
  ['stix-object-id', { ...malware, id: `malware--${uuid.toUpperCase()}` }],
  ['stix-object-id', { ...malware, id: 'malware--1' }],
  ['stix-object-version', { ...malware, spec_version: '2.0' }],
  ['stix-object-version', { ...malware, spec_version: undefined }],
  ['stix-object-version', { ...malware, spec_version: 2.1 }],
  ['stix-object-timestamp', { ...malware, modified: undefined }],
  ['stix-object-timestamp', { ...malware, created: '2020-02-30T00:00:00Z' }],
  ['stix-object-timestamp', { ...malware, modified: '2020-01-01T00:00:00+00:00' }],
])('STIX 3.2 %s: %j', (code, object) => {
  expect(codeOf(object)).toBe(code)
})

test('STIX a member that stands twice is refused at any depth', () => {
  const text = JSON.stringify(malware)
  expect(codeOf(text)).toBeUndefined()
  expect(codeOf(text.replace('{', '{"name":"a","n\\u0061me":"b",'))).toBe('stix-duplicate-member')
  expect(codeOf(text.replace('{', '{"x":[{"a":{"b":1,"b":1}}],'))).toBe('stix-duplicate-member')
})

test('STIX a member called __proto__ is a member like others', () => {
  const text = JSON.stringify(malware).replace('{', '{"__proto__":{"revoked":true,"name":"x"},')
  const facts = read(text)
  expect(facts).toMatchObject({ isRevoked: false, name: '' })
})

test('STIX texts that no database holds are made whole, the bytes stay', () => {
  expect(factsOf({ ...malware, name: 'a\0b\ud800' }).name).toBe('a\ufffdb\ufffd')
})

test('STIX reading any JSON object never throws and never takes long', () => {
  const member = fc.constantFrom(
    'type',
    'id',
    'created',
    'modified',
    'objects',
    'hashes',
    'aliases',
    'identity_class',
    'pattern',
    'x',
  )
  const object = fc.dictionary(member, fc.oneof(fc.jsonValue(), fc.constantFrom('identity', 'observed-data', '2.1')))
  fc.assert(
    fc.property(object, (value) => {
      const result = read(JSON.stringify(value))
      expect(isRefusal(result) || result.id.startsWith(`${result.type}--`)).toBe(true)
    }),
  )
})
