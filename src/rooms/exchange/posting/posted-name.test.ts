import { readFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { toHex } from '#kernel/bytes.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import { testDatabase } from '../../../../test/suites/postgres.ts'
import { bytesOf, postedDigits, postedName, postedObject } from './posted-name.ts'
import { posted } from './tables.ts'

const moment = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date('2999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.stringMatching(/^[0-9]{0,9}$/u),
  )
  .map(
    ([date, fraction]) =>
      timestampKey(`${date.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`) ?? '',
  )
const content = fc.stringMatching(/^[0-9a-f]{32}$/u).map((digest) => `=${digest}`)
const version = fc.oneof(moment, content)
const id = fc.constantFrom('malware--1', 'malware--2')

test('versions that were posted have one name each, all those of an object in its range and no other', () => {
  fc.assert(
    fc.property(id, version, id, version, (oneId, oneVersion, otherId, otherVersion) => {
      const one = postedDigits('c', { id: oneId, version: oneVersion })
      const other = postedDigits('c', { id: otherId, version: otherVersion })
      expect(one === other).toBe(oneId === otherId && oneVersion === otherVersion)
      const { gte, lt } = postedObject('c', oneId)
      expect(toHex(gte) <= other && other < toHex(lt)).toBe(oneId === otherId)
      expect(toHex(postedName('c', { id: oneId, version: oneVersion }))).toBe(one)
    }),
  )
})

test('an upgrade gives what was posted before the names that are looked for', async () => {
  await using database = await testDatabase([])
  const client = new Client(clientConfig(database.address))
  await client.connect()
  await client.query('CREATE SCHEMA exchange; CREATE TABLE exchange.posted (name text, digest text, post bigint)')
  const versions = ['2020-01-02T03:04:05', '2020-01-02T03:04:05.1', '2020-01-02T03:04:05.12', `=${'0a'.repeat(16)}`]
  const object = toHex(postedObject('c', 'malware--1').gte)
  for (const [at, each] of versions.entries())
    await client.query('INSERT INTO exchange.posted VALUES ($1, $2, $3)', [`${object}${each}`, 'b0'.repeat(16), at])
  await client.query(await readFile(new URL('../sql/016-posted-keys.sql', import.meta.url), 'utf8'))
  await client.end()
  for (const [at, each] of versions.entries()) {
    const name = postedName('c', { id: 'malware--1', version: each })
    const row = await database.store.find(posted, { name })
    expect(row && { ...row, digest: toHex(row.digest) }).toMatchObject({ digest: 'b0'.repeat(16), post: at })
  }
  const all = await database.store.select(posted, { where: { name: postedObject('c', 'malware--1') } })
  expect(all).toHaveLength(versions.length)
  expect(await database.store.find(posted, { name: bytesOf(object) })).toBeUndefined()
})
