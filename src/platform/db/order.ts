import type { Cell } from './table.ts'

/** Order of texts under COLLATE "C": by code point, which UTF-16 is not beyond U+D7FF. */
export function compareText(one: string, other: string): number {
  const shared = Math.min(one.length, other.length)
  for (let at = 0; at < shared; at++) {
    const a = one.charCodeAt(at)
    const b = other.charCodeAt(at)
    if (a !== b) return rank(a) - rank(b)
  }
  return one.length - other.length
}

/** Surrogates stand for code points above U+FFFF and so sort after U+E000 to U+FFFF. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  return Buffer.compare(one, other)
}

/** Ascending order of two cells of one column, as PostgreSQL has it: null after everything. */
export function compareCells(one: Cell, other: Cell): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other)
  if (one instanceof Uint8Array && other instanceof Uint8Array) return compareBytes(one, other)
  if (Array.isArray(one) && Array.isArray(other)) return compareLists(one, other)
  return Number(one) - Number(other)
}

function compareLists(one: readonly string[], other: readonly string[]): number {
  for (const [at, text] of one.entries()) {
    const opposite = other[at]
    if (opposite === undefined) return 1
    const order = compareText(text, opposite)
    if (order !== 0) return order
  }
  return one.length - other.length
}
