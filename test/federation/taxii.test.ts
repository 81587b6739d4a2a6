import { expect, test } from 'vitest'
import { microsOf } from '#protocol/taxii/taxii-time.ts'
import { malware, rawObject } from './bundle.ts'
import { arrived, everyRound, scene } from './scene.ts'
import { ask, heron, named, namesIn, otter, root, shared, taxii, viper } from './taxii-client.ts'

test('TAXII 1.6.9 and 3.6: without a known name and token the answer is 401, says which schemes there are, and is an error resource', async () => {
  await using at = await scene()
  const token = at.bor.tokens.get('taxii') ?? ''
  for (const authorization of [
    '',
    'Basic ',
    `Basic ${btoa('taxii')}`,
    `Basic ${btoa(`other:${token}`)}`,
    'Basic %%%',
    'Bearer x',
  ]) {
    const answer = await ask(at.bor, '/taxii2/', { authorization })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic .*Bearer /u)
    expect(answer.headers.get('content-type')).toBe(taxii)
    expect(answer.json).toMatchObject({ title: 'Unauthorized', http_status: '401', error_code: 'not-authenticated' })
  }
  expect((await ask(at.bor, '/taxii2/', { authorization: `Bearer ${token}` })).status).toBe(200)
  const person = { authorization: `Bearer ${at.bor.tokens.get('liaison')}` }
  expect((await ask(at.bor, '/taxii2/', person)).status).toBe(403)
})

test('TAXII 1.6.6: the media type in every spelling is taken, and each answer has the one', async () => {
  await using at = await scene()
  for (const accept of [
    'application/taxii+json',
    'application/taxii+json; version=2.1',
    'application/taxii+json;q=0.5 ; version="2.1"',
    'text/html, application/taxii+json;version=2.1',
    '*/*',
    'application/*;q=0.1',
  ]) {
    const answer = await ask(at.bor, '/taxii2/', { accept })
    expect([accept, answer.status, answer.headers.get('content-type')]).toEqual([accept, 200, taxii])
  }
  for (const accept of [
    'text/html',
    'application/taxii+json;version=2.0',
    'application/taxii+json;q=0',
    'application/json',
  ])
    expect([accept, (await ask(at.bor, '/taxii2/', { accept })).status]).toEqual([accept, 406])
})

test('TAXII 4: discovery leads to the API root, the root to collections; paths without their slash are not there', async () => {
  await using at = await scene()
  const { json: discovery } = await ask(at.bor, '/taxii2/')
  expect(discovery).toEqual({ title: 'Tamga bor', default: '/taxii2/api/', api_roots: ['/taxii2/api/'] })
  const { json: api } = await ask(at.bor, '/taxii2/api/')
  expect(api).toMatchObject({ versions: [taxii], max_content_length: expect.any(Number) })
  const { json } = await ask(at.bor, `${root}/`)
  const collections = json['collections'] as readonly { readonly id: string; readonly alias: string }[]
  expect(collections.map(({ alias }) => alias)).toEqual(expect.arrayContaining(['all', 'category-drones', 'from-alt']))
  for (const { id } of collections)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u)
  const [all] = collections
  expect((await ask(at.bor, `${root}/${all?.id}/`)).json).toEqual((await ask(at.bor, `${root}/all/`)).json)
  for (const path of ['/taxii2', '/taxii2/api', root, `${root}/all`, `${root}/none/`, `${root}/all/objects`])
    expect([path, (await ask(at.bor, path)).status]).toEqual([path, 404])
})

