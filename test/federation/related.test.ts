import { expect, test } from 'vitest'
import { bundle, malware } from './bundle.ts'
import { addAccount, arrived, scene } from './scene.ts'

const domain = {
  type: 'domain-name',
  spec_version: '2.1',
  id: 'domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f5',
  value: 'evil.example',
}
const cve = [{ source_name: 'cve', external_id: 'CVE-2021-44228' }]
const indicator = {
  ...malware({ name: 'Beacon', mark: '5', more: { external_references: cve } }),
  type: 'indicator',
  id: 'indicator--31b940d4-6f7f-459a-80ea-000000000005',
  pattern: "[domain-name:value = 'evil.example' OR email-addr:value = 'a@evil.example']",
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00.000Z',
}
const wish = { level: 'restricted', category: 'network-security', title: 'Seen' }

test('SR10 an object is related to what other states shared of the same value or id, as far as the reader may see', async () => {
  await using at = await scene()
  const { json: first } = await at.alt.share({ ...wish, to: ['bor'] }, bundle(domain))
  await at.alt.share({ ...wish, to: ['bor'] }, bundle(domain, malware({ name: 'Ours', mark: '6' })))
  const { json: second } = await at.bor.share({ ...wish, to: ['alt'] }, bundle(indicator))
  await at.bor.share(
    { ...wish, to: ['alt'] },
    bundle(malware({ name: 'Gap', mark: '7', more: { external_references: cve } })),
  )
  await at.federation.pass(arrived)
  const ask = async (house: typeof at.alt, act: string, id: string) =>
    (await house.ask('analyst', 'GET', `/api/v1/acts/${act}/objects/${id}/related`)).json

  const found = { act: second.act, author: 'bor', level: wish.level, type: 'indicator', name: 'Beacon' }
  expect(await ask(at.alt, first.act, domain.id)).toMatchObject({
    items: [{ kind: 'value', value: 'evil.example', finds: [found], more: false }],
    lag: 0,
  })
  const back = await ask(at.alt, second.act, indicator.id)
  expect(back).toMatchObject({ items: [{ kind: 'value', value: 'evil.example' }] })
  const [item] = back.items as unknown as readonly { readonly finds: readonly { readonly author: string }[] }[]
  expect(item?.finds.map(({ author }) => author)).toEqual(['alt', 'alt'])
  expect((await at.cas.ask('analyst', 'GET', `/api/v1/acts/${first.act}/objects/${domain.id}/related`)).status).toBe(
    404,
  )
})

test('SG-01 identities, accounts and addresses are not followed from share to share', async () => {
  await using at = await scene()
  const address = {
    type: 'email-addr',
    spec_version: '2.1',
    id: 'email-addr--2d77a846-6264-5d51-b586-e43822ea1ea3',
    value: 'a@evil.example',
  }
  const sighted = {
    ...malware({ name: '', mark: '8' }),
    type: 'observed-data',
    id: 'observed-data--31b940d4-6f7f-459a-80ea-000000000008',
    first_observed: '2026-01-01T00:00:00.000Z',
    last_observed: '2026-01-01T00:00:00.000Z',
    number_observed: 1,
    object_refs: [address.id],
  }
  const { json: first } = await at.alt.share({ ...wish, to: ['bor'] }, bundle(address, sighted))
  const { json: second } = await at.bor.share({ ...wish, to: ['alt'] }, bundle(indicator, address, sighted))
  await at.federation.pass(arrived)
  const path = `/api/v1/acts/${first.act}/objects/${address.id}/related`
  expect((await at.alt.ask('analyst', 'GET', path)).json).toEqual({ items: [], lag: 0 })
  const of = `/api/v1/acts/${second.act}/objects/${indicator.id}/related`
  expect((await at.alt.ask('analyst', 'GET', of)).json).toEqual({ items: [], lag: 0 })
})

interface Correlated {
  readonly states: readonly { readonly author: string; readonly finds: readonly { readonly name: string }[] }[]
}

