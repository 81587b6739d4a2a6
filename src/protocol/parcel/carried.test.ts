import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { readContents, writeContents, type CarriedContents } from './carried.ts'

const contents: CarriedContents = {
  format: 'tamga-carried/1',
  coalition: `act--${'0'.repeat(64)}` as ActId,
  from: 'alt' as Party,
  to: 'bor' as Party,
  created: '2026-11-21T18:05:00.000Z' as Instant,
  streams: [{ stream: 'main', after: 3, last: 9 }],
  members: [{ name: 'parcels/main/000001', bytes: 12, sha256: 'a'.repeat(64) }],
}

test('O9 contents are read as they were written', () => {
  expect(readContents(writeContents(contents))).toEqual(contents)
})

test.each([
  ['a format of another version', { format: 'tamga-carried/2' }],
  ['an unknown member', { more: 1 }],
  ['a file from a party to itself', { to: 'alt' }],
  ['no stream', { streams: [] }],
  ['a stretch that ends before it begins', { streams: [{ stream: 'main', after: 9, last: 3 }] }],
  ['a name of no stream', { streams: [{ stream: 'other', after: 0, last: 0 }] }],
  ['a digest of another length', { members: [{ name: 'x', bytes: 1, sha256: 'aa' }] }],
  ['a negative length', { members: [{ name: 'x', bytes: -1, sha256: 'a'.repeat(64) }] }],
  ['no instant', { created: 'yesterday' }],
])('O9 %s is refused', (_, more) => {
  const bytes = encodeUtf8(JSON.stringify({ ...contents, ...more }))
  expect(readContents(bytes)).toMatchObject({ kind: 'refusal', code: 'carried-malformed' })
})
