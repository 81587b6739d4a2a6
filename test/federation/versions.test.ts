import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { insert, remove } from '#platform/db/table.ts'
import { added } from '#rooms/exchange/collections/tables.ts'
import { revocations, unlooked } from '#rooms/exchange/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, scene } from './scene.ts'
import { ask, root } from './taxii-client.ts'

const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Versions' }
const version = (name: string, month: string, more = {}) =>
  malware({ name, mark: '1', modified: `2026-${month}-01T00:00:00.000Z`, more })
const [first, second] = [version('Viper', '01'), version('Viper', '02')]
const { id } = first

interface Line {
  readonly name: string
  readonly conflict: boolean
  readonly introducedBy?: string
}

async function linesOf(house: House, act: string, account = 'analyst'): Promise<readonly Line[]> {
  const { json } = await house.ask(account, 'GET', `/api/v1/acts/${act}/objects`)
  return json.items as unknown as readonly Line[]
}

/** What a tool is given: `all` versions, or the last. */
async function given(house: House, which: 'all' | 'last'): Promise<readonly unknown[]> {
  const { json } = await ask(house, `${root}/all/objects/?match[version]=${which}`)
  return json.objects ?? []
}

test('STIX 3.6 every version is kept and served; the creator’s newest takes the place of his older ones', async () => {
  await using at = await scene()
  const older = await at.alt.share(wish, bundle(first))
  const newer = await at.alt.share(wish, bundle(second))
  await at.federation.pass(arrived)
  for (const { json } of [older, newer])
    expect((await linesOf(at.bor, json.act)).map(({ introducedBy }) => introducedBy)).toEqual([undefined])
  expect(await given(at.bor, 'last')).toEqual([second])
  expect(await given(at.bor, 'all')).toEqual([first, second])
})

test('STIX 3.6 another state’s newer version of an object is that state’s view: flagged, and in nobody’s place', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(first))
  await at.federation.pass(arrived)
  const view = await at.bor.share({ ...wish, to: ['alt'] }, bundle(version('Viper of bor', '03')))
  const passedOn = await at.bor.share({ ...wish, to: ['alt'] }, bundle(first))
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) {
    expect(await linesOf(house, view.json.act)).toMatchObject([{ introducedBy: 'alt', conflict: false }])
    expect((await linesOf(house, passedOn.json.act))[0]).not.toHaveProperty('introducedBy')
    expect(await given(house, 'last')).toEqual([first, version('Viper of bor', '03')])
  }
})

test('STIX 3.6 another state’s revocation revokes its own view alone; the creator’s is a version like any other and is kept', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(first))
  await at.federation.pass(arrived)
  const strange = await at.bor.share({ ...wish, to: ['alt'] }, bundle(version('Viper', '03', { revoked: true })))
  await at.federation.pass(arrived)
  expect(await linesOf(at.alt, strange.json.act)).toMatchObject([{ introducedBy: 'alt' }])
  expect(await given(at.alt, 'last')).toContainEqual(first)
  const revoked = version('Viper', '04', { revoked: true })
  await at.alt.share(wish, bundle(revoked))
  await at.federation.pass(arrived)
  const last = await given(at.bor, 'last')
  expect(last).toContainEqual(revoked)
  expect(last).not.toContainEqual(first)
  expect(await given(at.bor, 'all')).toHaveLength(3)
})

test('P1 who brought an object in is told to those alone who see his share', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(first))
  await at.federation.pass(arrived)
  const view = await at.bor.share({ ...wish, to: ['cas'] }, bundle(version('Viper of bor', '03')))
  await at.federation.pass(arrived)
  expect(await linesOf(at.bor, view.json.act)).toMatchObject([{ introducedBy: 'alt' }])
  expect((await linesOf(at.cas, view.json.act))[0]).not.toHaveProperty('introducedBy')
  expect((await at.cas.ask('analyst', 'GET', `/api/v1/acts/${view.json.act}/objects/${id}`)).status).toBe(200)
})

