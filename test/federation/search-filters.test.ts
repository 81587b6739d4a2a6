import { expect, test } from 'vitest'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { addAccount, arrived, scene } from './scene.ts'

const red = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'
const viper = malware({ name: 'Sand Viper', mark: '1', more: { object_marking_refs: [red] } })
const technique = {
  ...malware({ name: 'Sand injection', mark: '2' }),
  type: 'attack-pattern',
  id: 'attack-pattern--31b940d4-6f7f-459a-80ea-000000000002',
  external_references: [{ source_name: 'mitre-attack', external_id: 'T1055.011' }],
}
const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Sand' }

test('SR13 a search is narrowed by type, category, state, level, time, marking and technique', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(viper, technique))
  await at.alt.share({ ...wish, category: 'drones' }, bundle(malware({ name: 'Sand Kite', mark: '3' })))
  await at.federation.pass(arrived)
  const names = async (query: string) => {
    const { json } = await at.bor.ask('analyst', 'GET', `/api/v1/search?${query}`)
    return (json.items as unknown as readonly { readonly name: string }[]).map(({ name }) => name)
  }
  const all = ['Sand Kite', 'Sand Viper', 'Sand injection']
  expect(await names('q=sand')).toEqual(all)
  expect(await names('author=alt')).toEqual(all)
  expect(await names('q=sand&category=drones')).toEqual(['Sand Kite'])
  expect(await names('type=attack-pattern')).toEqual(['Sand injection'])
  expect(await names('tlp=red')).toEqual(['Sand Viper'])
  expect(await names('technique=t1055.011')).toEqual(['Sand injection'])
  expect(await names('q=sand&level=restricted&since=2000-01-01T00:00:00.000Z')).toEqual(all)
  for (const nothing of ['level=open', 'author=cas', 'tlp=amber', 'technique=T1055', 'until=2000-01-01T00:00:00.000Z'])
    expect([nothing, await names(`q=sand&${nothing}`)]).toEqual([nothing, []])
})

test('SR13 a filter that is malformed, or nothing asked at all, is refused by name', async () => {
  await using at = await scene()
  const malformed = ['tlp=blue', 'technique=1055', 'since=yesterday', 'until=2026-11-21', 'author=Z!', 'level=A%20B']
  for (const filter of [...malformed, 'category=', 'sorted=1']) {
    const { json } = await at.bor.ask('analyst', 'GET', `/api/v1/search?q=sand&${filter}`)
    const path: unknown = filter.startsWith('sorted') ? expect.any(String) : `/${filter.split('=')[0]}`
    expect([filter, json]).toMatchObject([filter, { code: 'request-invalid', params: { part: 'query', path } }])
  }
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/search')).json).toMatchObject({ code: 'request-invalid' })
})

test('SR8 facets and the order are given when asked for, and a cursor is of one order', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(viper, technique))
  await at.alt.share(
    { ...wish, category: 'drones' },
    bundle(malware({ name: 'Kite', mark: '3', more: { description: 'sand' } })),
  )
  await at.federation.pass(arrived)
  const ask = async (query: string) => (await at.bor.ask('analyst', 'GET', `/api/v1/search?q=sand${query}`)).json
  expect(await ask('')).not.toHaveProperty('facets')
  const type = [
    { value: 'malware', count: 2 },
    { value: 'attack-pattern', count: 1 },
  ]
  const author = [{ value: 'alt', count: 3 }]
  expect(await ask('&facets=1&limit=1')).toMatchObject({ facets: { finds: 3, exact: true, type, author } })
  expect(await ask('&facets=yes')).toMatchObject({ code: 'request-invalid', params: { path: '/facets' } })
  expect((await ask('')).items[0]).toMatchObject({ name: 'Sand Viper' })
  const { items, next } = (await ask('&sort=time&limit=1')) as unknown as { items: readonly object[]; next: string }
  expect(items).toMatchObject([{ name: 'Kite' }])
  expect((await ask(`&sort=time&limit=2&after=${next}`)).items).toMatchObject([
    { name: 'Sand Viper' },
    { name: 'Sand injection' },
  ])
  expect(await ask(`&after=${next}`)).toMatchObject({ code: 'cursor-invalid' })
  expect(await ask('&sort=name')).toMatchObject({ code: 'request-invalid', params: { path: '/sort' } })
})

