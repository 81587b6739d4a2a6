import { expect, test } from 'vitest'
import { z } from 'zod'
import { accounts } from '#platform/http/account.ts'
import { update } from '#platform/db/table.ts'
import { Collections, Manifest, Versions } from '#rooms/exchange/collections/taxii-resources.ts'
import { addAccount, scene } from './scene.ts'
import { ask, heron, named, namesIn, otter, root, shared, taxii, viper } from './taxii-client.ts'
import { activeProfile, added, envelope, send } from './taxii-posting.ts'

/** Clauses of TAXII 2.1 of which no other test is the home. */

test('TAXII 3.4 and the IANA considerations: next is a claim: on every page it is asked anew who asks and what he may see', async () => {
  await using at = await scene()
  for (const name of ['one', 'other']) await addAccount(at.bor, { name, role: 'taxii', clearance: 'restricted' })
  await shared(at, at.alt, [viper, heron, otter])
  await shared(at, at.alt, [named('Open Owl', '4')], { level: 'open' })
  const page = (account: string, query = '') =>
    send(at.bor, `${root}/all/objects/?limit=1${query}`, { method: 'GET', account })
  const next = `&next=${encodeURIComponent((await page('one')).json.next ?? '')}`
  expect(namesIn(await page('one', next))).toEqual(['Grey Heron'])
  expect((await page('other', next)).status).toBe(400)
  expect((await page('one', `${next}&match[type]=malware`)).status).toBe(400)
  const { store } = at.bor.node!.house
  await store.transaction((tx) => tx.apply([update(accounts, { name: 'one' }, { clearance: 'open' })]))
  expect(namesIn(await page('one', next))).toEqual(['Open Owl'])
  await at.bor.ask('admin', 'POST', '/api/v1/users/one/disable', {})
  expect((await page('one', next)).status).toBe(401)
})

test('TAXII 1.7: an empty list is left out wherever there is one, and so is what is not set', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const of = `${root}/${collection}`
  for (const path of ['objects', 'manifest']) expect((await ask(at.alt, `${of}/${path}/`)).text).toBe('{}')
  await added(at.alt, collection, viper)
  for (const path of ['', 'versions/']) {
    const { text } = await ask(at.alt, `${of}/objects/${viper.id}/${path}?added_after=2100-01-01T00:00:00Z`)
    expect([path, text]).toEqual([path, '{}'])
  }
  const whole = await ask(at.alt, `${of}/objects/`)
  expect(Object.keys(whole.json)).toEqual(['objects'])
})

test('TAXII 5.1: collections come in the same order each time, over restarts and whatever is shared', async () => {
  await using at = await scene()
  await activeProfile(at.alt)
  const listed = async () => Collections.parse((await ask(at.alt, `${root}/`)).json).collections?.map(({ id }) => id)
  const first = await listed()
  await shared(at, at.alt, [viper])
  expect(await listed()).toEqual(first)
  await at.alt.stop()
  await at.alt.start()
  expect(await listed()).toEqual(first)
  expect(new Set(first).size).toBe(first?.length)
})

test('TAXII 5.2: each collection has an alias of its own, which stands for its id in every path', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper])
  const { collections = [] } = Collections.parse((await ask(at.bor, `${root}/`)).json)
  expect(new Set(collections.map(({ alias }) => alias)).size).toBe(collections.length)
  for (const { id, alias } of collections) {
    const answers = await Promise.all(
      [id, alias].map((name) =>
        Promise.all(['', 'objects/', 'manifest/'].map((path) => ask(at.bor, `${root}/${name}/${path}`))),
      ),
    )
    const [byId, byAlias] = answers.map((all) => all.map(({ status, text }) => ({ status, text })))
    expect(byAlias).toEqual(byId)
  }
})

