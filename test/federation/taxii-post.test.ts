import { expect, test } from 'vitest'
import { person } from './bundle.ts'
import { scene } from './scene.ts'
import { ask, heron, later, namesIn, otter, root, viper } from './taxii-client.ts'
import { activeProfile, added, send } from './taxii-posting.ts'

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
  await at.federation.pass(later)
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
  await at.federation.pass(later)
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
  await at.federation.pass(later)
  expect(namesIn(await ask(at.bor, `${root}/from-alt/objects/`))).toEqual(['Sand Viper'])
})

test('TAXII 5.5: what an officer took back may be posted again', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  const [share] = (await at.alt.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1')).json.items
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${share?.act}/recall`, { reason: 'A mistake' })
  expect((await ask(at.alt, `${root}/${collection}/objects/`)).text).toBe('{}')
  expect(await added(at.alt, collection, viper)).toMatchObject({ success_count: 1, failure_count: 0 })
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Sand Viper'])
})
