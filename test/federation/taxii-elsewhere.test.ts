import { expect, test } from 'vitest'
import { Status } from '#rooms/exchange/collections/taxii-resources.ts'
import { addAccount, scene } from './scene.ts'
import { ask, heron, named, namesIn, otter, root, shared, taxii, viper } from './taxii-client.ts'
import { activeProfile, added, envelope, send } from './taxii-posting.ts'

/** What other servers are known to get wrong, each once, by the name of who does. */

const address = {
  type: 'ipv4-addr',
  spec_version: '2.1',
  id: 'ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd',
  value: '198.51.100.3',
}
const missing = '00000000-0000-4000-8000-000000000000'

test('OpenCTI answers a POST with 200, 400 without a version in Content-Type, and an unknown status not with 404: here 202, 202 and 404', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const headers = { 'content-type': 'application/taxii+json' }
  const answer = await send(at.alt, `${root}/${collection}/objects/`, { body: envelope(viper), headers })
  expect(answer.status).toBe(202)
  const { id } = Status.parse(answer.json)
  expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u)
  expect((await ask(at.alt, `/taxii2/api/status/${id}/`)).json).toEqual(answer.json)
  expect((await ask(at.alt, `/taxii2/api/status/${missing}/`)).status).toBe(404)
})

test('OpenCTI has collections to read or to write and deletes nothing: here one collection is read, written and deleted from', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  expect((await ask(at.alt, `${root}/${collection}/`)).json).toMatchObject({ can_read: true, can_write: true })
  await added(at.alt, collection, viper)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Sand Viper'])
  expect((await send(at.alt, `${root}/${collection}/objects/${viper.id}/`, { method: 'DELETE' })).status).toBe(200)
})

test('OpenCTI dates and versions objects by the day of their last change, and so shows old ones again: here both stay', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  const before = (await ask(at.alt, `${root}/${collection}/manifest/`)).json.objects
  await added(at.alt, collection, viper, heron, otter)
  const renewed = { ...heron, modified: '2026-03-01T00:00:00Z' }
  await added(at.alt, collection, renewed)
  const after = (await ask(at.alt, `${root}/${collection}/manifest/?match[version]=all`)).json.objects
  expect(after?.slice(0, 2)).toEqual(before)
  expect(after?.map(({ version }) => version)).toEqual([
    viper.modified,
    heron.modified,
    otter.modified,
    '2026-03-01T00:00:00Z',
  ])
})

test('OpenCTI knows of versions the last, of versions of STIX one, and takes any limit: here all filters work, and limit=abc is 400', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const versions = ['02', '03', '04'].map((month) => named('Viper', '1', `2026-${month}-01T00:00:00.000Z`))
  await added(at.alt, collection, ...versions)
  const found = async (query: string) => {
    const { json } = await ask(at.alt, `${root}/${collection}/manifest/?${query}`)
    return json.objects?.map(({ version }) => version.slice(5, 7))
  }
  expect(await found('match[version]=first')).toEqual(['02'])
  expect(await found('match[version]=all')).toEqual(['02', '03', '04'])
  expect(await found('match[version]=2026-03-01T00:00:00.000Z,last')).toEqual(['03', '04'])
  expect(await found('match[spec_version]=2.0,2.1')).toEqual(['04'])
  expect(await found('match[spec_version]=2.0')).toBeUndefined()
  expect((await ask(at.alt, `${root}/${collection}/objects/?limit=abc`)).status).toBe(400)
  const { json } = await ask(at.alt, `${root}/${collection}/objects/${viper.id}/versions/`)
  expect(json['versions']).toHaveLength(3)
})

test('OpenCTI gives empty lists, an empty next and dates that are the word undefined: here they are left out', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  for (const path of ['objects', 'manifest']) {
    const answer = await ask(at.alt, `${root}/${collection}/${path}/`)
    expect(answer.text).toBe('{}')
    expect(answer.headers.has('x-taxii-date-added-first')).toBe(false)
    expect(answer.headers.has('x-taxii-date-added-last')).toBe(false)
  }
  const status = await added(at.alt, collection, viper)
  expect(Object.keys(status)).not.toContain('failures')
  expect(Object.keys(status)).not.toContain('pendings')
})

