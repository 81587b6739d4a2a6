import { expect, test } from 'vitest'
import { bundle, person } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, scene } from './scene.ts'
import { ask, heron, namesIn, otter, root, viper } from './taxii-client.ts'
import { activeProfile, added, send } from './taxii-posting.ts'

async function onlyShare(house: House): Promise<string> {
  const { items } = (await house.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1&state=live')).json
  expect(items).toHaveLength(1)
  return items[0]?.act ?? ''
}

test('TAXII 5.5: what a tool adds to a profile at alt is a share that the tools of its audience read, byte for byte', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const text = `{ "objects" : [ ${JSON.stringify(viper, null, 1)},\n\t${JSON.stringify(heron)} ] }`
  const answer = await send(at.alt, `${root}/${collection}/objects/`, { body: text })
  expect(answer.status).toBe(202)
  expect(answer.json).toMatchObject({
    status: 'complete',
    total_count: 2,
    success_count: 2,
    failure_count: 0,
    pending_count: 0,
    successes: [viper, heron].map(({ id, modified }) => ({ id, version: modified })),
  })
  const read = `{"objects":[${JSON.stringify(viper, null, 1)},${JSON.stringify(heron)}]}`
  expect((await ask(at.alt, `${root}/${collection}/objects/`)).text).toBe(read)
  await at.federation.pass(arrived)
  expect((await ask(at.bor, `${root}/from-alt/objects/`)).text).toBe(read)
  expect((await ask(at.cas, `${root}/all/objects/`)).text).toBe('{}')
})

test('TAXII 5.5: refused objects fail alone, each with its reason, and the rest is shared', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const { name: _, ...nameless } = otter
  const status = await added(at.alt, collection, viper, person, nameless, { type: 'malware', id: 'x' }, heron)
  expect(status).toMatchObject({ status: 'complete', total_count: 5, success_count: 2, failure_count: 3 })
  expect(status.failures?.map(({ id }) => id)).toEqual([person.id, otter.id, 'x'])
  for (const { message } of status.failures ?? []) expect(message).not.toBe('')
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.bor, `${root}/all/objects/`))).toEqual(['Sand Viper', 'Grey Heron'])
})

test('TAXII 5.5: the same posted twice is no error and no second act, two at once included', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const both = await Promise.all([added(at.alt, collection, viper, heron), added(at.alt, collection, viper, heron)])
  const again = await added(at.alt, collection, viper, heron, otter)
  for (const status of [...both, again]) expect(status).toMatchObject({ status: 'complete', failure_count: 0 })
  const acts = await at.alt.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1')
  expect(acts.json.items).toHaveLength(2)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual([
    'Sand Viper',
    'Grey Heron',
    'River Otter',
  ])
})

test('TAXII 4.3 and 5.5: what has no version is told under the date of the first that was added, at once as afterwards', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const addressOf = (at: number, more: object) => ({
    type: 'ipv4-addr',
    spec_version: '2.1',
    id: `ipv4-addr--5f4be989-4147-44a1-8c7d-d555ab41142${at}`,
    value: `192.0.2.${at}`,
    ...more,
  })
  const post = async (...objects: readonly object[]) => {
    const status = await added(at.alt, collection, ...objects)
    const after = (await ask(at.alt, `/taxii2/api/status/${status.id}/`)).json
    expect({ successes: status.successes, failures: status.failures }).toEqual({
      successes: after['successes'],
      failures: after['failures'],
    })
    return new Map(status.successes?.map(({ id, version }) => [id, version]))
  }
  const [one, two, three] = [1, 2, 3].map((number) => addressOf(number, {}))
  const first = await post(one!, person, two!, two!, viper)
  const second = await post(addressOf(2, { value: '192.0.2.22' }), three!, one!)
  expect(second.get(two!.id)).toBe(first.get(two!.id))
  expect(second.get(one!.id)).toBe(first.get(one!.id))
  const manifest = (await ask(at.alt, `${root}/${collection}/manifest/`)).json.objects ?? []
  const dates = new Map(manifest.map((record) => [record.id, Reflect.get(record, 'date_added')]))
  for (const { id } of [one!, two!]) expect(dates.get(id)).toBe(first.get(id))
  expect(dates.get(three!.id)).toBe(second.get(three!.id))
})

test('TAXII 4.3: what needs a second officer is pending until he approves, over a restart', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { level: 'confidential' })
  const status = await added(at.alt, collection, viper)
  expect(status).toMatchObject({ status: 'pending', pending_count: 1, pendings: [{ id: viper.id }], success_count: 0 })
  await at.alt.stop()
  await at.alt.start()
  expect((await added(at.alt, collection, viper)).status).toBe('pending')
  const [draft] = (await at.alt.ask('liaison2', 'GET', '/api/v1/drafts')).json.items
  const approve = (account: string) => at.alt.ask(account, 'POST', `/api/v1/drafts/${draft?.draft}/approve`)
  expect((await approve('liaison')).status).toBe(403)
  expect((await approve('liaison2')).status).toBe(201)
  const done = await ask(at.alt, `/taxii2/api/status/${status.id}/`)
  expect(done.json).toMatchObject({ status: 'complete', success_count: 1, pending_count: 0 })
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.bor, `${root}/from-alt/objects/`))).toEqual(['Sand Viper'])
})

test('TAXII 5.5: what an officer took back or rejected no tool brings back by posting it again, but a newer version', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  const share = await onlyShare(at.alt)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${share}/recall`, { reason: 'A mistake' })
  expect((await ask(at.alt, `${root}/${collection}/objects/`)).text).toBe('{}')
  const later_ = { ...heron, modified: '2026-02-01T00:00:00.000Z' }
  const again = await added(at.alt, collection, viper, later_)
  expect(again).toMatchObject({ success_count: 1, failure_count: 1, failures: [{ id: viper.id }] })
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Grey Heron'])
})

test('TAXII 4.3: what an officer rejects has failed, then and when it is posted again', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { level: 'confidential' })
  const status = await added(at.alt, collection, viper)
  const [draft] = (await at.alt.ask('liaison2', 'GET', '/api/v1/drafts')).json.items
  expect((await at.alt.ask('liaison2', 'DELETE', `/api/v1/drafts/${draft?.draft}`)).status).toBe(204)
  const rejected = { status: 'complete', failure_count: 1, pending_count: 0, failures: [{ id: viper.id }] }
  expect((await ask(at.alt, `/taxii2/api/status/${status.id}/`)).json).toMatchObject(rejected)
  expect(await added(at.alt, collection, viper)).toMatchObject(rejected)
})

test('TAXII 5.5: an officer’s correction stays in the collection, and what it carries is shared already', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  const better = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=b.json', bundle(heron))
  const share = await onlyShare(at.alt)
  const { upload } = better.json
  expect((await at.alt.ask('liaison', 'POST', `/api/v1/shares/${share}/correct`, { upload })).status).toBe(201)
  await at.federation.pass(arrived)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Grey Heron'])
  const again = await added(at.alt, collection, viper, heron)
  expect(again).toMatchObject({ successes: [{ id: heron.id }], failures: [{ id: viper.id }] })
  expect((await send(at.alt, `${root}/${collection}/objects/${heron.id}/`, { method: 'DELETE' })).status).toBe(200)
  expect((await ask(at.alt, `${root}/${collection}/objects/`)).text).toBe('{}')
})
