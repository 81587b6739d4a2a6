import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { readNotes, writeNotes } from './note-list.ts'

test('P5 heads handed on between witnesses come out as they went in, whatever stands in them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 8 }), (notes) => {
      expect(readNotes(writeNotes(notes))).toEqual(notes)
    }),
  )
  expect(readNotes(writeNotes(['a\n=\n\n3\nxyz', '', '— é\n']))).toEqual(['a\n=\n\n3\nxyz', '', '— é\n'])
})

test('P5 a list that is cut off or malformed yields the notes before the fault, and no bytes make it throw', () => {
  const list = writeNotes(['one', 'two'])
  expect(readNotes(list.subarray(0, -1))).toEqual(['one'])
  expect(readNotes(encodeUtf8('3\none99\ntwo'))).toEqual(['one'])
  expect(readNotes(encodeUtf8('03\none'))).toEqual([])
  expect(readNotes(encodeUtf8('123456789\n'))).toEqual([])
  expect(readNotes(writeNotes(Array.from({ length: 300 }, String))).length).toBe(256)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readNotes(bytes).length <= 256))
})
