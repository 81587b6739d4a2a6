import { expect, test } from 'vitest'
import type { Cas, CasHead } from '#platform/journal/cas.ts'

/** A compare-and-swap store under test. `reopen` is what a restarted process sees. */
export interface OpenCas extends AsyncDisposable {
  readonly cas: Cas
  reopen(): Cas
}

const hash = (at: number): Uint8Array => new Uint8Array(32).fill(at)
const head = (size: number, at = size): CasHead => ({ size, root: hash(at), leaf: hash(at + 100) })

/** What every adapter of the Cas port must do. */
export function casSuite(name: string, open: () => OpenCas): void {
  const rule = (claim: string, body: (opened: OpenCas) => Promise<void>): void => {
    test(`${name}: ${claim}`, async () => {
      await using opened = open()
      await body(opened)
    })
  }

  rule('a swap takes effect only from the expected head', async ({ cas }) => {
    expect(cas.read('a')).toBeUndefined()
    expect(await cas.swap('a', head(1), head(2))).toBe(false)
    expect(await cas.swap('a', undefined, head(1))).toBe(true)
    expect(await cas.swap('a', undefined, head(2))).toBe(false)
    expect(await cas.swap('a', head(1, 9), head(2))).toBe(false)
    expect(await cas.swap('a', head(1), head(2))).toBe(true)
    expect(cas.read('a')).toEqual(head(2))
    expect(cas.read('b')).toBeUndefined()
  })

  rule('of two that expect the same head one wins', async ({ cas, reopen }) => {
    const other = reopen()
    expect(await Promise.all([cas.swap('a', undefined, head(1, 1)), other.swap('a', undefined, head(1, 2))])).toEqual([
      true,
      false,
    ])
    expect(other.read('a')).toEqual(head(1, 1))
  })

  rule('heads and leaves outlive the process', async ({ cas, reopen }) => {
    for (let size = 1; size <= 5; size += 1) await cas.swap('a', size === 1 ? undefined : head(size - 1), head(size))
    const next = reopen()
    expect(next.read('a')).toEqual(head(5))
    expect(next.leaves('a', 2)).toEqual([hash(103), hash(104), hash(105)])
    expect(next.leaves('a', 5)).toEqual([])
    next.settle('a', 4)
    expect([next.leaves('a', 3), next.leaves('a', 4)]).toEqual([[], [hash(105)]])
    expect(next.read('a')).toEqual(head(5))
  })

  rule('a stream is swapped only from the expected mark, and outlives the process', async ({ cas, reopen }) => {
    const mark = (number: number, digest = `${number}`) => ({ number, digest })
    expect(cas.mark('a')).toBeUndefined()
    expect(await cas.swapMark('a', mark(1), mark(2))).toBe(false)
    expect(await cas.swapMark('a', undefined, mark(1))).toBe(true)
    expect(await cas.swapMark('a', mark(1, 'other'), mark(2))).toBe(false)
    expect(await cas.swapMark('a', mark(1), mark(3))).toBe(true)
    expect(await cas.swapMark('a', mark(3), mark(2))).toBe(true)
    expect([reopen().mark('a'), reopen().mark('b')]).toEqual([mark(2), undefined])
    expect(await reopen().swapMark('a', mark(3), mark(4))).toBe(false)
  })
}
