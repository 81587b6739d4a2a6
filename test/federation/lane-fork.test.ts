import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import type { SignedAct, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { owe } from '#platform/transport/incoming.ts'
import { loadAct } from '#platform/record/load.ts'
import type { Charter } from '#charter/charter.ts'
import { verifyLane } from '#charter/lane/file.ts'
import { takeIn } from '#charter/record/door.ts'
import { LaneMaker } from '#charter/testing/lane.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { countersign, laneOf, propose } from './treaty-desk.ts'
import { arrived, everyRound } from './scene.ts'

const states = ['alt', 'bor', 'cas'] as const
const quotas = (actsPerHour: number) => {
  return { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1e9, verificationsPerHour: 1e6 } }
}

const charterOf = (house: House): Charter => {
  const charter = house.node?.house.charter()
  if (charter === undefined) throw new Error('no charter')
  return charter
}
const halted = async (house: House) =>
  ((await house.ask('treaty', 'GET', '/api/v1/charter/forks')).json as unknown as { halted: boolean }).halted

/** As it comes out of a parcel of the depositary's. */
async function give(house: House, signed: SignedAct): Promise<string> {
  const own = house.node?.house
  if (own === undefined) throw new Error('no node')
  return own.store.transaction(async (tx) => {
    const taken = await takeIn(own, tx, 'sec' as Party, { signed, attachmentKeys: [] })
    await tx.apply(await owe(tx, taken.owes, own.clock.now()))
    return taken.outcome
  })
}

/** Two changes that all have signed, while the depositary is silent. */
async function twoChanges(federation: Federation) {
  await federation.pass(2500)
  await federation.house('sec').stop()
  const made: SignedAct[] = []
  for (const n of [5000, 6000]) {
    const { act } = await propose(federation.house('alt'), quotas(n))
    await federation.pass(arrived)
    for (const party of states) await countersign(federation, party, act)
    const held = await loadAct(federation.house('alt').node!.house.store, act as ActId)
    if (held === undefined) throw new Error('not held')
    made.push(held)
  }
  await federation.pass(arrived)
  return made
}

test('5 a depositary that gives one place twice is halted, proved guilty offline and succeeded', async () => {
  await using federation = await startFederation()
  const [alt, bor, cas] = states.map((party) => federation.house(party)) as [House, House, House]
  const [first, second] = await twoChanges(federation)
  if (first === undefined || second === undefined) throw new Error('no changes')
  const { charter: genesis } = federation.coalition
  const maker = new LaneMaker(federation.coalition, new SeededRandom('fork'))
  const one = await maker.entry(genesis, first, await maker.signatures(first, states))
  const other = await maker.entry(genesis, second, await maker.signatures(second, states))
  for (const house of [alt, bor]) expect(await give(house, one.entry)).toBe('admitted')
  expect(await give(cas, other.entry)).toBe('admitted')
  await federation.pass(arrived)
  expect([alt, bor, cas].map((house) => charterOf(house).quotas.actsPerHour)).toEqual([5000, 5000, 6000])
  // What alt says under its entry is held at cas, which asks for the entry and so sees both.
  expect(await give(alt, other.entry)).toBe('admitted')
  await federation.pass(arrived)
  expect([await halted(alt), await halted(bor)]).toEqual([true, false])
  const after = await maker.entry(charterOf(alt), second, await maker.signatures(second, states))
  await give(alt, after.entry)
  await federation.pass(arrived)
  expect([charterOf(alt).place.number, charterOf(alt).quotas.actsPerHour]).toEqual([1, 5000])
  const { bytes } = await alt.ask('treaty', 'GET', '/api/v1/charter/file?fork=true')
  const proven = await verifyLane(bytes)
  expect(isRefusal(proven) ? proven : proven.fork).toMatchObject({ depositary: 'sec', previous: genesis.id })
  const change = { type: 'depositary', depositary: 'bor', after: genesis.id }
  const { act } = await propose(alt, change)
  await federation.pass(arrived)
  for (const party of states) expect((await countersign(federation, party, act)).status).toBe(201)
  await federation.pass(everyRound)
  await alt.stop()
  await alt.start()
  await federation.house('sec').start()
  await federation.pass(everyRound)
  const houses = [alt, bor, cas, federation.house('sec')]
  const charters = houses.map(charterOf)
  expect(charters.map(({ depositary }) => depositary)).toEqual(['bor', 'bor', 'bor', 'bor'])
  expect(new Set(charters.map(({ newest }) => newest)).size).toBe(1)
  // What fell out has its signatures still, and was entered again.
  expect(charters.map(({ quotas: { actsPerHour } }) => actsPerHour)).toEqual([5000, 5000, 5000, 5000])
  expect(await laneOf(alt)).toMatchObject([{ number: 2 }, { number: 1 }, { number: 0 }])
  expect(await halted(alt)).toBe(false)
})