test('STIX 3.6 what its creator revoked stays revoked in all his shares, in whatever order they come: on the page, in search and for tools', async () => {
  await using at = await scene()
  const revoked = version('Viper', '02', { revoked: true })
  const after = version('Viper again', '03')
  const shares = new Map<string, string>()
  for (const [name, house, object] of [
    ['after', at.alt, after],
    ['revoked', at.alt, revoked],
    ['first', at.alt, first],
    ['passed on', at.bor, after],
  ] as const) {
    const to = house === at.alt ? ['bor'] : ['alt']
    shares.set(name, (await house.share({ ...wish, to }, bundle(object))).json.act)
    await at.federation.pass(arrived)
  }
  const states = { after: 'before', revoked: 'this', first: 'since', 'passed on': 'before' }
  for (const house of [at.alt, at.bor]) {
    for (const [name, revocation] of Object.entries(states))
      expect(await linesOf(house, shares.get(name) ?? ''), name).toMatchObject([{ revocation }])
    const { json } = await house.ask('analyst', 'GET', '/api/v1/search?q=viper')
    const told = new Map(json.items.map((find) => [find.act, find]))
    for (const [name, revocation] of Object.entries(states))
      expect(told.get(shares.get(name) ?? '')).toMatchObject({ revocation })
    expect(await given(house, 'last')).toEqual([revoked])
    expect(await given(house, 'all')).toHaveLength(3)
  }
  expect(await linesOf(at.bor, shares.get('passed on') ?? '')).not.toMatchObject([{ introducedBy: 'alt' }])
  const again = await at.bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
  expect(again.json).toMatchObject({ equal: true })
  const path = `/api/v1/shares/${shares.get('revoked')}/recall`
  expect((await at.alt.ask('liaison', 'POST', path, { reason: 'Wrong' })).status).toBe(201)
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) expect(await given(house, 'last')).toEqual([after])
})

test('STIX 3.6 in one share that goes on after a revocation the revoked version is the one given, and the later one on request', async () => {
  await using at = await scene()
  const [revoked, after] = [version('Viper', '02', { revoked: true }), version('Viper', '03')]
  const { json } = await at.alt.share(wish, bundle(first, after, revoked))
  const raw = async (query: string): Promise<unknown> => {
    const { bytes } = await at.alt.ask('analyst', 'GET', `/api/v1/acts/${json.act}/objects/${id}${query}`)
    return JSON.parse(new TextDecoder().decode(bytes))
  }
  expect(await raw('')).toEqual(revoked)
  expect(await raw(`?modified=${after.modified}`)).toEqual(after)
})

test('STIX 3.6 what was shared before revocations were noted is looked through after the upgrade, and where that was cut off it goes on', async () => {
  await using at = await scene()
  const revoked = version('Viper', '02', { revoked: true })
  const other = (name: string, month: string, more = {}) =>
    malware({ name, mark: '2', modified: `2026-${month}-01T00:00:00.000Z`, more })
  const gone = other('Heron', '02', { revoked: true })
  const told = [version('Viper', '01'), revoked, other('Heron', '01'), gone]
  for (const object of told) await at.alt.share(wish, bundle(object))
  await at.federation.pass(arrived)
  expect(await given(at.bor, 'last')).toEqual([revoked, gone])
  for (const later of [version('Viper', '03'), other('Heron', '03')]) await at.alt.share(wish, bundle(later))
  await at.federation.pass(arrived)
  const { database } = at.bor
  await at.bor.stop()
  await using store = database.connect()
  const before = await store.select(revocations, {})
  const held = await store.select(added, {})
  await store.transaction((tx) =>
    tx.apply([remove(revocations, {}), ...held.map(({ arrival }) => insert(unlooked, { arrival }))]),
  )
  const left = () => store.count(unlooked, {}, 100)
  at.bor.cheat = async (tx) => {
    if ((await tx.count(unlooked, {}, 100)) === 2) throw new Fault('failpoint')
  }
  await at.bor.start()
  await at.federation.pass(arrived)
  expect(await left()).toBe(3)
  await at.bor.stop()
  at.bor.cheat = undefined
  await at.bor.start()
  await at.federation.pass(arrived)
  expect(await left()).toBe(0)
  expect(await store.select(revocations, {})).toEqual(before)
  expect(await given(at.bor, 'last')).toEqual([revoked, gone])
})
