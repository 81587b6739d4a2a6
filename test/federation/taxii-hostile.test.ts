import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import { attachments, disclosures } from '#platform/record/tables.ts'
import { addAccount, arrived, scene } from './scene.ts'
import { ask, heron, namesIn, root, shared, viper, type TaxiiAnswer } from './taxii-client.ts'

test('P7 what a tool took is counted as having left, and told to the author with the erasure', async () => {
  await using at = await scene()
  const act = await shared(at, at.alt, [viper, heron])
  await ask(at.bor, `${root}/all/manifest/`)
  await ask(at.bor, `${root}/all/objects/`)
  await ask(at.bor, `${root}/all/objects/${viper.id}/`)
  await at.federation.pass(arrived)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'an error' })
  await at.federation.pass(arrived)
  const { json } = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${act}`)
  expect(json.parties.bor).toMatchObject({ state: 'erased', exported: 2 })
})

test('TAXII 3.4: a malformed query is refused with 400 and says which parameter', async () => {
  await using at = await scene()
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=abc', 'limit'],
    ['limit=-1', 'limit'],
    ['added_after=yesterday', 'added_after'],
    ['added_after=2026-02-30T00:00:00Z', 'added_after'],
    ['added_after=2026-01-01T00:00:00Z&added_after=2026-01-01T00:00:00Z', 'added_after'],
    ['match[type]=tool&match[type]=malware', 'match[type]'],
    ['match[version]=all,last', 'match[version]'],
    ['match[version]=last,last', 'match[version]'],
    ['match[version]=newest', 'match[version]'],
    ['match[id]=', 'match[id]'],
  ]) {
    const answer = await ask(at.bor, `${root}/all/objects/?${query}`)
    expect([query, answer.status, (answer.json['details'] as { field?: string } | undefined)?.field]).toEqual([
      query,
      400,
      field,
    ])
  }
})

test('TAXII: nobody reads, counts or names what he was not sent, or what is above his clearance, and what was recalled is gone', async () => {
  await using at = await scene()
  const act = await shared(at, at.alt, [viper])
  for (const path of ['objects', 'manifest']) expect((await ask(at.cas, `${root}/all/${path}/`)).text).toBe('{}')
  expect((await ask(at.cas, `${root}/all/objects/${viper.id}/`)).status).toBe(404)
  await addAccount(at.bor, { name: 'low', role: 'taxii', clearance: 'open', categories: ['drones'] })
  const low = { authorization: `Bearer ${at.bor.tokens.get('low')}` }
  expect((await ask(at.bor, `${root}/all/objects/`, low)).text).toBe('{}')
  const hidden = await ask(at.bor, `${root}/category-network-security/`, low)
  const unknown = await ask(at.bor, `${root}/category-none/`, low)
  const withoutId = ({ status, json: { error_id: _, ...rest } }: TaxiiAnswer) => ({ status, rest })
  expect(withoutId(hidden)).toEqual(withoutId(unknown))
  expect(hidden.status).toBe(404)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'an error' })
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) {
    expect((await ask(house, `${root}/all/objects/?match[version]=all`)).text).toBe('{}')
    expect((await ask(house, `${root}/all/objects/${viper.id}/`)).status).toBe(404)
  }
})

test('C11 no text in a query is a fault', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper])
  for (const text of ['%00', 'a%00b', '%ED%A0%80', '%F0%9F%98%80', "'", '%25', '%5C', 'x'.repeat(5000)])
    for (const field of [
      'match[id]',
      'match[type]',
      'match[version]',
      'match[spec_version]',
      'added_after',
      'limit',
      'next',
      'y',
    ]) {
      const { status } = await ask(at.bor, `${root}/all/objects/?${field}=${text}`)
      expect([field, text.slice(0, 20), [200, 400].includes(status)]).toEqual([field, text.slice(0, 20), true])
    }
  for (const id of ['%00', '%ff', '..%2f', "'", 'x'.repeat(5000)])
    for (const path of [`${root}/${id}/objects/`, `${root}/all/objects/${id}/`])
      expect([path.slice(0, 60), (await ask(at.bor, path)).status]).toEqual([path.slice(0, 60), 404])
})

test('C11 a damaged file keeps nobody from the objects of others', async () => {
  await using at = await scene()
  const act = await shared(at, at.alt, [viper])
  await shared(at, at.alt, [heron])
  const store = at.bor.node!.house.store
  const [file] = await store.select(attachments, { where: { act: act as ActId } })
  const { blobs } = at.bor.node!.house
  const sealed = await blobs.read(file!.blob, 0, file!.sealed_bytes)
  await blobs.remove(file!.blob)
  await blobs.append(file!.blob, 0, sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1))
  expect(namesIn(await ask(at.bor, `${root}/all/objects/`))).toEqual(['Grey Heron'])
})

test('P7 that content left is durable before it leaves, and how often once the node has stopped', async () => {
  await using at = await scene()
  const act = (await shared(at, at.alt, [viper])) as ActId
  const timesAt = async () => {
    await using store = at.bor.database.connect()
    return (await store.find(disclosures, { act }))?.times
  }
  const asks = (count: number) => Promise.all(Array.from({ length: count }, () => ask(at.bor, `${root}/all/objects/`)))
  await asks(1)
  expect(await timesAt()).toBe(1)
  expect((await asks(5)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(await timesAt()).toBe(1)
  await at.bor.stop()
  expect(await timesAt()).toBe(6)
  await at.bor.start()
  await asks(2)
  expect(await timesAt()).toBe(6)
  await at.bor.stop()
  expect(await timesAt()).toBe(8)
})