test('TAXII 5.4: objects come as they were given, ascending by the date they were added, with the dates of the first and the last', async () => {
  await using at = await scene()
  expect(await ask(at.bor, `${root}/all/objects/`)).toMatchObject({ status: 200, text: '{}' })
  await shared(at, at.alt, [viper, heron])
  await shared(at, at.alt, [otter], { category: 'drones' })
  const answer = await ask(at.bor, `${root}/all/objects/`)
  expect(answer.text).toBe(`{"objects":[${[rawObject(viper), rawObject(heron), rawObject(otter)].join(',')}]}`)
  const manifest = await ask(at.bor, `${root}/all/manifest/`)
  const dates = (manifest.json.objects ?? []).map((one) => one.date_added)
  expect(manifest.json.objects).toMatchObject(
    [viper, heron, otter].map(({ id, modified: version }) => ({ id, version })),
  )
  expect(dates).toEqual(dates.toSorted())
  expect(new Set(dates).size).toBe(3)
  for (const date of dates) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/u)
  for (const { headers } of [answer, manifest]) {
    expect(headers.get('x-taxii-date-added-first')).toBe(dates[0])
    expect(headers.get('x-taxii-date-added-last')).toBe(dates[2])
  }
  expect(namesIn(await ask(at.bor, `${root}/category-drones/objects/`))).toEqual(['River Otter'])
  expect(namesIn(await ask(at.bor, `${root}/from-alt/objects/`))).toHaveLength(3)
  expect((await ask(at.bor, `${root}/from-bor/objects/`)).text).toBe('{}')
})

test('TAXII 3.4: pages by next and by added_after give everything once, whatever is added between', async () => {
  await using at = await scene()
  const objects = Array.from({ length: 7 }, (_, index) => named(`Name ${index}`, `a${index}`))
  await shared(at, at.alt, objects.slice(0, 5))
  const first = await ask(at.bor, `${root}/all/objects/?limit=2`)
  expect(first.json.more).toBe(true)
  await shared(at, at.alt, objects.slice(5))
  const seen = namesIn(first)
  let { next } = first.json
  while (next !== undefined) {
    const page = await ask(at.bor, `${root}/all/objects/?limit=2&next=${encodeURIComponent(next)}`)
    seen.push(...namesIn(page))
    expect(page.json.more).toBe(page.json.next === undefined ? undefined : true)
    ;({ next } = page.json)
  }
  expect(seen).toEqual(objects.map(({ name }) => name))
  const again: string[] = []
  for (let after = ''; ;) {
    const page = await ask(at.bor, `${root}/all/objects/?limit=3${after}`)
    if (page.json.objects === undefined) break
    again.push(...namesIn(page))
    after = `&added_after=${page.headers.get('x-taxii-date-added-last')}`
  }
  expect(again).toEqual(seen)
  const cursor = encodeURIComponent(first.json.next ?? '')
  for (const path of [
    `${root}/all/manifest/?match[type]=malware&next=${cursor}`,
    `${root}/from-alt/objects/?next=${cursor}`,
    `${root}/all/objects/?next=x`,
  ])
    expect([path, (await ask(at.bor, path)).status]).toEqual([path, 400])
})

test('TAXII 3.4: a page holds less than was asked for where its objects are large, and goes on', async () => {
  await using at = await scene()
  const text = 'x'.repeat(6 * 1024 * 1024)
  const large = ['1', '2', '3', '4'].map((mark) =>
    malware({ name: `Large ${mark}`, mark, more: { description: text } }),
  )
  await shared(at, at.alt, large)
  const first = await ask(at.bor, `${root}/all/objects/?limit=10`)
  expect([namesIn(first), first.json.more]).toEqual([['Large 1', 'Large 2'], true])
  const rest = await ask(at.bor, `${root}/all/objects/?limit=10&next=${encodeURIComponent(first.json.next ?? '')}`)
  expect([namesIn(rest), rest.json.more]).toEqual([['Large 3', 'Large 4'], undefined])
})

