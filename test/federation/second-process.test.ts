import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { currentKeys } from '#charter/standing.ts'
import type { House } from './federation.ts'
import { arrived, everyRound, scene } from './scene.ts'
import { countersign, laneOf, propose } from './treaty-desk.ts'

const quotas = (actsPerHour: number) => {
  return { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1_000_000_000, verificationsPerHour: 100_000 } }
}
const states = ['alt', 'bor', 'cas']
const charterOf = (house: House) => {
  const charter = house.node?.house.charter()
  if (charter === undefined) throw new Error('no charter')
  return charter
}
const isFrozen = (house: House, party: string) =>
  currentKeys(charterOf(house).parties.get(party as Party)!).isFrozenHere === true

test('8 the processes of one node follow the lane alike, whichever of them takes in what, and the one goes on without the other', async () => {
  await using at = await scene()
  const { federation, alt } = at
  const second = await alt.second()
  const { act } = await propose(second, quotas(7000))
  await federation.pass(arrived)
  for (const party of states) expect((await countersign(federation, party, act)).status).toBe(201)
  await federation.pass(arrived)
  for (const house of [alt, second]) expect(charterOf(house).quotas.actsPerHour).toBe(7000)
  expect(charterOf(second).newest).toBe(charterOf(alt).newest)
  // What stands in no lane, since the depositary is away: a seal frozen on receipt, which peers told the first process alone.
  await federation.house('sec').stop()
  const frozen = await federation.house('cas').ask('admin', 'POST', '/api/v1/keys/freeze', { reason: 'stolen' })
  expect(frozen.status).toBe(201)
  await federation.pass(arrived)
  expect([isFrozen(alt, 'cas'), isFrozen(second, 'cas')]).toEqual([true, true])
  await second.stop()
  const next = await propose(alt, quotas(8000))
  await federation.pass(everyRound)
  expect((await countersign(federation, 'bor', next.act)).status).toBe(201)
  await federation.pass(arrived)
  const again = await alt.second()
  expect(await laneOf(again)).toEqual(await laneOf(alt))
  expect(charterOf(again).newest).toBe(charterOf(alt).newest)
  expect(isFrozen(again, 'cas')).toBe(true)
  await again.stop()
})
