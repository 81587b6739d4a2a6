import { queryObjects } from 'node:v8'
import { expect, test } from 'vitest'
import { ScannedMembers } from '#protocol/stix/members.ts'
import { keepKinds } from './kept.ts'

test('one of every kind that comes up in reading a document stays when the document is gone, though only for a moment it is used', () => {
  keepKinds()
  expect(queryObjects(ScannedMembers, { format: 'count' })).toBeGreaterThan(0)
})
