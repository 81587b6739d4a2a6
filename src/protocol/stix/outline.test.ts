import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { outlineOf } from './members.ts'
import { splitStix } from './split.ts'
import { validate } from './validation/document.ts'

const id = 'tool--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const times = { created: '2020-01-02T03:04:05.000Z', modified: '2020-01-02T03:04:05.120Z' }
const told = { type: 'tool', spec_version: '2.1', id, ...times }

const leftOut = (name: string, value: unknown): boolean =>
  (name === 'description' || name.startsWith('x_')) && typeof value === 'string'

const name = fc.constantFrom('name', 'description', 'x_', 'x_context', 'X_a', 'xx', 'content', 'labels', 'a"b', 'імʼя')
const text = fc
  .tuple(fc.string({ unit: 'binary' }), fc.nat(120), fc.constantFrom('a', 'я', '攻', '\u0000', '"', '\\', '\u{1f600}'))
  .map(([begin, count, letter]) => `${begin}${letter.repeat(count)}`)
const value = fc.oneof(text, fc.array(text, { maxLength: 2 }), fc.constant(null), fc.record({ description: text }))
const object = fc.dictionary(name, value, { maxKeys: 6 }).map((more) => ({ ...told, ...more }))

test('STIX an outline is the object without the long texts of which no rule says anything', () => {
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 3 }), (objects) => {
      const split = splitStix(encodeUtf8(JSON.stringify({ objects })))
      if (isRefusal(split)) throw new Error(split.code)
      for (const slice of split.objects) {
        const outline = outlineOf(slice)
        if (outline === undefined) continue
        const parsed = JSON.parse(new TextDecoder().decode(slice.raw)) as Record<string, unknown>
        expect(Object.keys(outline)).toEqual(Object.keys(parsed))
        for (const [member, written] of Object.entries(parsed)) {
          const isShort = !leftOut(member, written) || encodeUtf8(JSON.stringify(written)).length < 64
          const whole = JSON.parse(JSON.stringify(written), wholeText) as unknown
          if (isShort) expect([member, outline[member]]).toEqual([member, whole])
          else expect([member, outline[member]]).toEqual([member, ''])
        }
      }
    }),
    { numRuns: 500 },
  )
})

const wholeText = (_: string, one: unknown): unknown =>
  typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '\ufffd') : one

test('STIX the verdict of an object is the same however long its descriptions are', () => {
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 3 }), (many) => {
      // Each under an id of its own: two versions of one object that differ in a text alone would be a finding, and equal ones none.
      const objects = many.map((one, at) => ({ ...one, id: id.replace(/^tool--c/u, `tool--${at}`) }))
      const short = objects.map((one) =>
        Object.fromEntries(
          Object.entries(one).map(([member, written]) => [member, leftOut(member, written) ? 'a' : written]),
        ),
      )
      const verdictOf = (of: readonly object[]) => validate(encodeUtf8(JSON.stringify({ objects: of })))
      expect(verdictOf(objects)).toEqual(verdictOf(short))
    }),
    { numRuns: 500 },
  )
})
