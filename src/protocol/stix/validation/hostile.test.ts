import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { validate, Validating, validation } from './document.ts'
import { samples } from './testing/samples.ts'
import { processorMs } from '../../../../test/suites/processor-time.ts'

const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const at = '2024-05-06T07:08:09.123Z'
const tool = { type: 'tool', spec_version: '2.1', id: `tool--${uuid}`, created: at, modified: at, name: 'Heron' }
const bundleOf = (...objects: readonly unknown[]) => ({ type: 'bundle', id: `bundle--${uuid}`, objects })

const many = (count: number, of: (place: number) => unknown): readonly unknown[] =>
  Array.from({ length: count }, (_, place) => of(place))
const named = (count: number, name: string, value: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`${name}${place}`, value]))

/** Objects made to cost much. */
const costly: readonly (readonly [string, object])[] = [
  ['empty lists', { x_a: many(1_000_000, () => []) }],
  ['nulls', { aliases: many(400_000, () => null) }],
  ['names', named(40_000, 'x_k', 1)],
  [
    'names and extensions',
    { ...named(20_000, 'x_k', 1), extensions: named(20_000, 'x-', { extension_type: 'new-sdo' }) },
  ],
  ['hashes', { external_references: [{ source_name: 'x', url: 'x:', hashes: named(100_000, 'h', 'x') }] }],
  ['selectors', { granular_markings: [{ lang: 'ru', selectors: many(300_000, () => 'name.a.b') }] }],
  ['parts of a selector', { granular_markings: [{ lang: 'ru', selectors: [`a${'.b'.repeat(2_000_000)}`] }] }],
  ['parts of a language', { lang: `aa${'-aaaaa'.repeat(600_000)}` }],
  ['characters of an address', { external_references: [{ source_name: 'x', url: `x:${'%'.repeat(4_000_000)}` }] }],
  ['parts of an id', { created_by_ref: 'a-'.repeat(2_000_000) }],
]

test.each(costly)('STIX an object of very many %s is judged in short pieces', (_, more) => {
  const work = validation(encodeUtf8(JSON.stringify(bundleOf({ ...tool, ...more }))))
  let longest = 0
  for (let from = processorMs(), isDone = false; !isDone; from = processorMs()) {
    isDone = work.next().done === true
    longest = Math.max(longest, processorMs() - from)
  }
  // By itself none takes 200 ms; beside other tests a processor does less in the same time.
  expect(longest).toBeLessThan(400)
})

/** What a path of a finding leads to. */
function valueAt(document: unknown, path: string): unknown {
  const steps = path.slice(1).match(/\['(?:[^'\\]|\\.)*'\]|\[\d+\]|\.[^.[]+/gu) ?? []
  return steps.reduce<unknown>((value, step) => {
    const name = step.startsWith('.') ? step.slice(1) : step.replaceAll(/^\['?|'?\]$/gu, '').replaceAll(/\\(.)/gu, '$1')
    return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  }, document)
}

const member = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...new Set([...samples.values()].flatMap((sample) => Object.keys(sample)))) },
  fc.constantFrom('__proto__', 'constructor', "it's", 'a\\b', 'x_a', ''),
)
const anything = fc.jsonValue({ maxDepth: 3 })
const whole = fc
  .tuple(fc.constantFrom(...samples.values()), fc.array(fc.tuple(member, anything), { maxLength: 3 }))
  .map(([sample, more]): object => Object.fromEntries([...Object.entries(sample), ...more]))

test('STIX whatever stands in a document, each finding has a path to what is there', () => {
  fc.assert(
    fc.property(fc.array(whole, { maxLength: 3 }), (objects) => {
      const document: unknown = JSON.parse(JSON.stringify(bundleOf(...objects)))
      const verdict = validate(encodeUtf8(JSON.stringify(document)))
      if (isRefusal(verdict)) throw new Error(verdict.code)
      for (const { path } of verdict.findings) expect([path, valueAt(document, path)]).not.toEqual([path, undefined])
      const { errors, warnings, notes } = verdict
      expect(verdict.findings).toHaveLength(errors + warnings + notes)
    }),
    { numRuns: 1000 },
  )
})

test('STIX any byte changed, or the end cut off: a verdict or a refusal, never a crash', () => {
  const written = encodeUtf8(JSON.stringify(bundleOf(...samples.values())))
  fc.assert(
    fc.property(fc.nat(written.length - 1), fc.nat(255), fc.boolean(), (place, byte, isCut) => {
      const verdict = validate(isCut ? written.subarray(0, place) : written.with(place, byte))
      expect(isRefusal(verdict) || verdict.objects > 0).toBe(true)
    }),
    { numRuns: 300 },
  )
})

/** The verdict on a document that comes in pieces, in room for more than it. */
function inPieces(bytes: Uint8Array, ends: readonly number[]): unknown {
  const room = new Uint8Array(bytes.length + 100)
  const validating = new Validating(room)
  for (const end of [...ends.toSorted((one, other) => one - other), bytes.length]) {
    room.set(bytes.subarray(0, end))
    const refusal = ended(validating.take(end))
    if (refusal !== undefined) return refusal
  }
  return ended(validating.finish())
}

function ended<Result>(work: Generator<number, Result, void>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

test('STIX a document is judged while it comes: in whatever pieces, right or damaged, the verdict is that on the whole', () => {
  const written = encodeUtf8(JSON.stringify(bundleOf(...samples.values(), tool, { ...tool, revoked: true }), null, 1))
  const place = fc.nat(written.length - 1)
  fc.assert(
    fc.property(fc.array(place, { maxLength: 5 }), fc.option(fc.tuple(place, fc.nat(255))), (ends, damage) => {
      const bytes = damage === null ? written : written.with(...damage)
      expect(inPieces(bytes, ends)).toEqual(validate(bytes))
    }),
    { numRuns: 200 },
  )
})
