import { expect, test } from 'vitest'
import { isSameContent } from '#rooms/exchange/posting/same-content.ts'
import { scene } from './scene.ts'
import { ask, heron, namesIn, otter, root, viper } from './taxii-client.ts'
import { activeProfile, added, envelope, send } from './taxii-posting.ts'

const encoder = new TextEncoder()
const limit = 100 * 1024 * 1024

/** So many bytes in pieces, as they come without a length said before. */
function streamed(bytes: number, head = '{"objects":['): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(1024 * 1024).fill(0x20)
  let left = bytes
  let isFirst = true
  return new ReadableStream({
    pull(controller) {
      const next = isFirst ? encoder.encode(head) : piece.subarray(0, Math.min(left, piece.length))
      isFirst = false
      left -= next.length
      controller.enqueue(next)
      if (left <= 0) controller.close()
    },
  })
}

test('TAXII 4.2 and 5.5: a body beyond max_content_length is answered 413, whatever is said of its length, and one below never', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const path = `${root}/${collection}/objects/`
  expect((await ask(at.alt, '/taxii2/api/')).json['max_content_length']).toBe(limit)
  const declared = { 'content-length': String(limit + 1) }
  expect((await send(at.alt, path, { body: envelope(viper), headers: declared })).status).toBe(413)
  const long = await send(at.alt, path, { body: streamed(limit + 2 ** 20), headers: { 'content-length': '20' } })
  expect([long.status, long.json['http_status'], long.json['error_code']]).toEqual([413, '413', 'too-large'])
  const padded = `${envelope(viper)}${' '.repeat(limit - envelope(viper).length)}`
  expect((await send(at.alt, path, { body: padded })).status).toBe(202)
})

test('TAXII 1.6.6 and 5.5: Content-Type and Accept in every spelling; others are 415 and 406', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const path = `${root}/${collection}/objects/`
  const statusOf = async (headers: Readonly<Record<string, string>>) =>
    (await send(at.alt, path, { body: envelope(viper), headers })).status
  for (const type of [
    'application/taxii+json',
    'application/taxii+json; version=2.1',
    'application/TAXII+json ;version="2.1"; charset=utf-8',
    'application/taxii+json;charset=UTF-8;version=2.1',
  ])
    expect([type, await statusOf({ 'content-type': type })]).toEqual([type, 202])
  for (const type of [
    '',
    'application/json',
    'application/taxii+json;version=2.0',
    'application/stix+json;version=2.0',
    'application/vnd.oasis.stix+json;version=2.1',
    '*/*',
  ])
    expect([type, await statusOf({ 'content-type': type })]).toEqual([type, 415])
  expect(await statusOf({ 'content-encoding': 'gzip' })).toBe(415)
  expect(await statusOf({ accept: 'application/taxii+json' })).toBe(202)
  for (const accept of ['application/json', 'application/taxii+json;version=2.0'])
    expect(await statusOf({ accept })).toBe(406)
})

test('TAXII 5.5 and 3.7: what is no envelope is answered 422 and shares nothing', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  for (const body of [
    '',
    '{',
    'null',
    '[]',
    '{}',
    '{"objects":[]}',
    '{"objects":{}}',
    '{"objects":[1]}',
    '{"objects":[{}],"objects":[]}',
    JSON.stringify(viper),
    `{"objects":[${JSON.stringify(viper)}]`,
    `${envelope(viper)}x`,
    '['.repeat(1_000_000),
    `{"objects":${'['.repeat(1_000_000)}`,
    '{"a":'.repeat(1_000_000),
    new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    new Uint8Array(100_000).fill(0xc3),
  ]) {
    const answer = await send(at.alt, `${root}/${collection}/objects/`, { body })
    expect([String(body).slice(0, 20), answer.status]).toEqual([String(body).slice(0, 20), 422])
    expect(answer.json['title']).toBe('Unprocessable Entity')
  }
  expect((await ask(at.alt, `${root}/${collection}/objects/`)).text).toBe('{}')
})