test('TAXII 5.3: a manifest has a record for each object that the same filters give, in the same order, with its date and version', async () => {
  await using at = await scene()
  const address = { type: 'ipv4-addr', id: 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd', value: '198.51.100.3' }
  await shared(at, at.alt, [viper, heron, address])
  await shared(at, at.alt, [named('Viper', '1', '2026-05-01T00:00:00.5Z'), otter])
  const objects = z.looseObject({
    objects: z.array(z.looseObject({ id: z.string(), modified: z.string().optional() })).default([]),
  })
  const after = (await ask(at.bor, `${root}/all/manifest/?limit=2`)).headers.get('x-taxii-date-added-last')
  for (const query of [
    '',
    'match[version]=all',
    'match[version]=first',
    'match[type]=ipv4-addr,tool',
    `match[id]=${heron.id},${otter.id}`,
    'match[spec_version]=2.0',
    `added_after=${after}&match[version]=all`,
    'limit=2',
  ]) {
    const [list, all] = [
      await ask(at.bor, `${root}/all/manifest/?${query}`),
      await ask(at.bor, `${root}/all/objects/?${query}`),
    ]
    const [records, given] = [Manifest.parse(list.json).objects ?? [], objects.parse(all.json).objects]
    expect([query, records.map(({ id }) => id)]).toEqual([query, given.map(({ id }) => id)])
    expect(records.map(({ version }) => version)).toEqual(
      given.map(({ modified }, place) => modified ?? records[place]?.date_added),
    )
    expect(records.map((one) => one.date_added)).toEqual(records.map((one) => one.date_added).toSorted())
    for (const header of ['x-taxii-date-added-first', 'x-taxii-date-added-last'])
      expect(list.headers.get(header)).toBe(all.headers.get(header))
    expect(records.at(0)?.date_added ?? null).toBe(list.headers.get('x-taxii-date-added-first'))
    expect(list.json.more).toBe(all.json.more)
  }
})

test('TAXII 5.6 and 3.4.1: one object comes in the versions meant; a field that nobody defined, or a type that nobody knows, fails nothing', async () => {
  await using at = await scene()
  const later = named('Sand Viper', '1', '2026-05-01T00:00:00.000Z')
  await shared(at, at.alt, [viper, heron])
  await shared(at, at.alt, [later])
  const of = async (query: string, id = viper.id) => {
    const { status, json } = await ask(at.bor, `${root}/all/objects/${id}/${query}`)
    return [status, json.objects]
  }
  expect(await of('')).toEqual([200, [later]])
  expect(await of('?match[version]=all')).toEqual([200, [viper, later]])
  expect(await of(`?match[version]=first,${later.modified}`)).toEqual([200, [viper, later]])
  expect(await of('?match[spec_version]=2.0')).toEqual([200, undefined])
  expect(await of('?match[colour]=red&verbose=1')).toEqual([200, [later]])
  expect(await of('?match[version]=all&limit=1')).toEqual([200, [viper]])
  expect((await of('', 'malware--31b940d4-6f7f-459a-80ea-00000000dead'))[0]).toBe(404)
  expect((await of('', 'not-an-id'))[0]).toBe(404)
  for (const type of ['x-unheard-of', 'bundle', 'relationship']) {
    const { status, text } = await ask(at.bor, `${root}/all/objects/?match[type]=${type}`)
    expect([type, status, text]).toEqual([type, 200, '{}'])
  }
})

test('TAXII 5.8: versions are listed as they are spelled, from the first added on, and of what has none when it was created', async () => {
  await using at = await scene()
  const later = named('Sand Viper', '1', '2026-05-01T00:00:00Z')
  const marking = {
    type: 'marking-definition',
    spec_version: '2.1',
    id: 'marking-definition--31b940d4-6f7f-459a-80ea-000000000077',
    created: '2026-02-03T04:05:06.789Z',
    definition_type: 'statement',
    definition: { statement: 'For use by its addressees' },
  }
  await shared(at, at.alt, [viper, marking])
  await shared(at, at.alt, [later])
  const of = async (id: string, query = '') =>
    Versions.parse((await ask(at.bor, `${root}/all/objects/${id}/versions/${query}`)).json)
  expect(await of(viper.id)).toEqual({ versions: [viper.modified, later.modified] })
  expect(await of(marking.id)).toEqual({ versions: [marking.created] })
  expect(await of(viper.id, '?match[spec_version]=2.0')).toEqual({})
  const first = await of(viper.id, '?limit=1')
  expect(first).toMatchObject({ versions: [viper.modified], more: true })
  expect(await of(viper.id, `?limit=1&next=${encodeURIComponent(first.next ?? '')}`)).toEqual({
    versions: [later.modified],
  })
  expect((await ask(at.bor, `${root}/all/objects/malware--none/versions/`)).status).toBe(404)
})

test('TAXII 1.6.1 and 1.6.6: no endpoint is there without its slash, whatever the method, and who names no media type gets the one', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const status = await added(at.alt, collection, viper)
  const of = `${root}/${collection}`
  const one = `${of}/objects/${viper.id}`
  const endpoints = ['/taxii2', '/taxii2/api', root, of, `${of}/manifest`, `${of}/objects`, one, `${one}/versions`]
  const reading = [...endpoints, `/taxii2/api/status/${status.id}`].map((path) => ['GET', path, undefined] as const)
  const others = [
    ['POST', `${of}/objects`, envelope(heron)],
    ['DELETE', one, undefined],
  ] as const
  for (const [method, path, body] of [...reading, ...others]) {
    const given = { method, ...(body === undefined ? {} : { body }) }
    expect([method, path, (await send(at.alt, path, given)).status]).toEqual([method, path, 404])
  }
  for (const [, path] of reading) {
    const authorization = `Basic ${btoa(`taxii:${at.alt.tokens.get('taxii')}`)}`
    const answer = await at.alt.node!.fetch(new Request(`http://node${path}/`, { headers: { authorization } }))
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, taxii])
    await answer.body?.cancel()
  }
  expect(namesIn(await ask(at.alt, `${of}/objects/`))).toEqual(['Sand Viper'])
})

