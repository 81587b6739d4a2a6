import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { KnownHeads } from './known-heads.ts'

test('V a head is opened once for each journal that it is shown as, and as long as it is asked for no more often than others', () => {
  const heads = new KnownHeads(2)
  const opened: string[] = []
  const ask = (author: string, note: string) =>
    heads.of(author as Party, note, () => {
      opened.push(`${author} ${note}`)
      return author === 'alt'
        ? { head: { origin: note, size: 1, root: new Uint8Array(32), extensions: [] }, cosigned: [] }
        : undefined
    })
  expect(ask('alt', 'one')?.head.origin).toBe('one')
  expect([ask('bor', 'one'), ask('bor', 'one')]).toEqual([undefined, undefined])
  expect(ask('alt', 'one')?.head.origin).toBe('one')
  expect(opened).toEqual(['alt one', 'bor one'])
  expect(ask('alt', 'two')?.head.origin).toBe('two')
  expect(ask('alt', 'one')?.head.origin).toBe('one')
  expect(opened).toEqual(['alt one', 'bor one', 'alt two'])
  expect(ask('bor', 'one')).toBeUndefined()
  expect(opened).toHaveLength(4)
})