test('TAXII 5.5: an object that is too deep, too large, hostile or none at all falls alone', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const hostile = [
    `{"type":"malware","x_a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    `{"type":"malware","x_a":"${'a'.repeat(9 * 1024 * 1024)}"}`,
    '{"__proto__":{"type":"malware"},"constructor":1,"toString":"x"}',
    `{"type":"malware","id":"${viper.id}","id":"${viper.id}"}`,
    '{}',
    '{"type":7,"id":[]}',
    JSON.stringify({ ...otter, modified: '2026-13-01T00:00:00Z' }),
    JSON.stringify({ ...otter, spec_version: '2.0' }),
  ]
  const body = `{"objects":[${[JSON.stringify(viper), ...hostile, JSON.stringify(heron)].join(',')}]}`
  const { status, json } = await send(at.alt, `${root}/${collection}/objects/`, { body })
  expect([status, json]).toMatchObject([202, { total_count: 10, success_count: 2, failure_count: 8 }])
  const failures = json['failures'] as readonly { readonly id: string; readonly message: string }[]
  expect(failures.map(({ id }) => id)).toEqual([
    'objects[1]',
    'objects[2]',
    'objects[3]',
    viper.id,
    'objects[5]',
    'objects[6]',
    otter.id,
    otter.id,
  ])
  for (const { message } of failures) expect(message).toMatch(/\p{L}{3}/u)
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Sand Viper', 'Grey Heron'])
})

test('TAXII 7.1: members of an envelope that nobody defined are passed over; a bundle is taken for one', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const path = `${root}/${collection}/objects/`
  const custom = { x_example: { deep: [1] }, more: false, objects: [viper] }
  expect((await send(at.alt, path, { body: JSON.stringify(custom) })).json).toMatchObject({ success_count: 1 })
  const bundle = { type: 'bundle', id: 'bundle--31b940d4-6f7f-459a-80ea-000000000001', objects: [heron] }
  expect((await send(at.alt, path, { body: JSON.stringify(bundle) })).json).toMatchObject({ success_count: 1 })
})

test('TAXII 5.5: the same version spelled in another way is a duplicate, with other content it fails, within one body too', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  await added(at.alt, collection, viper)
  const turned = Object.fromEntries(Object.entries(viper).toReversed())
  const changed = { ...viper, name: 'Another' }
  const status = await added(at.alt, collection, turned, changed, heron, heron, { ...heron, name: 'Another' })
  expect(status).toMatchObject({ total_count: 5, success_count: 3, failure_count: 2 })
  expect(status.failures?.map(({ id }) => id)).toEqual([viper.id, heron.id])
  expect(namesIn(await ask(at.alt, `${root}/${collection}/objects/`))).toEqual(['Sand Viper', 'Grey Heron'])
  const bytes = (text: string): Uint8Array => encoder.encode(text)
  expect(isSameContent(bytes('{"a":"\\u0041","b":1.0}'), bytes('{ "b":1, "a":"A" }'))).toBe(true)
  expect(isSameContent(bytes('{"a":1}'), bytes('{"a":"1"}'))).toBe(false)
})

test('TAXII 4.3.1: of an object without versions the version is the date it was added, as in the manifest', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const domain = {
    type: 'domain-name',
    spec_version: '2.1',
    id: 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7',
    value: 'example.com',
  }
  const { successes = [] } = await added(at.alt, collection, viper, domain)
  const manifest = await ask(at.alt, `${root}/${collection}/manifest/`)
  expect(successes.map(({ version }) => version)).toEqual(manifest.json.objects?.map(({ version }) => version))
  expect(await added(at.alt, collection, domain)).toMatchObject({ success_count: 1 })
  expect(manifest.json.objects).toHaveLength(2)
})

test('TAXII 5.5: wherever it fails, what is posted again is there once', async () => {
  await using at = await scene()
  const { collection } = await activeProfile(at.alt)
  const path = `${root}/${collection}/objects/`
  for (const [place, object] of [
    ['upload:sealed', viper],
    ['record:written', otter],
    ['record:durable', { ...viper, modified: '2026-02-01T00:00:00.000Z' }],
  ] as const) {
    let failed = 0
    at.alt.failpoint = (name) => {
      if (name !== place || failed > 0) return
      failed += 1
      throw new Error('here it ends')
    }
    const before = await send(at.alt, path, { body: envelope(object) })
    const after = await send(at.alt, path, { body: envelope(object) })
    expect([place, failed, before.status, after.status]).toEqual([place, 1, 500, 202])
    expect(after.json).toMatchObject({ status: 'complete', success_count: 1, failure_count: 0 })
  }
  const { json } = await ask(at.alt, `${path}?match[version]=all`)
  expect(json.objects).toHaveLength(3)
  const acts = await at.alt.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1')
  expect(acts.json.items).toHaveLength(3)
})
