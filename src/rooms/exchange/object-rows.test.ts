import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { unpackRows } from '#platform/db/packed-rows.ts'
import type { Change } from '#platform/db/table.ts'
import { readStix, rememberStix, StixReading } from '#protocol/stix/bundle.ts'
import { objectRows, packAhead } from './object-rows.ts'

const times = '"created":"2020-01-02T03:04:05.000Z","modified":"2021-01-02T03:04:05.100Z"'
const objectOf = (at: number) =>
  `{"type":"tool","spec_version":"2.1","id":"tool--c78cb6e5-0c4b-4611-8297-${String(at).padStart(12, '0')}",${times},"name":"Клещи ${at}"}`
const bundleOf = (objects: readonly string[]) =>
  encodeUtf8(`{"type":"bundle","id":"bundle--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5","objects":[${objects.join(',')}]}`)
const rowsOf = (changes: readonly Change[]) =>
  changes.flatMap((change) =>
    change.do === 'pack' ? unpackRows(change.table, change.rows) : change.do === 'insert' ? [change.row] : [],
  )

function readInSteps(bytes: Uint8Array, steps: readonly number[], watch: (reading: StixReading) => void) {
  const reading = new StixReading(bytes)
  for (const step of steps.toSorted((one, other) => one - other)) {
    reading.take(Math.floor(step * bytes.length))
    watch(reading)
  }
  reading.take(bytes.length)
  const document = reading.finish()
  rememberStix(bytes, document)
  if (isRefusal(document)) throw new Error('refused')
  return document
}

test('rows packed while a document comes are those that are made when it is there, once', () => {
  const steps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
  fc.assert(
    fc.property(fc.nat(40), steps, fc.nat(2 ** 40), (count, at, arrival) => {
      const objects = Array.from({ length: count + 1 }, (_, each) => objectOf(each))
      const plain = bundleOf(objects)
      const whole = readStix(plain)
      if (isRefusal(whole)) throw new Error('refused')
      const expected = rowsOf(objectRows(plain, whole, arrival))
      expect(expected).toHaveLength(count + 1)
      const bytes = bundleOf(objects)
      const document = readInSteps(bytes, at, ({ found }) => packAhead(bytes, found))
      expect(rowsOf(objectRows(bytes, document, arrival))).toEqual(expected)
      expect(rowsOf(objectRows(bytes, document, arrival + 1))).toEqual(
        expected.map((row) => ({ ...row, arrival: arrival + 1 })),
      )
    }),
    { numRuns: 50 },
  )
})

test('rows that were packed of a list that is not the one that counts are not used', () => {
  const plain = bundleOf([objectOf(1), objectOf(2)])
  const other = readStix(bundleOf([objectOf(7)]))
  const [whole] = [readStix(plain)]
  if (isRefusal(other) || isRefusal(whole)) throw new Error('refused')
  packAhead(plain, other.objects)
  expect(rowsOf(objectRows(plain, whole, 3))).toEqual(rowsOf(objectRows(bundleOf([]), whole, 3)))
})