test('OpenCTI changes confidence on the way out: here an object is what it was, to the byte', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const raw = `{"confidence":  150e-1,"x_a":"\\u0041", ${JSON.stringify(viper).slice(1)}`
  await send(at.alt, `${root}/${collection}/objects/`, { body: `{"objects":[${raw}]}` })
  expect((await ask(at.alt, `${root}/${collection}/objects/`)).text).toBe(`{"objects":[${raw}]}`)
})

test('OpenCTI served public collections with the rights of the system: here each account sees its own, and nobody without one', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper])
  await addAccount(at.bor, { name: 'low', role: 'taxii', clearance: 'open' })
  const low = await send(at.bor, `${root}/all/objects/`, { method: 'GET', account: 'low' })
  expect(low.text).toBe('{}')
  expect((await ask(at.bor, `${root}/all/objects/`, { authorization: '' })).status).toBe(401)
})

test('OpenCTI answers 500 for a page with one bad relation: here a relation to nothing is an object like others', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const relation = {
    type: 'relationship',
    spec_version: '2.1',
    id: 'relationship--31b940d4-6f7f-459a-80ea-0000000000aa',
    created: viper.created,
    modified: viper.modified,
    relationship_type: 'uses',
    source_ref: `malware--${missing}`,
    target_ref: `tool--${missing}`,
  }
  expect(await added(at.alt, collection, relation, viper)).toMatchObject({ success_count: 2 })
  const { status, json } = await ask(at.alt, `${root}/${collection}/objects/`)
  expect([status, json.objects?.length]).toEqual([200, 2])
})

test('OpenTAXII takes one spelling of the media type, answers errors without a title and 401 without its schemes: here neither', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const headers = { accept: 'application/taxii+json', 'content-type': 'application/taxii+json; version=2.1' }
  expect((await send(at.alt, `${root}/${collection}/objects/`, { body: envelope(viper), headers })).status).toBe(202)
  const wrong = await send(at.alt, `${root}/${collection}/objects/`, { body: '{' })
  expect(wrong.json).toMatchObject({
    title: 'Unprocessable Entity',
    http_status: '422',
    error_code: expect.any(String),
  })
  const unknown = await send(at.alt, `${root}/${collection}/objects/`, { body: '{}', headers: { authorization: '' } })
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^Basic /u)])
})

test('OpenTAXII fails a whole POST for one object, and on a time without a fraction: here the one fails, and the time is one', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const whole = { ...heron, created: '2026-01-01T00:00:00Z', modified: '2026-01-02T00:00:00Z' }
  const status = await added(at.alt, collection, { ...viper, is_family: 'yes' }, whole)
  expect(status).toMatchObject({ success_count: 1, failure_count: 1, successes: [{ version: '2026-01-02T00:00:00Z' }] })
})

test('OpenTAXII gives observables the version 1970 and spells others anew: here versions are as in the object, or the date it was added', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, { ...viper, modified: '2026-01-01T00:00:00.12Z' }, address)
  const { json } = await ask(at.alt, `${root}/${collection}/manifest/`)
  expect(json.objects?.[0]?.version).toBe('2026-01-01T00:00:00.12Z')
  expect(json.objects?.[1]?.version).toBe(json.objects?.[1]?.date_added)
  expect(json.objects?.[1]?.version).not.toMatch(/^1970/u)
})

test('OpenTAXII lists manifests without next: here next goes on', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron, otter)
  const first = await ask(at.alt, `${root}/${collection}/manifest/?limit=2`)
  expect(first.json).toMatchObject({ more: true, next: expect.any(String) })
  const rest = await ask(
    at.alt,
    `${root}/${collection}/manifest/?limit=2&next=${encodeURIComponent(first.json.next ?? '')}`,
  )
  expect(rest.json.objects?.map(({ id }) => id)).toEqual([otter.id])
})

test('medallion answers 406 without a version, forgets pages after 30 seconds and gives one date to all of a POST: here none of it', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron, otter)
  const accept = { accept: 'application/taxii+json' }
  const first = await ask(at.alt, `${root}/${collection}/objects/?limit=1`, accept)
  expect([first.status, first.headers.get('content-type')]).toEqual([200, taxii])
  await at.federation.pass(31_000)
  await at.alt.stop()
  await at.alt.start()
  const dates = (await ask(at.alt, `${root}/${collection}/manifest/`)).json.objects?.map((one) => one.date_added)
  expect(new Set(dates).size).toBe(3)
  const after = await ask(at.alt, `${root}/${collection}/objects/?added_after=${dates?.[0]}`)
  expect(namesIn(after)).toEqual(['Grey Heron', 'River Otter'])
})

