import { expect, test } from 'vitest'
import { z } from 'zod'
import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { insert, remove } from '#platform/db/table.ts'
import { acts } from '#platform/record/tables.ts'
import { added as dates } from '#rooms/exchange/collections/tables.ts'
import { objects } from '#rooms/exchange/tables.ts'
import { addAccount, arrived, scene } from './scene.ts'
import type { House } from './federation.ts'
import { ask, heron, named, namesIn, otter, root, shared, taxii, viper } from './taxii-client.ts'
import { activeProfile, added, send } from './taxii-posting.ts'

test('TAXII 5.7: after a 200 the object is nowhere in the collection, at its addressees neither, and the rest stays', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  const path = `${root}/${collection}/objects`
  const answer = await send(at.alt, `${path}/${viper.id}/`, { method: 'DELETE' })
  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([200, '', taxii])
  expect((await ask(at.alt, `${path}/${viper.id}/`)).status).toBe(404)
  expect((await ask(at.alt, `${path}/${viper.id}/versions/`)).status).toBe(404)
  expect((await ask(at.alt, `${root}/${collection}/manifest/`)).json.objects?.map(({ id }) => id)).toEqual([heron.id])
  expect((await send(at.alt, `${path}/${viper.id}/`, { method: 'DELETE' })).status).toBe(404)
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.bor, `${root}/all/objects/`))).toEqual(['Grey Heron'])
  expect((await send(at.alt, `${path}/${heron.id}/`, { method: 'DELETE' })).status).toBe(200)
  await at.federation.pass(arrived)
  expect((await ask(at.bor, `${root}/all/objects/`)).text).toBe('{}')
  const acts = (await at.alt.ask('liaison', 'GET', '/api/v1/acts?state=live&kind=exchange.share/1')).json.items
  expect(acts).toEqual([])
})

test('TAXII 5.7: what a tool deleted it may add again', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  await send(at.alt, `${root}/${collection}/objects/${viper.id}/`, { method: 'DELETE' })
  expect(await added(at.alt, collection, viper, heron)).toMatchObject({ success_count: 2, failure_count: 0 })
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Grey Heron', 'Sand Viper'])
})

test('TAXII 5.7 and 3.4.1: one version goes, or the first, or the last, or all; of another version of STIX none', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const days = ['01', '02', '03', '04']
  const versions = days.map((day) => named('Sand Viper', '1', `2026-01-${day}T00:00:00.000Z`))
  for (const version of versions)
    await added(at.alt, collection, version, named('Other', `9${version.modified.slice(9, 10)}`))
  const path = `${root}/${collection}/objects/${viper.id}/`
  const left = async () => {
    const { json } = await ask(at.alt, `${path}versions/`)
    return (json['versions'] as readonly string[] | undefined)?.map((version) => version.slice(8, 10))
  }
  const drop = async (query: string) => (await send(at.alt, `${path}${query}`, { method: 'DELETE' })).status
  expect(await drop('?match[version]=2026-01-02T00:00:00Z')).toBe(200)
  expect(await left()).toEqual(['01', '03', '04'])
  expect(await drop('?match[version]=2026-01-02T00:00:00Z')).toBe(404)
  expect(await drop('?match[spec_version]=2.0')).toBe(404)
  expect(await drop('?match[version]=first')).toBe(200)
  expect(await left()).toEqual(['03', '04'])
  expect(await drop('?match[version]=last&match[spec_version]=2.0,2.1')).toBe(200)
  expect(await left()).toEqual(['03'])
  expect(await drop('?match[version]=all,first')).toBe(400)
  expect(await drop('')).toBe(200)
  expect((await ask(at.alt, path)).status).toBe(404)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toHaveLength(4)
})

test('TAXII 5.7: what does not stand in the collection of the profile, others’ objects above all, is not a tool’s to delete', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await shared(at, at.bor, [viper], { to: ['alt'] })
  await shared(at, at.alt, [otter])
  await added(at.alt, collection, heron)
  const drop = async (at_: string, id: string) =>
    (await send(at.alt, `${root}/${at_}/objects/${id}/`, { method: 'DELETE' })).status
  for (const { id } of [viper, otter]) expect(await drop(collection, id)).toBe(404)
  for (const alias of ['all', 'from-bor', 'category-network-security']) expect(await drop(alias, viper.id)).toBe(403)
  expect(await drop('none', viper.id)).toBe(404)
  expect(namesIn(await ask(at.alt, `${root}/all/objects/`)).toSorted()).toEqual([
    'Grey Heron',
    'River Otter',
    'Sand Viper',
  ])
})

