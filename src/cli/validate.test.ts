import { expect, test } from 'vitest'
import { english, setUp } from './testing/desk-setup.ts'

const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const at = '2024-05-06T07:08:09.123Z'
const tool = { type: 'tool', spec_version: '2.1', id: `tool--${uuid}`, created: at, modified: at, name: 'Heron' }
const bundleOf = (...objects: readonly object[]) => JSON.stringify({ type: 'bundle', id: `bundle--${uuid}`, objects })

test('C18 a document is validated without a node: 0 if it is right, 5 if it is not, 1 if it is not there', async () => {
  const { type, file, nodes } = await setUp()
  await file('right.json', bundleOf(tool))
  await file('wrong.json', bundleOf({ ...tool, aliases: [], tool_types: ['hammer'] }))
  const asked = nodes.asked.length
  const right = await type(['validate', 'right.json', ...english])
  expect(right).toMatchObject({ exit: 0, out: '✓ 1 object: 0 errors, 0 warnings, 0 notes\n' })
  const wrong = await type(['validate', 'wrong.json', ...english])
  expect(wrong.exit).toBe(5)
  expect(wrong.out).toContain('error  $.objects[0].aliases  An empty list must not stand here')
  expect(wrong.out).toContain('✗ 1 object: 1 error, 1 warning, 0 notes')
  expect((await type(['validate', 'none.json'])).exit).toBe(1)
  expect((await type(['validate'])).exit).toBe(2)
  expect(nodes.asked.length).toBe(asked)
})

test('C18 with --json the whole verdict is one value, in the reader’s language', async () => {
  const { type } = await setUp()
  const given = { stdin: bundleOf({ ...tool, aliases: null }) }
  const { exit, out } = await type(['validate', '-', '--json', '--lang', 'ru'], given)
  expect(exit).toBe(5)
  expect(JSON.parse(out)).toMatchObject({
    objects: 1,
    errors: 1,
    findings: [{ code: 'value-null', path: '$.objects[0].aliases', sentence: 'В STIX нет null: опустите свойство.' }],
  })
})

test('C18 what is no document is told with its place, and exits 5', async () => {
  const { type, file } = await setUp()
  await file('bad.json', '{"type":"bundle",')
  const { exit, err } = await type(['validate', 'bad.json', ...english])
  expect(exit).toBe(5)
  expect(err).toContain('breaks off at line 1, column 18')
})