test('medallion checks neither who may read what nor what an object holds: here both', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt, { level: 'restricted' })
  await addAccount(at.alt, { name: 'low', role: 'taxii', clearance: 'open' })
  expect((await send(at.alt, `${root}/${collection}/objects/`, { method: 'GET', account: 'low' })).status).toBe(404)
  const { name: _, ...nameless } = viper
  const invalid = [nameless, { ...viper, hashes: 7, malware_types: [] }, { ...viper, created: 'yesterday' }]
  expect(await added(at.alt, collection, ...invalid)).toMatchObject({ success_count: 0, failure_count: 3 })
})

test('Workbench writes dates as JavaScript does and ids of collections that are no UUIDs: here both are as TAXII says', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper)
  const { headers } = await ask(at.alt, `${root}/${collection}/objects/`)
  for (const name of ['x-taxii-date-added-first', 'x-taxii-date-added-last'])
    expect(headers.get(name)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/u)
  const { json } = await ask(at.alt, `${root}/`)
  for (const { id } of json['collections'] as readonly { readonly id: string }[])
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u)
})

test('OpenCTI answers counts that are null: here all four counts of a status are numbers, whatever fails', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const { type: _, ...typeless } = heron
  for (const objects of [[viper, typeless], [typeless], [viper]]) {
    const { id } = await added(at.alt, collection, ...objects)
    const { json } = await ask(at.alt, `/taxii2/api/status/${id}/`)
    const { total_count: total, success_count: success, failure_count: failure, pending_count: pending } = json
    expect([total, pending]).toEqual([objects.length, 0])
    expect(Number(success) + Number(failure)).toBe(objects.length)
  }
})

test('OpenCTI answered for a public collection in another media type, on which taxii2-client stops: here every answer of every path has the one', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const { id } = await added(at.alt, collection, viper)
  const of = `${root}/${collection}`
  const paths = ['/taxii2/', '/taxii2/api/', `${root}/`, `${of}/`, `${of}/objects/`, `${of}/manifest/`]
  const more = [`${of}/objects/${viper.id}/`, `${of}/objects/${viper.id}/versions/`, `/taxii2/api/status/${id}/`]
  const wrong = [`${of}/objects/?limit=0`, `${root}/none/`, '/taxii2/none/', '/taxii2/api/collections']
  for (const path of [...paths, ...more, ...wrong]) {
    const { headers } = await ask(at.alt, path)
    expect([path, headers.get('content-type')]).toEqual([path, taxii])
  }
  for (const method of ['POST', 'DELETE']) {
    const { headers } = await send(at.alt, `${of}/objects/${viper.id}/`, { method })
    expect([method, headers.get('content-type')]).toEqual([method, taxii])
  }
})

test('OpenCTI refused the property spec_version, OpenTAXII wrote the type into it: here it is taken, and comes as it went in', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  expect(await added(at.alt, collection, viper, address)).toMatchObject({ success_count: 2, failure_count: 0 })
  const { json } = await ask(at.alt, `${root}/${collection}/objects/?match[spec_version]=2.1`)
  expect(json.objects).toEqual([viper, address])
})

test('OpenTAXII forgot deletions and answered can_read with null: here a deletion outlives a restart, and both rights are true or false', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron)
  await send(at.alt, `${root}/${collection}/objects/${viper.id}/`, { method: 'DELETE' })
  await at.alt.stop()
  await at.alt.start()
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Grey Heron'])
  expect((await ask(at.alt, `${root}/${collection}/objects/${viper.id}/`)).status).toBe(404)
  const { json } = await ask(at.alt, `${root}/`)
  const rights = (json['collections'] as readonly Readonly<Record<string, unknown>>[]).map((one) => [
    one['can_read'],
    one['can_write'],
  ])
  expect(rights.flat().every((right) => typeof right === 'boolean')).toBe(true)
})

test('medallion loses next with its process, and after 30 seconds: here it goes on after both', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper, heron, otter)
  const path = `${root}/${collection}/objects/?limit=1`
  const first = await ask(at.alt, path)
  await at.federation.pass(31_000)
  await at.alt.stop()
  await at.alt.start()
  const second = await ask(at.alt, `${path}&next=${encodeURIComponent(first.json.next ?? '')}`)
  expect([second.status, namesIn(second)]).toEqual([200, ['Grey Heron']])
})
