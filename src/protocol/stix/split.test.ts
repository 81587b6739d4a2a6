import { existsSync, readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, encodeUtf8, equalBytes } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { readStix } from './bundle.ts'
import { splitStix, stixLimits, type Split } from './split.ts'

const sharedData = new URL('../../../../shared/data/stix/', import.meta.url)
const files = existsSync(sharedData) ? readdirSync(sharedData) : []

function split(text: string): Split | Refusal {
  return splitStix(encodeUtf8(text))
}

function rawsOf(result: Split | Refusal): readonly string[] {
  if (isRefusal(result)) throw new Error(`${result.code} ${JSON.stringify(result.params)}`)
  return result.objects.map(({ raw }) => new TextDecoder().decode(raw))
}

function refusalOf(result: Split | Refusal): { code: string; offset: unknown; line: unknown; column: unknown } {
  if (!isRefusal(result)) throw new Error('was split')
  const { offset, line, column } = result.params
  return { code: result.code, offset, line, column }
}

interface Vectors {
  readonly split: readonly { readonly name: string; readonly text: string; readonly objects: readonly string[] }[]
  readonly refused: readonly {
    readonly name: string
    readonly text: string
    readonly code: string
    readonly offset: number
  }[]
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../../vectors/stix/split.json', import.meta.url), 'utf8'))

test.each(vectors.split.map((vector) => [vector.name, vector] as const))('STIX 8 split: %s', (_, { text, objects }) => {
  expect(rawsOf(split(text))).toEqual(objects)
})

test.each(vectors.refused.map((vector) => [vector.name, vector] as const))(
  'STIX 8 refused: %s',
  (_, { text, code, offset }) => {
    expect(refusalOf(split(text))).toMatchObject({ code, offset })
  },
)

test('STIX 8 what is odd and harmless is noted', () => {
  expect(split('\ufeff{"type":"bundle","spec_version":"2.1"}')).toMatchObject({
    findings: ['byte-order-mark', 'no-objects', 'bundle-spec-version'],
  })
  expect(refusalOf(split(' \ufeff{"type":"bundle"}')).code).toBe('stix-not-json')
})

test('STIX a refusal names line and column in characters', () => {
  expect(refusalOf(split('{"type":"bundle",\n "objects":["угроза", ]}'))).toMatchObject({ line: 2, column: 13 })
  expect(refusalOf(split('{"type":"bundle",\n "x":"угроза" 威胁}'))).toMatchObject({ line: 2, column: 15 })
})

test('STIX text that is not UTF-8 is refused at its first bad byte', () => {
  const bad = [[0xff], [0xc0, 0xaf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x28]]
  for (const bytes of bad) {
    const text = concat(encodeUtf8('{"type":"'), Uint8Array.from(bytes), encodeUtf8('"}'))
    expect(refusalOf(splitStix(text))).toMatchObject({ code: 'stix-not-utf8', offset: 9 })
  }
})

test('STIX nesting is bounded however deep it goes', () => {
  const nested = (depth: number) => `{"type":"bundle","objects":[${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}]}`
  expect(rawsOf(split(nested(64)))).toHaveLength(1)
  expect(refusalOf(split(nested(65))).code).toBe('stix-too-deep')
  expect(refusalOf(split(nested(10_000))).code).toBe('stix-too-deep')
  expect(refusalOf(split('['.repeat(10_000))).code).toBe('stix-too-deep')
})

test('STIX one object is bounded, so is a string anywhere', () => {
  const long = encodeUtf8('x'.repeat(stixLimits.objectBytes))
  const bundle = concat(encodeUtf8('{"type":"bundle","objects":[{"a":"'), long, encodeUtf8('"}]}'))
  expect(refusalOf(splitStix(bundle)).code).toBe('stix-object-too-large')
  expect(refusalOf(splitStix(concat(encodeUtf8('{"x":"'), long, encodeUtf8('"}')))).code).toBe('stix-object-too-large')
  expect(refusalOf(splitStix(concat(encodeUtf8('{"'), long, encodeUtf8('":1}')))).code).toBe('stix-object-too-large')
})

test('STIX the number of objects is bounded', () => {
  const two = encodeUtf8('{"type":"bundle","objects":[{},{}]}')
  expect(isRefusal(splitStix(two, { ...stixLimits, objects: 2 }))).toBe(false)
  expect(refusalOf(splitStix(two, { ...stixLimits, objects: 1 })).code).toBe('stix-too-many-objects')
})

const spaced = fc.stringMatching(/^[ \n\r\t]{0,3}$/u)
const anyObject = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }))
  .map((value) => JSON.stringify(value))

test('STIX whatever the objects and the white space are, slices are their bytes', () => {
  fc.assert(
    fc.property(fc.array(anyObject, { maxLength: 5 }), spaced, fc.boolean(), (objects, space, typeFirst) => {
      const type = `${space}"type"${space}:${space}"bundle"${space}`
      const list = `${space}"objects":${space}[${objects.map((raw) => space + raw + space).join(',')}]${space}`
      const text = `${space}{${typeFirst ? `${type},${list}` : `${list},${type}`}}${space}`
      expect(rawsOf(split(text))).toEqual(objects)
    }),
  )
})

test('STIX nothing that JSON.parse refuses is split, and nothing it reads is called malformed', () => {
  const seed = encodeUtf8(`{"type":"bundle","objects":[{"a":[1,-2.5e3,true,null,"б\\u0416\\n"],"b":{}}]}`)
  const mutation = fc.record({ at: fc.nat(seed.length - 1), byte: fc.nat(255), cut: fc.boolean() })
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      let bytes = seed.slice()
      for (const { at, byte, cut } of mutations) {
        if (cut) bytes = bytes.slice(0, at)
        else if (at < bytes.length) bytes[at] = byte
      }
      const result = splitStix(bytes)
      const malformed = ['stix-not-json', 'stix-truncated', 'stix-not-utf8']
      if (isJson(bytes)) expect(isRefusal(result) && malformed.includes(result.code)).toBe(false)
      else expect(isRefusal(result)).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return true
  } catch {
    return false
  }
}

const counts: Readonly<Record<string, number>> = {
  'attack-enterprise-18.1.json': 24_771,
  'attack-ics-12.1.json': 1205,
  'attack-ics-16.1.json': 1871,
  'attack-ics-18.1.json': 1826,
  'attack-ics-8.2.json': 683,
  'attack-mobile-12.1.json': 1705,
  'attack-mobile-14.1.json': 2187,
  'capec-2.1.json': 2683,
  'pegasus.json': 3099,
}

test.skipIf(files.length === 0)('STIX real bundles are read whole, nothing refused (no shared data)', () => {
  for (const file of files) {
    const bytes = new Uint8Array(readFileSync(new URL(file, sharedData)))
    const document = readStix(bytes)
    if (isRefusal(document)) throw new Error(`${file}: ${document.code}`)
    expect([file, document.objects.length, document.refused.length]).toEqual([file, counts[file], 0])
    const slices = document.objects.map(({ slice }) => slice)
    const gaps = slices.map(({ from }, index) => bytes.subarray(index === 0 ? 0 : slices[index - 1]?.to, from))
    const parts = slices.flatMap(({ raw }, index) => [gaps[index] ?? raw, raw])
    expect(equalBytes(concat(...parts, bytes.subarray(slices.at(-1)?.to)), bytes)).toBe(true)
    expect(gaps.slice(1).every((gap) => /^\s*,\s*$/u.test(new TextDecoder().decode(gap)))).toBe(true)
  }
})
