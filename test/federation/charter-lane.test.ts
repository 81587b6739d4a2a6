import { expect, test } from 'vitest'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { arrived, begun, everyRound } from './scene.ts'
import { countersign, laneOf, propose, whileOff } from './treaty-desk.ts'

const states = ['alt', 'bor', 'cas'] as const
const everyone = [...states, 'sec'] as const
const quotas = { type: 'quotas', quotas: { actsPerHour: 7, bytesPerHour: 1_000_000, verificationsPerHour: 9 } }

const newestOf = (house: House) => house.node?.house.charter().newest
const signAll = async (federation: Federation, act: string, by: readonly string[] = states) => {
  for (const party of by) expect((await countersign(federation, party, act)).status).toBe(201)
}

test('8 a change that all have countersigned is entered, and every node adopts it and keeps it', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const { act } = await propose(federation.house('alt'), quotas, { reason: 'less' })
  await federation.pass(arrived)
  await signAll(federation, act)
  await federation.pass(arrived)
  const charters = everyone.map((party) => federation.house(party).node?.house.charter())
  for (const charter of charters) expect(charter?.quotas.actsPerHour).toBe(7)
  expect(new Set(charters.map((charter) => charter?.newest)).size).toBe(1)
  const bor = federation.house('bor')
  const before = newestOf(bor)
  await bor.stop()
  await bor.start()
  expect(newestOf(bor)).toBe(before)
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  expect(await laneOf(bor)).toMatchObject([
    { number: 1, outcome: 'adopted', act: before },
    { number: 0, outcome: 'adopted' },
  ])
})

test('8 what lacks one signature of the threshold is not entered', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const { act } = await propose(federation.house('alt'), quotas)
  await federation.pass(arrived)
  await signAll(federation, act, ['alt', 'bor'])
  await federation.pass(everyRound)
  for (const party of everyone) expect(await laneOf(federation.house(party))).toHaveLength(1)
  const { json } = await federation.house('cas').ask('treaty', 'GET', '/api/v1/charter/proposals')
  expect(json.items).toMatchObject([{ act, state: 'open', consents: { needed: 3, signed: ['alt', 'bor'] } }])
})

test('8 a node that was away for days learns the entry, and what named it and waited is judged again', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, cas] = [federation.house('alt'), federation.house('cas')]
  const { act } = await propose(alt, quotas)
  await federation.pass(arrived)
  await signAll(federation, act, ['cas'])
  await federation.pass(arrived)
  await cas.stop()
  await signAll(federation, act, ['alt', 'bor'])
  await federation.pass(arrived)
  await whileOff(federation, 3 * 86_400_000, ['alt', 'bor', 'sec'])
  expect(newestOf(alt)).not.toBe(federation.coalition.charter.id)
  const kite = bundle(malware({ name: 'Kite', mark: '1' }))
  const wish = { to: ['cas'], level: 'restricted', category: 'drones', title: 'Under the new charter' }
  const shared = await alt.share(wish, kite)
  expect(shared.status).toBe(201)
  // The depositary stays away: whoever named the entry is asked for it.
  await federation.house('sec').stop()
  await cas.start()
  await federation.pass(everyRound)
  expect(newestOf(cas)).toBe(newestOf(alt))
  expect((await cas.ask('analyst', 'GET', `/api/v1/acts/${shared.json.act}`)).status).toBe(200)
})

test('8 of two changes about one subject the second is overtaken, and others go on beside it', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const alt = federation.house('alt')
  const first = await propose(alt, quotas)
  const second = await propose(alt, { ...quotas, quotas: { ...quotas.quotas, actsPerHour: 8 } })
  const beside = await propose(alt, { type: 'party.standing', party: 'sec', standing: 'partner' })
  await federation.pass(arrived)
  for (const { act } of [first, second, beside]) await signAll(federation, act)
  await federation.pass(arrived)
  for (const party of everyone) {
    const charter = federation.house(party).node?.house.charter()
    expect([charter?.quotas.actsPerHour, charter?.place.number]).toEqual([7, 2])
    expect(charter?.parties.get('sec' as never)?.standings.at(-1)).toMatchObject({ standing: 'partner' })
  }
  const again = await countersign(federation, 'alt', second.act)
  expect(again.status).toBe(201)
})
