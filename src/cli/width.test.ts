import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderTable } from './table.ts'
import { cellsOf, clipped, harmless, padded, wrapped } from './width.ts'

const text = fc.string({ unit: fc.constantFrom('a', 'я', '上', '，', 'é', '🙂', ' ') })
const paint = { tone: (_tone: unknown, shown: string) => shown, columns: undefined, isPlain: false }

test('L1 a padded text takes exactly the cells asked for, whatever the script', () => {
  fc.assert(
    fc.property(text, fc.nat(40), (word, cells) => cellsOf(padded(word, cells)) === Math.max(cells, cellsOf(word))),
  )
})

test('L1 a clipped text never takes more cells than there are', () => {
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 40 }), (word, cells) => cellsOf(clipped(word, cells)) <= cells))
})

test('L1 wide characters take two cells, combining marks and colours none', () => {
  expect(['上合', 'e\u0301', '\u001b[31mred\u001b[39m', 'Ё'].map(cellsOf)).toEqual([4, 1, 3, 1])
})

test('L1 the columns of a table begin in one place in every line', () => {
  const cell = text.map((word) => `${word.trim()}x`)
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const marked = rows.map(([one, other]) => [one, `|${other}`])
      const starts = renderTable([{ title: 'A' }, { title: '|B' }], marked, paint).map((line) =>
        cellsOf(line.slice(0, line.indexOf('|'))),
      )
      return new Set(starts).size === 1
    }),
  )
})

test('L2 a title cannot steer the terminal or turn the text around', () => {
  expect(harmless('a\u001b[2Jb\u202ec\r\nd')).toBe('a\\u{1b}[2Jb\\u{202e}c\\u{d}\\u{a}d')
  const [line] = renderTable([{ title: '' }], [['x\u009b31m\u2066y']], paint)
  expect(line).toBe('x\\u{9b}31m\\u{2066}y')
})

test('L3 a column that is empty everywhere is left out, spare ones where the line is too narrow', () => {
  const columns = [{ title: 'A' }, { title: 'EMPTY' }, { title: 'SPARE', spare: true }, { title: 'T', fill: true }]
  const rows = [['a', '', 'x'.repeat(30), 'y'.repeat(40)]]
  expect(renderTable(columns, rows, { ...paint, columns: 50 })[0]).toBe('A  T')
  expect(renderTable(columns, rows, { ...paint, columns: 120 })[0]?.split(/ +/u)).toEqual(['A', 'SPARE', 'T'])
  expect(renderTable(columns, rows, { ...paint, isPlain: true })[0]?.split('\t')).toHaveLength(4)
})

test('L4 text is broken at spaces and between Chinese characters, never wider than the line', () => {
  expect(wrapped('один два три', 8)).toEqual(['один два', 'три'])
  for (const line of wrapped('签名之前先检查每一方是否有权接收。只要有一方被拒绝，就不会签署任何内容', 20)) {
    expect(cellsOf(line)).toBeLessThanOrEqual(22)
  }
})
