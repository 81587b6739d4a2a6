import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { currentKeys } from '#charter/standing.ts'
import { startFederation } from './federation.ts'
import { arrived, charterOf, expectNothingLost, flows, parties, staged, typed } from './key-stage.ts'
import { begun } from './scene.ts'

test('8 the depositary changes all its keys, its root too, and enters changes before, during and after it', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  const sec = () => currentKeys(charterOf(stage, 'bor').parties.get('sec' as Party)!).keys
  const founded = sec()
  const quotas = async (actsPerHour: number) => {
    const change = { type: 'quotas', quotas: { actsPerHour, bytesPerHour: 1e9, verificationsPerHour: 1e5 } }
    const file = await stage.desk.file('quotas.json', JSON.stringify(change))
    const { act } = await typed(stage, 'bor/treaty', ['charter', 'propose', file])
    await federation.pass(arrived)
    for (const party of ['alt', 'bor', 'cas'])
      await typed(stage, `${party}/treaty`, ['charter', 'sign', String(act), '--keys', stage.keys(party)])
  }
  await quotas(1_000_001)
  await federation.pass(arrived)
  await quotas(1_000_002)
  await typed(stage, 'sec/admin', ['key', 'rotate', 'all', '--keys', stage.keys('sec')])
  await federation.pass(2 * arrived)
  await quotas(1_000_003)
  await typed(stage, 'sec/admin', ['key', 'rotate', 'root', '--keys', stage.keys('sec')])
  await federation.pass(2 * arrived)
  await federation.house('sec').stop()
  await federation.house('sec').start()
  await quotas(1_000_004)
  await federation.pass(2 * arrived)
  for (const party of parties) {
    const { place, quotas: now, fallen } = charterOf(stage, party)
    expect([party, place.number, place.outcome, now.actsPerHour, fallen]).toEqual([party, 6, 'adopted', 1_000_004, []])
  }
  const kept = Object.entries(sec()).filter(
    ([role]) => role !== 'party' && sec()[role as 'link'] === founded[role as 'link'],
  )
  expect(kept).toEqual([])
  await flows(stage, 'bor', ['alt', 'cas'])
  await federation.pass(arrived)
  await expectNothingLost(stage)
})