test('SR10 an id or a value leads to the states that shared it, and to none that the reader may not know of', async () => {
  await using at = await scene()
  const technique = [{ source_name: 'mitre-attack', external_id: 'T1055.011' }]
  const named = (name: string, mark: string) => malware({ name, mark, more: { external_references: technique } })
  await at.alt.share({ ...wish, to: ['bor'] }, bundle(domain, named('Alt One', '1')))
  await at.bor.share({ ...wish, to: ['alt'] }, bundle(indicator, named('Bor One', '2')))
  await at.cas.share({ ...wish, to: ['bor'] }, bundle(domain, named('Cas One', '3')))
  await at.federation.pass(arrived)
  const ask = async (house: typeof at.alt, value: string, account = 'analyst') => {
    const { json } = await house.ask(account, 'GET', `/api/v1/related?value=${encodeURIComponent(value)}`)
    const { states } = json as unknown as Correlated
    return Object.fromEntries(
      states.map(({ author, finds }) => [author, finds.map(({ name }) => name).toSorted()] as const),
    )
  }
  expect(await ask(at.bor, 'T1055.011')).toEqual({ alt: ['Alt One'], bor: ['Bor One'], cas: ['Cas One'] })
  expect(await ask(at.alt, 't1055.011')).toEqual({ alt: ['Alt One'], bor: ['Bor One'] })
  expect(await ask(at.cas, 'T1055.011')).toEqual({ cas: ['Cas One'] })
  expect(Object.keys(await ask(at.bor, 'evil.example')).toSorted()).toEqual(['alt', 'bor', 'cas'])
  expect(Object.keys(await ask(at.alt, 'evil.example')).toSorted()).toEqual(['alt', 'bor'])
  expect(Object.keys(await ask(at.bor, domain.id)).toSorted()).toEqual(['alt', 'cas'])
  expect(await ask(at.cas, 'CVE-2021-44228')).toEqual({})
  await addAccount(at.bor, { name: 'low', role: 'analyst', clearance: 'open', categories: ['drones'] })
  expect(await ask(at.bor, 'evil.example', 'low')).toEqual({})
})

test('SG-01 no value that may stand for a person leads to states', async () => {
  await using at = await scene()
  await at.bor.share({ ...wish, to: ['alt'] }, bundle(indicator))
  await at.federation.pass(arrived)
  for (const value of ['a@evil.example', 'identity--31b940d4-6f7f-459a-80ea-000000000008', 'ev']) {
    const { json } = await at.alt.ask('analyst', 'GET', `/api/v1/related?value=${encodeURIComponent(value)}`)
    expect([value, json]).toEqual([value, { states: [], lag: 0 }])
  }
})

/** Bor holds what `low` may see, and with `hasHidden` the same things from everybody, and others, under labels that he may not. */
async function lowWorld(hasHidden: boolean) {
  const at = await scene()
  await addAccount(at.bor, { name: 'low', role: 'analyst', clearance: 'open', categories: ['drones'] })
  const technique = [{ source_name: 'mitre-attack', external_id: 'T1055.011' }]
  const objects = [domain, indicator, malware({ name: 'One', mark: '1', more: { external_references: technique } })]
  const seen = await at.alt.share({ ...wish, to: ['bor'], level: 'open', category: 'drones' }, bundle(...objects))
  await at.federation.pass(arrived)
  if (hasHidden) {
    const other = { ...domain, id: 'domain-name--3c10e93f-798e-5a26-a0c1-08156efab7f6', value: 'hidden.example' }
    await at.alt.share({ ...wish, to: ['bor'] }, bundle(...objects, other))
    await at.cas.share({ ...wish, to: ['bor'], level: 'open', category: 'border' }, bundle(...objects, other))
    await at.cas.share({ ...wish, to: ['bor'] }, bundle(...objects, other))
    await at.bor.share({ ...wish, to: ['alt'] }, bundle(...objects, other))
  }
  await at.federation.pass(arrived)
  const paths = [domain, indicator].map(({ id }) => `acts/${seen.json.act}/objects/${id}/related`)
  return { at, paths, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

test('SR10 P1 whoever may not know of other states that shared the same learns neither names nor counts nor that there are any', async () => {
  await using without = await lowWorld(false)
  await using with_ = await lowWorld(true)
  expect(with_.paths).toEqual(without.paths)
  const values = ['evil.example', 'EVIL[.]example', 'T1055.011', 'T1055', 'CVE-2021-44228', 'hidden.example', domain.id]
  const searches = ['q=evil.example', 'technique=T1055.011', 'q=hidden.example', 'q=hidden', 'author=cas', 'author=bor']
  const paths = [
    ...with_.paths,
    ...values.map((value) => `related?value=${encodeURIComponent(value)}`),
    ...searches.flatMap((query) =>
      ['', '&limit=1', '&sort=time'].map((more) => `search?${query}&facets=1&why=1${more}`),
    ),
  ]
  const plain = ({ status, bytes }: Awaited<ReturnType<typeof without.at.bor.ask>>) => ({
    status,
    text: new TextDecoder().decode(bytes).replaceAll(/"next":"[^"]*"/gu, (next) => `${next.length}`),
  })
  for (const path of paths) {
    const ask = async (at: typeof without.at, account: string) => at.bor.ask(account, 'GET', `/api/v1/${path}`)
    expect([path, plain(await ask(with_.at, 'low'))]).toEqual([path, plain(await ask(without.at, 'low'))])
    if (path.endsWith('hidden.example')) expect(plain(await ask(with_.at, 'analyst')).text).toContain('"cas"')
  }
})
