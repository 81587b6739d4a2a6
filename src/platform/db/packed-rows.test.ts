import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { packRows, setPacked, unpackRows } from './packed-rows.ts'
import { bool, bytes, int, json, nullable, table, text, texts, type Row } from './table.ts'

const things = table(
  'test.thing',
  'books',
  {
    id: text(),
    size: int(),
    is: bool(),
    raw: bytes(),
    words: texts(),
    facts: nullable(json()),
    note: nullable(text()),
  },
  ['id'],
)

const word = fc.string({ unit: 'grapheme', maxLength: 80 }).map((value) => value.replaceAll('\0', '').toWellFormed())
const thing: fc.Arbitrary<Row<typeof things>> = fc.record({
  id: word,
  size: fc.maxSafeInteger(),
  is: fc.boolean(),
  raw: fc.uint8Array({ maxLength: 50 }),
  words: fc.array(word, { maxLength: 5 }),
  facts: fc.option(fc.record({ a: word, b: fc.integer() })),
  note: fc.option(word),
})

test('packed rows are the rows', () => {
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 20 }), (rows) => {
      const packed = packRows(things, rows)
      expect(packed.count).toBe(rows.length)
      expect(unpackRows(things, packed)).toEqual(rows)
    }),
  )
})

test('one column of packed rows is set in all of them, and nothing else is touched', () => {
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 20 }), fc.maxSafeInteger(), (rows, size) => {
      const packed = packRows(things, rows)
      setPacked(things, packed, ['size', size])
      expect(unpackRows(things, packed)).toEqual(rows.map((row) => ({ ...row, size })))
    }),
  )
  expect(() => setPacked(things, packRows(things, []), ['id', 1])).toThrow(Fault)
})

test('packed rows larger than a part are whole', () => {
  const rows = [1, 2, 3].map((size) => {
    return {
      id: `${size}`,
      size,
      is: true,
      raw: new Uint8Array(700_000).fill(size),
      words: [],
      facts: null,
      note: null,
    }
  })
  expect(packRows(things, rows).parts).toHaveLength(3)
  expect(unpackRows(things, packRows(things, rows))).toEqual(rows)
})