test('SR15 a translation is found in its language and names the object that it translates', async () => {
  await using at = await scene()
  const { name: _, is_family: __, ...of } = malware({ name: '', mark: '9' })
  const translation = {
    ...of,
    type: 'language-content',
    id: 'language-content--31b940d4-6f7f-459a-80ea-000000000009',
    object_ref: viper.id,
    contents: { ru: { name: 'Песчаная гадюка' }, zh: { name: '沙蝰', description: '后门程序' } },
  }
  const { json } = await at.alt.share(wish, bundle(viper, translation))
  await at.federation.pass(arrived)
  const ask = async (query: string) => (await at.bor.ask('analyst', 'GET', `/api/v1/search?${query}`)).json.items
  const russian = { act: json.act, name: 'Песчаная гадюка', language: 'ru', translates: viper.id }
  const chinese = { ...russian, name: '沙蝰', language: 'zh' }
  expect(await ask(`q=${encodeURI('гадюки')}`)).toMatchObject([russian])
  const because = { where: 'name', found: '沙蝰' }
  expect(await ask(`why=1&q=${encodeURI('沙蝰')}`)).toMatchObject([{ ...chinese, reasons: [because] }])
  expect(await ask(`q=${encodeURI('后门')}`)).toMatchObject([{ ...chinese, snippet: '后门程序', highlights: [[0, 2]] }])
  const inOwn = async (language: string) => {
    const headers = { 'accept-language': language, authorization: `Bearer ${at.bor.tokens.get('analyst')}` }
    const url = 'http://bor/api/v1/search?type=language-content'
    const response = await at.bor.node!.fetch(new Request(url, { headers }))
    return ((await response.json()) as { readonly items: readonly object[] }).items
  }
  expect(await inOwn('zh-CN, en;q=0.5')).toMatchObject([chinese])
  expect(await inOwn('ru')).toMatchObject([russian])
  expect((await ask('q=viper'))[0]).not.toHaveProperty('translates')
  expect(await ask(`q=${viper.id}`)).toHaveLength(2)
})

test('STIX 7.1 what is found in a translation is found under its object, in whichever share that stands, in the version translated', async () => {
  await using at = await scene()
  const { name: _, is_family: __, ...of } = malware({ name: '', mark: '9' })
  const translation = (mark: string, more: object) => ({
    ...of,
    type: 'language-content',
    id: `language-content--31b940d4-6f7f-459a-80ea-00000000000${mark}`,
    object_ref: viper.id,
    ...more,
  })
  const older = await at.alt.share(wish, bundle(viper))
  const later = { ...viper, name: 'Horned Viper', modified: '2026-03-01T00:00:00.000Z' }
  const newer = await at.alt.share(wish, bundle(later))
  await at.bor.share(
    { ...wish, to: ['alt', 'cas'] },
    bundle(
      translation('1', { contents: { zh: { name: '角蝰' } } }),
      translation('2', { contents: { zh: { name: '沙蝰' } }, object_modified: viper.modified }),
    ),
  )
  await at.federation.pass(arrived)
  const ask = async (house: House, text: string) =>
    (await house.ask('analyst', 'GET', `/api/v1/search?q=${encodeURIComponent(text)}`)).json.items
  for (const house of [at.alt, at.bor]) {
    expect(await ask(house, '角蝰')).toMatchObject([
      { translates: viper.id, original: { act: newer.json.act, author: 'alt', name: 'Horned Viper', isLast: true } },
    ])
    expect(await ask(house, '沙蝰')).toMatchObject([
      { translates: viper.id, original: { act: older.json.act, modified: viper.modified, isLast: false } },
    ])
  }
  // Who does not see the object learns no more of it than the translation says.
  const [unseen] = await ask(at.cas, '沙蝰')
  expect(unseen).toMatchObject({ translates: viper.id })
  expect(unseen).not.toHaveProperty('original')
})

test('SR12 what was typed on the other keyboard, or of words that stand everywhere, is told', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(malware({ name: 'Угрозы на границе', mark: '1' })))
  await at.alt.share({ ...wish, level: 'open' }, bundle(malware({ name: 'Grey Heron', mark: '2' })))
  await at.federation.pass(arrived)
  await addAccount(at.bor, { name: 'low', role: 'analyst', clearance: 'open' })
  const ask = async (query: string, account = 'analyst') => {
    const { json } = await at.bor.ask(account, 'GET', `/api/v1/search?q=${encodeURIComponent(query)}`)
    return json
  }
  expect(await ask('euhjpf')).toMatchObject({ items: [], searched: 2, instead: 'угроза' })
  expect(await ask('пкун руkщт')).not.toHaveProperty('instead')
  expect(await ask('пкун рукщт')).toMatchObject({ instead: 'grey heron' })
  expect(await ask('euhjpf', 'low')).toEqual({ items: [], lag: 0, searched: 1 })
  expect(await ask('the')).toEqual({ items: [], lag: 0, unasked: ['the'] })
  expect(await ask('the heron')).toMatchObject({ items: [{ name: 'Grey Heron' }], unasked: ['the'] })
  expect(await ask('heron')).not.toHaveProperty('searched')
})
