import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { startFederation } from './federation.ts'
import { charterOf, shareFrom, staged, typed, type Stage } from './key-stage.ts'
import { arrived, begun, everyRound } from './scene.ts'
import { laneOf, outcomeAt, propose } from './treaty-desk.ts'

/** A node that has left asks for the lane this often, and once more. */
const asked = 45_000

const quotas = (actsPerHour: number) => {
  return { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1_000_000_000, verificationsPerHour: 100_000 } }
}

const sign = (stage: Stage, party: string, act: unknown) =>
  typed(stage, `${party}/treaty`, ['charter', 'sign', String(act), '--keys', stage.keys(party)])

const sharedBy = async (stage: Stage, from: string, to: readonly string[]) =>
  (await shareFrom(stage, from, to)).json.act

const statusAt = async (stage: Stage, party: string, act: string) =>
  (await stage.federation.house(party).ask('liaison', 'GET', `/api/v1/acts/${act}`)).status

test('8 a state that left comes back: its node goes on along the lane, with new keys and its old record, and is sent nothing of between', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const before = [await sharedBy(stage, 'alt', ['bor']), await sharedBy(stage, 'bor', ['alt', 'cas'])] as const
  await federation.pass(arrived)
  await typed(stage, 'bor/treaty', ['charter', 'leave', '--keys', stage.keys('bor')])
  await federation.pass(arrived)
  // It asks too early, and from whom it is no party of.
  await typed(stage, 'alt/admin', ['charter', 'return', '--keys', stage.keys('alt'), '--out', 'early'], 3)
  // Meanwhile the others change the charter and their keys, and share.
  const between = await sharedBy(stage, 'alt', ['cas'])
  const { act: more } = await propose(alt, quotas(5000))
  await federation.pass(arrived)
  for (const party of ['alt', 'cas']) await sign(stage, party, more)
  await federation.pass(arrived)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'all', '--keys', stage.keys('alt')])
  await federation.pass(asked)
  expect([charterOf(stage, 'bor').place.number, charterOf(stage, 'alt').place.number]).toEqual([1, 3])

  const file = `${stage.desk.folder}/bor.tamga-request`
  const { words } = await typed(stage, 'bor/admin', ['charter', 'return', '--keys', stage.keys('bor'), '--out', file])
  const admit = ['charter', 'admit', file, '--standing', 'member', '--words', String(words)]
  const { act } = await typed(stage, 'alt/treaty', admit)
  const { act: open } = await propose(alt, quotas(6000))
  await federation.pass(arrived)
  for (const party of ['alt', 'cas']) await sign(stage, party, act)
  await federation.pass(arrived)
  expect(charterOf(stage, 'alt').place.number).toBe(4)
  await federation.pass(asked)

  expect(await laneOf(bor)).toEqual(await laneOf(alt))
  expect(charterOf(stage, 'bor').newest).toBe(charterOf(stage, 'alt').newest)
  const waiting = (await bor.ask('treaty', 'GET', '/api/v1/charter/proposals')).json
  expect(waiting.items.map((row) => row.act)).toEqual([open])
  // Both ways again, under keys that nobody had.
  const after = [await sharedBy(stage, 'alt', ['bor']), await sharedBy(stage, 'bor', ['alt', 'cas'])] as const
  await federation.pass(everyRound)
  expect([await outcomeAt(alt, after[0], 'bor'), await outcomeAt(bor, after[1], 'cas')]).toEqual([
    'admitted',
    'admitted',
  ])
  expect(await statusAt(stage, 'bor', between)).toBe(404)
  for (const act of [...before, ...after]) expect([act, await statusAt(stage, 'bor', act)]).toEqual([act, 200])
  // What it was, and when, is said by every node.
  const { place } = charterOf(stage, 'bor').before!.before!.before!
  for (const party of ['bor', 'cas']) {
    const { items } = (await federation.house(party).ask('treaty', 'GET', `/api/v1/charter/standings?on=${place.at}`))
      .json
    expect(items.find((row) => row.party === 'bor')).not.toHaveProperty('standing')
  }
  // It takes back what it said before it left, and what others said to it then is taken back from it.
  await bor.ask('liaison', 'POST', `/api/v1/shares/${before[1]}/recall`, { reason: 'source' })
  await alt.ask('liaison', 'POST', `/api/v1/shares/${before[0]}/recall`, { reason: 'source' })
  await federation.pass(everyRound)
  expect([await outcomeAt(bor, before[1], 'alt'), await outcomeAt(alt, before[0], 'bor')]).toEqual(['erased', 'erased'])
  for (const party of ['alt', 'bor', 'cas']) {
    const house = federation.house(party)
    expect([party, (await house.ask('admin', 'POST', '/api/v1/verify', { all: true })).json]).toMatchObject([
      party,
      { ok: true },
    ])
  }
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  // It governs, and starts again as what it is.
  await bor.stop()
  await bor.start()
  await sign(stage, 'bor', open)
  expect(charterOf(stage, 'bor').parties.get('bor' as Party)?.keyTerms).toHaveLength(2)
})
