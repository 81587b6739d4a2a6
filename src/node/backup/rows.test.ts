import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { fill, item, items } from '../../../test/suites/items.ts'
import { readRows, rowMembers } from './rows.ts'

const full = item(1, {
  name: 'жэ 汉 𐍈 "\\\t\n',
  isOpen: true,
  content: Uint8Array.from([0, 1, 127, 128, 255]),
  tags: ['', 'a"b', 'null'],
  extra: { b: [1, 'ж', null, true, -1.5e-7], a: { deep: 'x' } },
})

async function membersOf(rows: readonly (typeof full)[]) {
  await using store = new SimulatedDatabase().connect()
  await fill(store, rows)
  return await Array.fromAsync(rowMembers(store, items))
}

test('B10 rows of every type come back from a backup as they were', async () => {
  const rows = [full, item(2), item(Number.MAX_SAFE_INTEGER)]
  const [member, ...others] = await membersOf(rows)
  expect(others).toEqual([])
  expect(member?.rows).toBe(3)
  expect(readRows(items, member?.content ?? new Uint8Array(0))).toEqual(rows)
})

test('B10 many rows lie in several members, in order', async () => {
  const rows = Array.from({ length: 300 }, (_, place) => item(place, { content: new Uint8Array(9000).fill(place) }))
  const members = await membersOf(rows)
  expect(members.length).toBeGreaterThan(2)
  expect(members.flatMap(({ content }) => readRows(items, content) ?? [])).toEqual(rows)
})

test.each([
  '',
  '[]\n',
  '{"shelf":"a"}\n',
  '["a",1,null,false,null,[],null]',
  '["a",1,null,false,null,[],null,1]\n',
  '["a",1.5,null,false,null,[],null]\n',
  '["a",1,null,false,"not base64!",[],null]\n',
  '["a",1,null,false,null,[],null]\n\n',
  '[null,1,null,false,null,[],null]\n',
])('B10 what is no member of rows is none: %j', (text) => {
  expect(readRows(items, encodeUtf8(text))).toBeUndefined()
})
