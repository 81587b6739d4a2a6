import { expect, test } from 'vitest'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import { items } from '#platform/record/tables.ts'
import { replies, shares } from '#rooms/exchange/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { sealedFile, type Lie } from './hostile-peer.ts'
import { addAccount, arrived, hostileScene } from './scene.ts'

const note = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A recall of whatever act, by whoever sends it. */
const recallOf = (act: string, more: Partial<Statement> = {}): Lie => ({
  statement: (honest) => ({
    ...honest,
    kind: 'exchange.recall/1' as Kind,
    refs: [act as ActId],
    body: { act, reason: 'taken back' },
    ...more,
  }),
})

async function rebuilds(house: House): Promise<void> {
  const rebuilt = await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
  expect(rebuilt.json).toMatchObject({ equal: true })
}

test('G1 no record is ever taken back: neither the genesis, nor a recall, nor what machines and people confirmed', async () => {
  await using at = await hostileScene('alt')
  const genesis = at.federation.coalition.charter.id
  const acknowledged = await at.peer.send()
  const file = await at.peer.sendShare(sealedFile(note('one')))
  const recalled = await at.peer.send(recallOf(file))
  await at.federation.pass(arrived)
  for (const record of [genesis, acknowledged, recalled]) await at.peer.send(recallOf(record))
  await at.federation.pass(arrived)
  const shown = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${acknowledged}`)
  expect(shown.json).toMatchObject({ kind: 'exchange.acknowledge/1', state: 'admitted', statement: { author: 'alt' } })
  expect((await at.bor.ask('analyst', 'GET', `/api/v1/acts/${file}`)).json).toMatchObject({ state: 'recalled' })
  await rebuilds(at.bor)
  await at.bor.stop()
  await at.bor.start()
  expect((await at.bor.ask('analyst', 'GET', `/api/v1/acts/${recalled}`)).json).toMatchObject({ state: 'admitted' })
})

test('G2 what another says of an act takes nothing back, hides nothing and opens it to nobody, before it and after', async () => {
  await using at = await hostileScene()
  const { bor, peer } = at
  await addAccount(bor, { name: 'low', role: 'analyst', clearance: 'open' })
  const alt = at.federation.house('alt')
  const wish = { to: ['bor'], level: 'restricted', category: 'drones', title: 'A kite' }
  const first = await alt.share(wish, bundle(malware({ name: 'Kite', mark: '1' })))
  await at.federation.pass(arrived)
  await peer.send(recallOf(first.json.act))
  await bor.stop()
  const second = await alt.share({ ...wish, title: 'A dove' }, bundle(malware({ name: 'Dove', mark: '2' })))
  await at.federation.pass(1000)
  await alt.stop()
  await peer.send(recallOf(second.json.act))
  await bor.start()
  await at.federation.pass(arrived)
  await alt.start()
  await at.federation.pass(arrived)
  for (const { act } of [first.json, second.json]) {
    const shown = await bor.ask('analyst', 'GET', `/api/v1/acts/${act}`)
    expect(shown.json).toMatchObject({ author: 'alt', state: 'admitted', objects: { count: 1 } })
    const list = await bor.ask('analyst', 'GET', '/api/v1/acts?kind=exchange.share/1')
    expect(list.json.items.filter((item) => item.act === act)).toMatchObject([{ author: 'alt', state: 'admitted' }])
    for (const path of ['', '/envelope', '/attachments/0', '/objects']) {
      expect((await bor.ask('low', 'GET', `/api/v1/acts/${act}${path}`)).status, path).toBe(404)
    }
  }
  await rebuilds(bor)
})

const sighting: Lie = {
  statement: (honest) => ({
    ...honest,
    kind: 'exchange.sighting/1' as Kind,
    label: { ...honest.label, purpose: 'information', reviewBy: '2027-01-01T00:00:00.000Z' as never },
    body: { act: honest.refs[0], object: 'malware--31b940d4-6f7f-459a-80ea-000000000001', count: 7 },
  }),
}

test('G3 a sighting that is taken back leaves nothing of what it said', async () => {
  await using at = await hostileScene()
  const seen = await at.peer.send(sighting)
  await at.federation.pass(arrived)
  await at.peer.send(recallOf(seen))
  await at.federation.pass(arrived)
  await using store = at.bor.database.connect()
  expect(await store.select(replies, { where: { act: seen as ActId } })).toEqual([])
  const listed = await at.bor.ask('analyst', 'GET', '/api/v1/acts?state=recalled')
  expect(listed.json.items).toMatchObject([{ act: seen, state: 'recalled' }])
  await rebuilds(at.bor)
})

/** What the register and the room keep of an act, but for the number of its arrival. */
async function keptOf(house: House, act: string): Promise<unknown> {
  await using store = house.database.connect()
  const where = { act: act as ActId }
  const listed = await store.select(items, { where })
  const kept = listed.map(({ arrival: _, arrived_at: __, ...row }) => row)
  return { kept, shares: await store.select(shares, { where }) }
}

test('G4 of two recalls of one share the same one holds on every node, in whatever order they come', async () => {
  const kept: unknown[] = []
  for (const order of [1, -1]) {
    await using at = await hostileScene()
    const file = await at.peer.sendShare(sealedFile(note('one')))
    await at.federation.pass(arrived)
    const recalls = [
      recallOf(file),
      recallOf(file, { body: { act: file, reason: 'again' }, officers: ['two' as never] }),
    ]
    for (const recall of order > 0 ? recalls : recalls.toReversed()) {
      await at.peer.send({
        statement: (honest) => ({ ...(recall.statement?.(honest) ?? honest), salt: 'A'.repeat(43) }),
      })
    }
    await at.federation.pass(arrived)
    kept.push(await keptOf(at.bor, file))
    await rebuilds(at.bor)
  }
  expect(kept[0]).toEqual(kept[1])
})

test('G5 page by page the register shows a recall and the stub that it left, each once', async () => {
  await using at = await hostileScene()
  const file = await at.peer.sendShare(sealedFile(note('one')))
  await at.federation.pass(arrived)
  const recall = await at.peer.send(recallOf(file))
  await at.federation.pass(arrived)
  const seen: string[] = []
  for (let next: string | undefined = ''; next !== undefined;) {
    const page = await at.bor.ask('analyst', 'GET', `/api/v1/acts?limit=1${next === '' ? '' : `&after=${next}`}`)
    seen.push(...page.json.items.map(({ act }) => act))
    next = (page.json as unknown as { readonly next?: string }).next
  }
  expect(seen.toSorted()).toEqual([file, recall].toSorted())
})