test('TAXII 3.4.1: match fields are ANDed, their values ORed; of versions the newest comes unless others are asked for', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper, heron])
  await shared(at, at.alt, [named('Sand Viper II', '1', '2026-02-01T00:00:00.000Z'), otter])
  // Until a share is laid out, its versions take nobody's place.
  await at.federation.pass(everyRound)
  const find = async (query: string) => namesIn(await ask(at.bor, `${root}/all/objects/?${query}`))
  expect(await find('')).toEqual(['Grey Heron', 'Sand Viper II', 'River Otter'])
  expect(await find('match[version]=all')).toEqual(['Sand Viper', 'Grey Heron', 'Sand Viper II', 'River Otter'])
  expect(await find('match[version]=first')).toEqual(['Sand Viper', 'Grey Heron', 'River Otter'])
  expect(await find(`match[version]=first,last&match[id]=${viper.id}`)).toEqual(['Sand Viper', 'Sand Viper II'])
  expect(await find('match[version]=2026-02-01T00:00:00Z')).toEqual(['Sand Viper II'])
  expect(await find(`match[id]=${heron.id},${otter.id}`)).toEqual(['Grey Heron', 'River Otter'])
  expect(await find(`match[id]=${heron.id}&match[type]=tool`)).toEqual([])
  expect(await find('match[type]=tool,malware&match[spec_version]=2.1')).toHaveLength(3)
  expect(await find('match[spec_version]=2.0')).toEqual([])
  expect(await find('match[unknown]=x&other=y')).toHaveLength(3)
  const versions = await ask(at.bor, `${root}/all/objects/${viper.id}/versions/`)
  expect(versions.json).toEqual({ versions: ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'] })
  expect(namesIn(await ask(at.bor, `${root}/all/objects/${viper.id}/`))).toEqual(['Sand Viper II'])
  expect((await ask(at.bor, `${root}/all/objects/${viper.id}/?match[version]=2020-01-01T00:00:00Z`)).text).toBe('{}')
  for (const path of [`${root}/all/objects/malware--0/`, `${root}/category-drones/objects/${viper.id}/`])
    expect((await ask(at.bor, path)).status).toBe(404)
})

test('TAXII: another state’s version of an object stands beside, and takes the place of nothing', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper])
  const theirs = named('Sand Viper, seen from bor', '1', '2026-03-01T00:00:00.000Z')
  await shared(at, at.bor, [theirs], { to: ['alt'] })
  expect(namesIn(await ask(at.alt, `${root}/all/objects/`))).toEqual(['Sand Viper', 'Sand Viper, seen from bor'])
  expect(namesIn(await ask(at.alt, `${root}/from-alt/objects/`))).toEqual(['Sand Viper'])
  await shared(at, at.bor, [viper, heron], { to: ['alt'] })
  expect(namesIn(await ask(at.alt, `${root}/all/objects/`))).toEqual([
    'Sand Viper',
    'Sand Viper, seen from bor',
    'Grey Heron',
  ])
})

test('TAXII 3.3: the dates of objects stay what they were over a rebuild', async () => {
  await using at = await scene()
  await shared(at, at.alt, [viper, heron])
  const before = await ask(at.bor, `${root}/all/manifest/`)
  await at.bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
  await at.federation.pass(arrived)
  expect((await ask(at.bor, `${root}/all/manifest/`)).text).toBe(before.text)
  await shared(at, at.alt, [otter])
  const after = await ask(at.bor, `${root}/all/manifest/`)
  const dates = (after.json.objects ?? []).map((one) => microsOf(one.date_added) ?? 0)
  expect(dates).toEqual(dates.toSorted((one, other) => one - other))
  expect(dates).toHaveLength(3)
})

test('TAXII 5.2: titles and descriptions of collections come in the language that is asked for', async () => {
  await using at = await scene()
  const titled = async (language: string) => {
    const { json, headers } = await ask(at.bor, `${root}/`, { 'accept-language': language })
    expect(headers.get('content-language')).toBe(language.slice(0, 2))
    const all = json['collections'] as readonly Record<'alias' | 'title' | 'description' | 'id', string>[]
    return new Map(all.map((one) => [one.alias, one]))
  }
  const [english, russian, chinese] = [await titled('en'), await titled('ru-RU'), await titled('zh-CN,en;q=0.5')]
  for (const [alias, title, other, third] of [
    ['all', 'Everything', 'Всё', '全部'],
    ['category-terrorism', 'Category: Terrorism', 'Категория: Терроризм', '类别：恐怖主义'],
    ['from-bor', 'From Borea', 'Источник: Борея', '来自博雷亚'],
  ] as const) {
    const titles = [english, russian, chinese].map((told) => told.get(alias)?.title)
    expect(titles).toEqual([title, other, third])
    expect(new Set([english, russian, chinese].map((told) => told.get(alias)?.id)).size).toBe(1)
    expect(new Set([english, russian, chinese].map((told) => told.get(alias)?.description)).size).toBe(3)
  }
  const one = await ask(at.bor, `${root}/all/`, { 'accept-language': 'ru' })
  expect(one.json).toMatchObject({ title: 'Всё', can_read: true, can_write: false })
})
