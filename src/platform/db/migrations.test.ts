import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/suites/postgres.ts'
import { migrate, planMigrations } from './migrations.ts'
import type { SchemaSource } from './migrations.ts'
import { int, nullable, table, text } from './table.ts'

function sourceOf(files: Readonly<Record<string, string>>): SchemaSource & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-sql-'))
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql)
  return {
    schema: 'room',
    directory: pathToFileURL(`${folder}/`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

const first = { '001-one.sql': 'CREATE TABLE room.one (id bigint PRIMARY KEY)' }
const second = { ...first, '002-two.sql': 'ALTER TABLE room.one ADD COLUMN name text COLLATE "C"' }

test('migrations go forward, once each, and the plan says which', async () => {
  await using database = await testDatabase([])
  using old = sourceOf(first)
  using fresh = sourceOf(second)
  const names = async (source: SchemaSource): Promise<readonly string[]> =>
    (await planMigrations(database.address, [source])).pending.map(({ name }) => name)
  expect(await names(fresh)).toEqual(['001-one.sql', '002-two.sql'])
  await migrate(database.address, [old])
  expect(await names(fresh)).toEqual(['002-two.sql'])
  await migrate(database.address, [fresh])
  const again = await migrate(database.address, [fresh])
  expect(again.pending).toEqual([])
  expect(again.applied).toHaveLength(2)
  const one = table('room.one', 'books', { id: int(), name: nullable(text()) }, ['id'])
  expect(await database.store.differencesFrom([one])).toEqual([])
})

test('several processes may migrate at once', async () => {
  await using database = await testDatabase([])
  using source = sourceOf(second)
  const plans = await Promise.all([1, 2, 3].map(() => migrate(database.address, [source])))
  expect(plans.map(({ pending }) => pending.length).toSorted((one, other) => one - other)).toEqual([0, 0, 2])
})

test('a database of a newer version is refused by name', async () => {
  await using database = await testDatabase([])
  using old = sourceOf(first)
  using fresh = sourceOf(second)
  await migrate(database.address, [fresh])
  for (const asked of [migrate, planMigrations]) {
    await expect(asked(database.address, [old])).rejects.toMatchObject({
      code: 'schema-newer',
      params: { schema: 'room', name: '002-two.sql' },
    })
  }
})

test('a file that was edited after it was applied is refused', async () => {
  await using database = await testDatabase([])
  using source = sourceOf(first)
  using edited = sourceOf({ '001-one.sql': `${first['001-one.sql']} -- edited` })
  await migrate(database.address, [source])
  await expect(migrate(database.address, [edited])).rejects.toMatchObject({ code: 'migration-changed' })
})

test('a file that fails leaves nothing of itself, and those before it', async () => {
  await using database = await testDatabase([])
  using broken = sourceOf({ ...first, '002-two.sql': 'CREATE TABLE room.two (id bigint PRIMARY KEY); SELECT 1/0' })
  await expect(migrate(database.address, [broken])).rejects.toMatchObject({ code: 'migration-failed' })
  const two = table('room.two', 'books', { id: int() }, ['id'])
  expect(await database.store.differencesFrom([two])).toEqual(['room.two does not exist'])
  using mended = sourceOf({ ...first, '002-two.sql': 'CREATE TABLE room.two (id bigint PRIMARY KEY)' })
  await migrate(database.address, [mended])
  expect(await database.store.differencesFrom([two])).toEqual([])
})

test('a gap in the numbers or a name out of shape is refused', async () => {
  await using database = await testDatabase([])
  for (const name of ['002-two.sql', '1-one.sql', '001_one.sql', '001-One.sql']) {
    using source = sourceOf({ [name]: 'SELECT 1' })
    await expect(migrate(database.address, [source]), name).rejects.toMatchObject({ code: 'migration-name' })
  }
})

test('a table that differs from its description is told apart in every respect', async () => {
  await using database = await testDatabase([])
  using source = sourceOf({
    '001-one.sql': `CREATE TABLE room.one (a text, b integer NOT NULL, c bigint, extra text COLLATE "C", PRIMARY KEY (a))`,
  })
  await migrate(database.address, [source])
  const one = table('room.one', 'books', { a: text(), b: int(), c: int(), d: int() }, ['a', 'b'])
  expect(await database.store.differencesFrom([one])).toEqual([
    'room.one.extra is not described',
    'room.one has the key (a), not (a, b)',
    'room.one.a has the collation default, not C',
    'room.one.b is integer, not bigint',
    'room.one.c may be null',
    'room.one.d does not exist',
  ])
})
