import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { memberNames } from './fields.ts'
import { readObject, type StixObject } from './object.ts'
import { Slice, splitStix } from './split.ts'

const sharedData = new URL('../../../../shared/data/stix/', import.meta.url)
const files = existsSync(sharedData) ? readdirSync(sharedData) : []
const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'

function slicesOf(bytes: Uint8Array): readonly Slice[] {
  const split = splitStix(bytes)
  if (isRefusal(split)) throw new Error(split.code)
  return split.objects
}

/** Everything that is known of an object. */
function factsOf(object: StixObject | Refusal) {
  if (isRefusal(object)) return object
  const { id, type, modified, versionKey, name, description, aliases, externalIds, values, tlp } = object
  const { digest, bytes, lang, isRevoked, createdBy, refs } = object
  const text = { name, description, aliases, externalIds, values, tlp }
  return { id, type, modified, versionKey, ...text, digest, bytes, lang, isRevoked, createdBy, refs }
}

/** The same object as parsing the whole of it tells. */
const parsedWhole = ({ document, from, to, members }: Slice): Slice => new Slice(document, { from, to, members })

function expectAlike(bytes: Uint8Array): void {
  for (const slice of slicesOf(bytes))
    expect(factsOf(readObject(slice))).toEqual(factsOf(readObject(parsedWhole(slice))))
}

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...memberNames) },
  { weight: 2, arbitrary: fc.constantFrom('object_ref', 'sample_refs', '_ref', '_refs', 'ref', 'x_refs', '__proto__') },
  fc.string({ unit: 'grapheme' }),
)
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '2.1', 'tool', `tool--${uuid}`, '2020-01-02T03:04:05.120Z', "[a:b = 'it\\'s']", 'a\0b\ud800'),
)
const marks = fc.constantFrom(
  'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
  'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
)
const value = fc.oneof(text, fc.array(text), fc.array(marks), fc.jsonValue({ maxDepth: 3 }))
const told = { type: 'tool', spec_version: '2.1', id: `tool--${uuid}` }
const times = { created: '2020-01-02T03:04:05Z', modified: '2020-01-02T03:04:05.120Z' }

test('STIX what scanning says of an object is what parsing it says', () => {
  const members = fc.array(fc.tuple(name, value), { maxLength: 12 })
  const whole = fc.tuple(members, fc.boolean()).map(([more, isTold]) => {
    const all = [...(isTold ? Object.entries({ ...told, ...times }) : []), ...more]
    return `{${all.map(([member, content]) => `${JSON.stringify(member)}:${JSON.stringify(content)}`).join(' ,')}}`
  })
  fc.assert(
    fc.property(fc.array(whole, { minLength: 1, maxLength: 3 }), (objects) => {
      expectAlike(encodeUtf8(`{"type":"bundle","objects":[ ${objects.join(',')}]}`))
    }),
    { numRuns: 1000 },
  )
})

const usual = {
  ...told,
  created: '2020-01-02T03:04:05.000Z',
  modified: '2021-12-28T23:59:59.120Z',
}
const nearly: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { id: `tool--${uuid.toUpperCase()}` },
  { id: `tooh--${uuid}` },
  { id: `tool-x${uuid}` },
  { id: `tool--${uuid}0` },
  { id: `tool--${uuid.replace('-', '0')}` },
  { id: `tool--${uuid.replace(/.$/u, 'g')}` },
  { type: 'tools', id: `tools--${uuid}` },
  { type: 'x-thing', id: `x-thing--${uuid}` },
  { spec_version: '2.0' },
  { spec_version: '2.10' },
  { spec_version: 2.1 },
  { created: '2020-13-02T03:04:05.000Z' },
  { created: '2020-00-02T03:04:05.000Z' },
  { created: '2020-02-29T03:04:05.000Z' },
  { created: '2021-02-29T03:04:05.000Z' },
  { created: '2020-01-00T03:04:05.000Z' },
  { modified: '2020-01-02T24:04:05.000Z' },
  { modified: '2020-01-02T03:60:05.000Z' },
  { modified: '2020-01-02T03:04:60.000Z' },
  { modified: '2020-01-02 03:04:05.000Z' },
  { modified: '2020-01-02T03:04:05.00aZ' },
  { modified: '2020-01-02T03:04:05.000z' },
  { modified: '2020-01-02T03:04:05.0000Z' },
  { modified: ['2020-01-02T03:04:05.000Z'] },
]

test.each(nearly)('STIX the usual form is known by its bytes, and nothing passes for it: %j', (change) => {
  expectAlike(encodeUtf8(`{"objects":[${JSON.stringify({ ...usual, ...change })}]}`))
})

test('STIX any byte changed in the usual form is judged as parsing judges it', () => {
  const written = encodeUtf8(JSON.stringify(usual))
  fc.assert(
    fc.property(fc.nat(written.length - 1), fc.integer({ min: 0x20, max: 0x7e }), (at, byte) => {
      const changed = new TextDecoder().decode(written.with(at, byte))
      const split = splitStix(encodeUtf8(`{"objects":[${changed}]}`))
      if (isRefusal(split)) return
      for (const slice of split.objects)
        expect(factsOf(readObject(slice))).toEqual(factsOf(readObject(parsedWhole(slice))))
    }),
    { numRuns: 2000 },
  )
})

test('STIX an object with more names than are compared is read all the same, and a repeated one is found', () => {
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`x_${at}`, at]))
  const object = JSON.stringify({ ...told, ...times, ...many, name: 'the last' })
  const read = (written: string) => factsOf(readObject(slicesOf(encodeUtf8(`{"objects":[${written}]}`))[0]!))
  expect(read(object)).toMatchObject({ name: 'the last' })
  expect(read(object.replace('{', '{"x_150":1,'))).toMatchObject({ code: 'stix-duplicate-member' })
})

test('STIX every member that is looked at is found by its name', () => {
  for (const member of memberNames) {
    const written = JSON.stringify({ [member]: member === 'id' ? 'x' : 'y' })
    const [slice] = slicesOf(encodeUtf8(`{"objects":[${written}]}`))
    const { table, start, end } = slice!.fields!
    expect([member, table.find(member, start, end)]).toEqual([member, start + 1])
  }
})

test.skipIf(files.length === 0)('STIX real bundles say the same scanned and parsed (no shared data)', () => {
  for (const file of files.filter((each) => !each.includes('enterprise'))) {
    expectAlike(new Uint8Array(readFileSync(new URL(file, sharedData))))
  }
})
