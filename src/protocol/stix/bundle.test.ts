import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { readStix, StixReading, type StixDocument } from './bundle.ts'
import { Splitter, stixLimits } from './split.ts'
import { processorMs } from '../../../test/suites/processor-time.ts'

const file = new URL('../../../../shared/data/stix/attack-ics-8.2.json', import.meta.url)
const hasFile = existsSync(file)
const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'

/** As it comes: room for all of it, filled piece by piece. */
function readInPieces(bytes: Uint8Array, ends: readonly number[]): StixDocument | Refusal {
  const room = new Uint8Array(bytes.length)
  const reading = new StixReading(room)
  let there = 0
  for (const end of [...ends, bytes.length]) {
    room.set(bytes.subarray(there, end), there)
    there = end
    reading.take(there)
  }
  return reading.finish()
}

function factsOf(document: StixDocument | Refusal) {
  if (isRefusal(document)) return document
  const objects = document.objects.map(({ id, name, refs, slice: { from, to, members } }) => [
    id,
    name,
    refs,
    from,
    to,
    members,
  ])
  const refused = document.refused.map(({ refusal, slice: { from, to } }) => [refusal, from, to])
  return { objects, refused, findings: document.findings }
}

const endsIn = (bytes: Uint8Array) =>
  fc.array(fc.nat(bytes.length), { maxLength: 8 }).map((ends) => ends.toSorted((one, other) => one - other))

const texts = [
  `{"type":"bundle","id":"bundle--${uuid}","objects":[{"type":"tool","spec_version":"2.1","id":"tool--${uuid}","created":"2020-01-02T03:04:05Z","modified":"2020-01-02T03:04:05Z","name":"Д\\u0416 x"} , {"a":[1,-2.5e3,true,null]}],"x_count": 12 }\n`,
  `\ufeff{"more":false,"objects":[]}`,
  `{"type":"x-list","id":"x-list--${uuid}","objects":[{"type":"tool"}]}`,
  ' [1, 2] ',
  '12',
  '"abc"',
  '{"type":"bundle","objects":[{"a":"b"}',
]

test('STIX a document that is read while it comes says what it says when it is there', () => {
  const written = fc.constantFrom(...texts).map(encodeUtf8)
  const changed = fc.tuple(written, fc.nat(400), fc.nat(255), fc.boolean()).map(([bytes, at, byte, isChanged]) => {
    return isChanged && at < bytes.length ? bytes.with(at, byte) : bytes
  })
  const cut = changed.chain((bytes) => fc.tuple(fc.constant(bytes), endsIn(bytes)))
  fc.assert(
    fc.property(cut, ([bytes, ends]) => {
      expect(factsOf(readInPieces(bytes, ends))).toEqual(factsOf(readStix(bytes)))
    }),
    { numRuns: 3000 },
  )
})

test('STIX every single place where a document can be cut', () => {
  for (const bytes of texts.map(encodeUtf8)) {
    const whole = factsOf(readStix(bytes))
    for (let end = 0; end < bytes.length; end += 1)
      expect([end, factsOf(readInPieces(bytes, [end]))]).toEqual([end, whole])
  }
})

/** What is long: names, texts with escapes and without, numbers, white space, very many members. */
const long = [
  `{"type":"bundle","objects":[{"${'a'.repeat(40_000)}":1,"${'b'.repeat(900)}":"${'c'.repeat(40_000)}"}]}`,
  `{"type":"bundle","objects":[{"a":"${String.raw`\"\u0416Ж`.repeat(9000)}","Ж":${'1'.repeat(500)}}]}`,
  `{"type":"bundle","objects":[{"a":${' '.repeat(40_000)}[${'1,'.repeat(20_000)}1]}]}`,
  `{"type":"bundle","objects":[{${Array.from({ length: 9000 }, (_, at) => `"k${at}":{}`).join()},"k1":1}]}`,
  `{"type":"bundle","objects":[${'{"a":{"b":[]}},'.repeat(5000)}{}],"${'d'.repeat(40_000)}":[[[]]]}`,
]

test('STIX what is long is the same in pieces', () => {
  const steps = fc.array(fc.nat(150_000), { maxLength: 40 }).map((ends) => ends.toSorted((one, other) => one - other))
  fc.assert(
    fc.property(fc.constantFrom(...long.map(encodeUtf8)), steps, fc.nat(150_000), (bytes, ends, cut) => {
      const given = cut < bytes.length / 2 ? bytes.subarray(0, cut) : bytes
      const within = ends.filter((end) => end < given.length)
      expect(factsOf(readInPieces(given, within))).toEqual(factsOf(readStix(given)))
    }),
    { numRuns: 100 },
  )
})

test('STIX an object that comes in very many pieces is looked at once', () => {
  const names = Array.from({ length: 200_000 }, (_, at) => `"k${at}":1`).join()
  for (const object of [`{${names}}`, `{"a":"${'x'.repeat(2_700_000)}"}`, `{"a":[${'"",'.repeat(900_000)}1]}`]) {
    const bytes = encodeUtf8(`{"type":"bundle","objects":[${object}]}`)
    const splitter = new Splitter(bytes, stixLimits)
    const from = processorMs()
    for (let there = 0; there < bytes.length; there += 1024) splitter.take(there)
    splitter.take(bytes.length)
    expect(isRefusal(splitter.finish())).toBe(false)
    // Looked at anew with each of the 2,700 pieces it takes half a minute.
    expect(processorMs() - from).toBeLessThan(2000)
  }
})

test.skipIf(!hasFile)('STIX a real bundle in pieces (no shared data)', () => {
  const bytes = new Uint8Array(readFileSync(file))
  const ends = Array.from({ length: Math.floor(bytes.length / 65_536) }, (_, at) => (at + 1) * 65_536)
  expect(factsOf(readInPieces(bytes, ends))).toEqual(factsOf(readStix(bytes)))
})

test('STIX one object by itself is read, and a name that stands in it twice is found at any depth', () => {
  const object = `{"type":"tool","spec_version":"2.1","id":"tool--${uuid}","created":"2020-01-02T03:04:05Z","modified":"2020-01-02T03:04:05Z","x":{"a":1}}`
  expect(readStix(encodeUtf8(object))).toMatchObject({ objects: [{ id: `tool--${uuid}` }], refused: [] })
  const doubled = readStix(encodeUtf8(object.replace('"a":1', '"a":1,"a":2')))
  expect(doubled).toMatchObject({ objects: [], refused: [{ refusal: { code: 'stix-duplicate-member' } }] })
})
