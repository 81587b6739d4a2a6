import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8, fromHex } from './bytes.ts'
import { Fault } from './fault.ts'
import { parseStrictJson, writeStrictJson } from './strict-json.ts'
import type { Json } from './strict-json-reader.ts'

interface Case {
  readonly name: string
  readonly bytes?: string
  readonly canonicalBytes?: string
  readonly repeat?: string
  readonly times?: number
  readonly prefix?: string
  readonly suffix?: string
  readonly code?: string
  readonly at?: number
}

const file = new URL('../../vectors/strict-json/cases.json', import.meta.url)
const cases = JSON.parse(readFileSync(file, 'utf8')) as { accepted: Case[]; refused: Case[] }
const limits = { maxBytes: 262_144, maxDepth: 32 }
const bytesOf = (c: Case) =>
  c.bytes === undefined
    ? encodeUtf8(`${c.prefix ?? ''}${(c.repeat ?? '').repeat(c.times ?? 0)}${c.suffix ?? ''}`)
    : fromHex(c.bytes)!

const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed() && !value.includes('\0'))
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    text,
    fc.boolean(),
    fc.maxSafeInteger().map((value) => value + 0),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('value'), { maxKeys: 5, noNullPrototype: false }),
  ),
})).value

test.each(cases.accepted)('P2 strict JSON accepts $name', (given) => {
  const parsed = parseStrictJson(bytesOf(given), limits)
  if (parsed.kind !== 'json') throw new Error(`${parsed.code} at ${parsed.at}`)
  expect(writeStrictJson(parsed.value).toHex()).toBe(given.canonicalBytes)
})

test.each(cases.refused)('P2 strict JSON refuses $name', (given) => {
  expect(parseStrictJson(bytesOf(given), limits)).toEqual({ kind: 'finding', code: given.code, at: given.at })
})

test('P2 what is written is read back as it was', () => {
  fc.assert(
    fc.property(json, (value) => {
      const bytes = writeStrictJson(value)
      const parsed = parseStrictJson(bytes, { maxBytes: bytes.length, maxDepth: 16 })
      expect(parsed).toEqual({ kind: 'json', value })
      if (parsed.kind === 'json') expect(writeStrictJson(parsed.value)).toEqual(bytes)
    }),
  )
})

test('P2 whatever is accepted, JSON.parse reads the same', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
      const bytes = encodeUtf8(JSON.stringify(value, undefined, space))
      const parsed = parseStrictJson(bytes, { maxBytes: bytes.length, maxDepth: 16 })
      expect(parsed).toEqual({ kind: 'json', value: JSON.parse(JSON.stringify(value)) })
    }),
  )
})

test('P2 damaged bytes are refused or read as JSON.parse reads them, and never throw', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(json, damage, fc.nat(400), (value, changes, cut) => {
      const whole = writeStrictJson(value)
      for (const [at, byte] of changes) whole[at % whole.length] = byte
      const bytes = cut < whole.length ? whole.subarray(0, whole.length - cut) : whole
      const parsed = parseStrictJson(bytes, { maxBytes: 1 << 20, maxDepth: 16 })
      if (parsed.kind === 'json') expect(parsed.value).toEqual(JSON.parse(new TextDecoder().decode(bytes)))
      else expect(parsed.at).toBeLessThanOrEqual(bytes.length)
    }),
    { numRuns: 2000 },
  )
})

test('P2 arbitrary bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(['json', 'finding']).toContain(parseStrictJson(bytes, limits).kind)
    }),
  )
})

test('P2 depth is bounded even where a caller forgets to', () => {
  const bytes = encodeUtf8('['.repeat(1_000_000))
  const parsed = parseStrictJson(bytes, { maxBytes: bytes.length, maxDepth: Number.POSITIVE_INFINITY })
  expect(parsed).toEqual({ kind: 'finding', code: 'too-deep', at: 512 })
})

test('P2 a member named __proto__ changes no prototype', () => {
  const parsed = parseStrictJson(encodeUtf8('{"__proto__":{"polluted":true}}'), limits)
  if (parsed.kind !== 'json') throw new Error(parsed.code)
  expect(Object.getPrototypeOf(parsed.value)).toBe(null)
  expect(Object.keys(parsed.value)).toEqual(['__proto__'])
})

test('P2 what others write may hold null, which is as if nothing stood there, and any number', () => {
  const foreign = { ...limits, isForeign: true }
  const read = (text: string) => parseStrictJson(encodeUtf8(text), foreign)
  expect(read('{"a":null,"b":[null,1.5,-0.25e2],"c":{"d":null}}')).toEqual({
    kind: 'json',
    value: { b: [1.5, -25], c: {} },
  })
  expect(read('{"a":null,"a":1}')).toMatchObject({ code: 'duplicate-member', at: 10 })
  expect(read('null')).toMatchObject({ code: 'null' })
  for (const text of ['1.', '1e', '.5', '01.5', '-', 'nul', '1e999']) expect(read(text).kind).toBe('finding')
  expect(parseStrictJson(encodeUtf8('{"a":null}'), limits)).toMatchObject({ code: 'null' })
})

test.each([
  ['a fraction', 1.5],
  ['minus zero', -0],
  ['an integer above 2^53-1', 2 ** 53],
  ['null', null],
  ['an undefined member', { a: undefined }],
  ['a lone surrogate', '\ud800'],
  ['U+0000', 'a\0'],
  ['a Date', new Date(0)],
  ['bytes', new Uint8Array(1)],
])('P2 the writer throws on %s', (_, value) => {
  expect(() => writeStrictJson(value)).toThrow(Fault)
})