test('TAXII 5.7: where two officers answered, they answer for what is left', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { level: 'confidential' })
  await added(at.alt, collection, viper, heron)
  const [draft] = (await at.alt.ask('liaison2', 'GET', '/api/v1/drafts')).json.items
  await at.alt.ask('liaison2', 'POST', `/api/v1/drafts/${draft?.draft}/approve`)
  expect((await send(at.alt, `${root}/${collection}/objects/${viper.id}/`, { method: 'DELETE' })).status).toBe(200)
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.bor, `${root}/all/objects/`))).toEqual(['Grey Heron'])
  const [act] = (await at.alt.ask('liaison', 'GET', '/api/v1/acts?state=live&kind=exchange.share/1')).json.items
  const page = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${act?.act}`)
  expect(page.json.statement.officers).toEqual(['liaison-1', 'liaison-2'])
})

test('TAXII 5.7: two who delete the same at once both hear that it is gone', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron, otter)
  const drop = async (id: string) =>
    (await send(at.alt, `${root}/${collection}/objects/${id}/`, { method: 'DELETE' })).status
  expect(await Promise.all([drop(viper.id), drop(viper.id), drop(heron.id)])).toEqual([200, 200, 200])
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['River Otter'])
})

const Listed = z.looseObject({
  act: z.string(),
  title: z.string(),
  statement: z.looseObject({ officers: z.array(z.string()) }),
})

/** What a house has said, newest first, with the officers who answer for it. */
async function said(house: House, query: string): Promise<readonly z.infer<typeof Listed>[]> {
  const { items } = (await house.ask('liaison', 'GET', `/api/v1/acts?${query}`)).json
  const pages = items.map(({ act }) => house.ask('liaison', 'GET', `/api/v1/acts/${act}`))
  return (await Promise.all(pages)).map(({ json }) => Listed.parse(json))
}

test('TAXII 5.7: what is deleted goes out of each live share of the state that carries it, whoever made it; a share of it alone is recalled, others’ shares stay', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const second = await activeProfile(at.alt, { name: 'second', to: ['cas'] })
  await shared(at, at.bor, [viper], { to: ['alt', 'cas'] })
  await shared(at, at.alt, [viper, otter], { to: ['cas'], title: 'By hand' })
  await shared(at, at.alt, [viper], { title: 'Alone' })
  await added(at.alt, collection, viper, heron)
  await added(at.alt, second.collection, viper, heron)
  await at.federation.pass(arrived)
  const answer = await send(at.alt, `${root}/${collection}/objects/${viper.id}/`, { method: 'DELETE' })
  expect([answer.status, answer.text]).toEqual([200, ''])
  await at.federation.pass(arrived)
  const from = async (house: House, party: string) =>
    namesIn(await ask(house, `${root}/from-${party}/objects/?match[version]=all`)).toSorted()
  expect(await from(at.alt, 'alt')).toEqual(['Grey Heron', 'River Otter'])
  expect(await from(at.bor, 'alt')).toEqual(['Grey Heron'])
  expect(await from(at.cas, 'alt')).toEqual(['Grey Heron', 'River Otter'])
  for (const house of [at.alt, at.bor, at.cas]) expect(await from(house, 'bor')).toEqual(['Sand Viper'])
  const live = await said(at.alt, 'state=live&kind=exchange.share/1')
  const byHand = live.find(({ title }) => title === 'By hand')
  // Who answered for all of it answers for the rest; the profile’s desk took the whole back.
  expect(byHand?.statement.officers).toEqual(['liaison-1'])
  const recalls = await said(at.alt, 'kind=exchange.recall/1&author=alt')
  expect(recalls.map(({ statement }) => statement.officers)).toEqual(recalls.map(() => ['liaison-1']))
  expect(recalls).toHaveLength(4)
  // Under either profile it may be added again.
  for (const one of [collection, second.collection])
    expect(await added(at.alt, one, viper, heron)).toMatchObject({ success_count: 2 })
})

test('TAXII 5.7: a deletion that fails half way takes the object out of no share, and done again out of all', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await shared(at, at.alt, [viper, otter], { title: 'By hand' })
  await shared(at, at.alt, [viper], { title: 'Alone' })
  await added(at.alt, collection, viper, heron)
  const drop = async () =>
    (await send(at.alt, `${root}/${collection}/objects/${viper.id}/`, { method: 'DELETE' })).status
  const live = async () => (await said(at.alt, 'state=live&kind=exchange.share/1')).map(({ act }) => act)
  const before = await live()
  let [reached, failsAt] = [0, 1]
  at.alt.failpoint = (name) => {
    if (!['upload:sealed', 'upload:durable', 'record:written'].includes(name)) return
    reached += 1
    if (reached === failsAt) throw new Fault('failpoint')
  }
  const answers: number[] = []
  for (; ; failsAt += 1) {
    reached = 0
    const status = await drop()
    answers.push(status)
    if (status === 200) break
    expect(await live()).toEqual(before)
  }
  at.alt.failpoint = () => undefined
  // Two files are brought, in two steps each, and one transaction takes all three shares back.
  expect(answers).toEqual([500, 500, 500, 500, 500, 200])
  expect(namesIn(await ask(at.alt, `${root}/all/objects/?match[version]=all`)).toSorted()).toEqual([
    'Grey Heron',
    'River Otter',
  ])
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.bor, `${root}/all/objects/`)).toSorted()).toEqual(['Grey Heron', 'River Otter'])
})

test('TAXII 5.7: of shares that the account may not see none is touched, and nothing tells whether there are any', async () => {
  await using at = await scene()
  await addAccount(at.alt, { name: 'open-tool', role: 'taxii', clearance: 'open' })
  await addAccount(at.alt, { name: 'narrow-tool', role: 'taxii', clearance: 'restricted', categories: ['drones'] })
  const profiles = [
    await activeProfile(at.alt, { name: 'open', level: 'open' }),
    await activeProfile(at.alt, { name: 'narrow', category: 'drones' }),
  ]
  await shared(at, at.alt, [viper, otter])
  for (const [at_, account] of ['open-tool', 'narrow-tool'].entries()) {
    const path = `${root}/${profiles[at_]?.collection}/objects/`
    const drop = async (id: string) => {
      const { status, text, headers } = await send(at.alt, `${path}${id}/`, { method: 'DELETE', account })
      return [status, text.replace(/A-[0-9A-Z]{6}/u, ''), [...headers.keys()].toSorted()]
    }
    await send(at.alt, path, { account, body: JSON.stringify({ objects: [viper, heron] }) })
    expect(await drop(viper.id)).toEqual(await drop(heron.id))
    expect(await drop(otter.id)).toEqual(await drop('malware--31b940d4-6f7f-459a-80ea-00000000dead'))
    expect((await send(at.alt, `${root}/all/objects/`, { method: 'GET', account })).text).toBe('{}')
  }
  expect(namesIn(await ask(at.alt, `${root}/all/objects/`)).toSorted()).toEqual(['River Otter', 'Sand Viper'])
})

test('TAXII 5.7 and STIX 3.6: the last version of what was revoked is the one that revokes it', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const revoked = { ...named('Sand Viper', '1', '2026-01-02T00:00:00.000Z'), revoked: true }
  const after = named('Sand Viper', '1', '2026-01-03T00:00:00.000Z')
  for (const version of [revoked, after]) await added(at.alt, collection, version, heron)
  const path = `${root}/${collection}/objects/${viper.id}/`
  expect((await ask(at.alt, path)).json.objects).toEqual([revoked])
  expect((await send(at.alt, `${path}?match[version]=last`, { method: 'DELETE' })).status).toBe(200)
  expect((await ask(at.alt, path)).json.objects).toEqual([after])
})

test('TAXII 5.7 an object in more shares than one deletion may correct is refused before anything is sealed', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  await using store = at.alt.database.connect()
  const [row] = await store.select(objects, { where: { id: viper.id } })
  const [date] = await store.select(dates, {})
  if (row === undefined || date === undefined) throw new Error('not shared')
  const copies = Array.from({ length: 100 }, (_, at) => 100_000 + at)
  const rows = copies.flatMap((arrival) => [
    insert(objects, { ...row, arrival }),
    insert(dates, { ...date, arrival, act: `act--${arrival}` as ActId, collection: null }),
  ])
  await store.transaction((tx) => tx.apply(rows))
  const held = async () => [await Array.fromAsync(at.alt.blobs.names()), await store.count(acts, {}, 1000)]
  const before = await held()
  const path = `${root}/${collection}/objects/${viper.id}/`
  const refused = await send(at.alt, path, { method: 'DELETE' })
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('100')])
  expect(await held()).toEqual(before)
  const arrival = { in: copies }
  await store.transaction((tx) => tx.apply([remove(objects, { arrival }), remove(dates, { arrival })]))
  expect((await send(at.alt, path, { method: 'DELETE' })).status).toBe(200)
})
