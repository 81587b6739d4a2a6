import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { cursors } from './cursor.ts'
import { pageOf } from './page.ts'

const random = new SeededRandom('cursor')
const own = cursors(random.bytes(32), random)
const use = { account: 'ana', query: 'kind=share' }

test('C18 a cursor comes back as it was written, for its account and its query only', () => {
  const position = fc.array(fc.oneof(fc.string(), fc.maxSafeInteger()), { maxLength: 5 })
  fc.assert(
    fc.property(position, fc.string(), fc.string(), (value, account, query) => {
      const text = own.write({ account, query }, value)
      expect(own.read({ account, query }, text)).toEqual(value)
      expect(own.read({ account: `${account}x`, query }, text)).toMatchObject({ code: 'cursor-invalid' })
      expect(own.read({ account, query: `x${query}` }, text)).toMatchObject({ code: 'cursor-invalid' })
      expect(cursors(random.bytes(32), random).read({ account, query }, text)).toMatchObject({ code: 'cursor-invalid' })
    }),
    { numRuns: 50 },
  )
})

test('C18 a cursor with any bit changed, cut or foreign is refused', () => {
  const bytes = fromBase64Url(own.write(use, [7, 'act--1'])) ?? new Uint8Array()
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
    expect(own.read(use, toBase64Url(changed))).toMatchObject({ kind: 'refusal', code: 'cursor-invalid' })
  }
  for (const text of ['', 'x', 'AAAA', toBase64Url(bytes.subarray(1)), 'A'.repeat(9999), '../..', '%00']) {
    expect(own.read(use, text)).toMatchObject({ code: 'cursor-invalid' })
  }
})

test('P1 the length of a cursor does not tell how great a number is', () => {
  expect(own.write(use, [1]).length).toBe(own.write(use, [9_000_000_000]).length)
})

test('C18 a page points on only if there is more', () => {
  expect(pageOf([1, 2, 3], 2, String)).toEqual({ items: [1, 2], next: '2' })
  expect(pageOf([1, 2], 2, String)).toEqual({ items: [1, 2] })
  expect(pageOf([], 2, String)).toEqual({ items: [] })
})
