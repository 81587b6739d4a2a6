import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { received } from '#platform/transport/tables.ts'
import { currentKeys } from '#charter/standing.ts'
import { watchNode } from '#node/metrics.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { charterOf, parties, shareFrom, staged, typed, type Stage } from './key-stage.ts'
import { arrived, begun } from './scene.ts'
import { outcomeAt } from './treaty-desk.ts'

const alt = 'alt' as Party
/** Who lacks what an entry orders asks others for it after so long. */
const asked = 20_000
const monthMs = 30 * 86_400_000

const isFrozenAt = (stage: Stage, party: string) => currentKeys(charterOf(stage, party).parties.get(alt)!).sealFrozen

const heldAt = async (house: House) => {
  const where = { peer: alt, outcome: 'held' } as const
  const rows = await house.node!.house.store.select(received, { where, order: ['number'], columns: ['act', 'code'] })
  return rows.map(({ act, code }) => [act, code])
}

/** What the metrics of a house say of parcels held: of whom, how many, for how many seconds. */
async function measuredHeld(house: House, { time }: Federation) {
  const watch = await watchNode(house.node!, { store: house.node!.house.store, clock: time })
  const text = await (await watch.metrics(new Request('http://127.0.0.1/metrics'))).text()
  const rows = text.matchAll(/inbox_held_(parcels_count|seconds)\{peer="(\w+)"\} ([1-9]\d*)/gu)
  return Object.fromEntries([...rows].map(([, what, peer, value]) => [`${peer} ${what}`, Number(value)]))
}

const stateAt = async (house: House, act: string) =>
  (await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json.state ?? 'unknown'

test('3 what is under way when a seal is frozen waits at its addressee until its party says up to where it is trusted, and is let in or marked then', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  const [author, bor] = [federation.house('alt'), federation.house('bor')]
  const way = { isOpen: true }
  federation.impersonate('alt', async (request) => {
    if (!way.isOpen) throw new TypeError('connection reset')
    return author.node!.fetch(request)
  })
  await bor.stop()
  const own = (await shareFrom(stage, 'alt', ['bor', 'cas'])).json.act
  await federation.pass(2 * arrived)
  const at = federation.time.now()
  await federation.pass(1000)
  const stolen = (await shareFrom(stage, 'alt', ['bor', 'cas'])).json.act
  await federation.pass(arrived)
  await typed(stage, 'alt/admin', ['key', 'freeze', '--reason', 'A laptop was stolen'])
  await federation.pass(arrived)
  // Bor hears of the freezing from the depositary, and of nothing from alt.
  way.isOpen = false
  await bor.start()
  await federation.pass(asked)
  expect([isFrozenAt(stage, 'bor'), charterOf(stage, 'bor').place.number]).toEqual([true, 1])
  way.isOpen = true
  await federation.pass(asked)
  const both = [own, stolen].map((act) => [act, 'trust-unsaid'])
  expect(await heldAt(bor)).toEqual(both)
  expect([await stateAt(bor, own), await outcomeAt(author, own, 'bor')]).toEqual(['unknown', 'queued'])
  const { checks } = (await bor.ask('admin', 'GET', '/api/v1/doctor')).json
  expect(checks).toContainEqual(
    expect.objectContaining({ check: 'parcels', params: { quarantined: 0, held: 2, withheld: 0 } }),
  )
  const waits = {
    check: 'heldSeal',
    state: 'warn',
    params: { party: 'alt', count: 2, hours: 0 },
    fix: 'tamga key list',
  }
  expect(checks).toContainEqual(expect.objectContaining(waits))
  expect(await measuredHeld(bor, federation)).toMatchObject({ 'alt parcels_count': 2 })
  // A new seal alone says nothing of the old one, and what it signs does not wait.
  await typed(stage, 'alt/admin', ['key', 'rotate', 'all', '--keys', stage.keys('alt')])
  await federation.pass(2 * arrived)
  expect(isFrozenAt(stage, 'bor')).toBe(false)
  const later = (await shareFrom(stage, 'alt', ['bor'])).json.act
  await federation.pass(2 * arrived)
  expect([await outcomeAt(author, later, 'bor'), await heldAt(bor)]).toEqual(['admitted', both])
  // No day ends the waiting: after a month it goes on, and an operator sees since when.
  for (const party of parties) await federation.house(party).stop()
  await federation.pass(monthMs)
  for (const party of parties) await federation.house(party).start()
  await federation.pass(asked)
  expect(await heldAt(bor)).toEqual(both)
  const { checks: monthOn } = (await bor.ask('admin', 'GET', '/api/v1/doctor')).json
  expect(monthOn).toContainEqual(expect.objectContaining({ ...waits, params: { ...waits.params, hours: 30 * 24 } }))
  const measured = await measuredHeld(bor, federation)
  expect(measured).toEqual({ 'alt parcels_count': 2, 'alt seconds': expect.any(Number) })
  expect(Math.floor(measured['alt seconds']! / 3600)).toBe(30 * 24)
  await typed(stage, 'alt/admin', ['key', 'trusted', '--before', at, '--keys', stage.keys('alt')])
  await federation.pass(2 * arrived)
  expect(await heldAt(bor)).toEqual([])
  expect(await measuredHeld(bor, federation)).toEqual({})
  // Its proof comes after it.
  await federation.pass(2 * asked)
  // Equal at who had it before the freezing and at who waited.
  for (const party of ['bor', 'cas']) {
    const house = federation.house(party)
    expect([party, await stateAt(house, own), await stateAt(house, stolen)]).toEqual([party, 'admitted', 'untrusted'])
  }
  expect(await outcomeAt(author, own, 'bor')).toBe('admitted')
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})