test('TAXII 3.6 and 5.2: of a collection that an account may not see every path and method answers like one that is not there', async () => {
  await using at = await scene()
  await addAccount(at.alt, { name: 'low', role: 'taxii', clearance: 'open', categories: ['drones'] })
  const { collection } = await activeProfile(at.alt)
  const { id } = await added(at.alt, collection, viper)
  const told = async (method: string, path: string) => {
    const body = method === 'POST' ? { body: envelope(heron) } : {}
    const answer = await send(at.alt, path, { method, account: 'low', ...body })
    const { error_id: _, ...rest } = answer.json
    const headers = [...answer.headers].filter(([name]) => !['content-length', 'x-request-id'].includes(name))
    return { status: answer.status, rest, headers: headers.filter(([, value]) => !/^A-[0-9A-Z]{6}$/u.test(value)) }
  }
  const missing = '31b940d4-6f7f-459a-80ea-0000000000ff'
  const [seen, unseen] = [await ask(at.alt, `${root}/category-network-security/`), `${root}/${missing}`]
  for (const hidden of [collection, String(seen.json['id']), 'category-network-security', 'profile-feed']) {
    const paths = ['/', '/manifest/', '/objects/', `/objects/${viper.id}/`, `/objects/${viper.id}/versions/`]
    const asked = [
      ...paths.map((path) => ['GET', path]),
      ['POST', '/objects/'],
      ['DELETE', `/objects/${viper.id}/`],
    ] as const
    for (const [method = '', path = ''] of asked) {
      const answer = await told(method, `${root}/${hidden}${path}`)
      expect([hidden, method, path, answer]).toEqual([hidden, method, path, await told(method, `${unseen}${path}`)])
      expect(answer.status).toBe(404)
    }
  }
  expect(await told('GET', `/taxii2/api/status/${id}/`)).toEqual(await told('GET', `/taxii2/api/status/${missing}/`))
})

test('TAXII 3.4, 5.6 and 5.8: the versions of one object come in pages by next and by date, with the dates of the manifest', async () => {
  await using at = await scene()
  const versions = ['01', '02', '03'].map((month) => named('Sand Viper', '1', `2026-${month}-01T00:00:00.000Z`))
  for (const version of versions) await shared(at, at.alt, [version, heron])
  const manifest = await ask(at.bor, `${root}/all/manifest/?match[version]=all&match[id]=${viper.id}`)
  const dates = Manifest.parse(manifest.json).objects?.map(({ date_added: date }) => date) ?? []
  expect(dates).toHaveLength(3)
  for (const path of ['', 'versions/']) {
    const of = `${root}/all/objects/${viper.id}/${path}?match[version]=all`
    const page = async (query: string) => {
      const { json, headers } = await ask(at.bor, `${of}&limit=1${query}`)
      const held = path === '' ? json.objects?.map(({ modified }) => modified) : json['versions']
      const [first, last] = ['first', 'last'].map((end) => headers.get(`x-taxii-date-added-${end}`))
      expect(first).toBe(last)
      return { held, last, next: json.next, more: json.more ?? false }
    }
    const [byNext, byDate] = [[await page('')], [await page('')]]
    while (byNext.at(-1)?.more === true)
      byNext.push(await page(`&next=${encodeURIComponent(byNext.at(-1)?.next ?? '')}`))
    while (byDate.at(-1)?.more === true) byDate.push(await page(`&added_after=${byDate.at(-1)?.last}`))
    for (const pages of [byNext, byDate]) {
      expect(pages.map(({ held }) => held)).toEqual(versions.map(({ modified }) => [modified]))
      expect(pages.map(({ last }) => last)).toEqual(dates)
    }
  }
  for (const limit of ['9007199254740993', '99999999999999999999999', '0003'])
    expect((await ask(at.bor, `${root}/all/objects/?match[version]=all&limit=${limit}`)).status).toBe(200)
})
