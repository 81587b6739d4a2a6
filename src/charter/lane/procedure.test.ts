import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { foundCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { adopt } from './adopt.ts'

const quotas = { actsPerHour: 5, bytesPerHour: 1_000_000, verificationsPerHour: 1000 }

/** What becomes of new quotas in a coalition of four members with these rules of procedure. */
async function tried(changes: Readonly<Record<string, 'threshold' | 'all'>>, by: readonly string[]) {
  const founded = await foundCoalition('bench', 1, (profile) => ({
    ...profile,
    procedure: { changes, decisions: 'consensus' },
  }))
  const maker = new LaneMaker(founded, new SeededRandom('procedure'))
  const proposal = await maker.proposal(founded.charter, 'alt', { type: 'quotas', quotas })
  const adopted = adopt(
    founded.charter,
    await maker.entry(founded.charter, proposal, await maker.signatures(proposal, by)),
  )
  return isRefusal(adopted) ? adopted.code : (adopted.place.why?.code ?? adopted.place.outcome)
}

test('8 the rules of procedure ask all for what they name, and the threshold for everything else', async () => {
  const [three, four] = [
    ['alt', 'bor', 'cas'],
    ['alt', 'bor', 'cas', 'dor'],
  ]
  expect(await tried({}, three)).toBe('adopted')
  expect(await tried({ 'party.standing': 'all' }, three)).toBe('adopted')
  expect(await tried({ quotas: 'all' }, three)).toBe('consents-missing')
  expect(await tried({ quotas: 'all' }, four)).toBe('adopted')
})
