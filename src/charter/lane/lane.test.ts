import { beforeAll, expect, test } from 'vitest'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { standingAt } from '../standing.ts'
import type { Charter } from '../charter.ts'
import { adopt, charterFrom } from './adopt.ts'

const states = ['alt', 'bor', 'cas']
const quotas = (actsPerHour: number) => ({
  type: 'quotas',
  quotas: { actsPerHour, bytesPerHour: 1_000_000, verificationsPerHour: 1000 },
})
let demo: FoundedCoalition
let maker: LaneMaker

beforeAll(async () => {
  demo = await foundCoalition()
  maker = new LaneMaker(demo, new SeededRandom('lane'))
})

const outcomeOf = (charter: Charter | { readonly code: string }) =>
  'place' in charter ? [charter.place.outcome, charter.place.why?.code] : [charter.code]

/** What becomes of a change that is proposed, signed and entered in the usual way but for what is given. */
async function tried(change: object, by: readonly string[], author?: string) {
  const proposal = await maker.proposal(demo.charter, 'alt', change)
  return adopt(demo.charter, await maker.entry(demo.charter, proposal, await maker.signatures(proposal, by), author))
}

test('8 three of three members change the charter, two and the depositary do not', async () => {
  const changed = await tried(quotas(5), states)
  expect(outcomeOf(changed)).toEqual(['adopted', undefined])
  expect(!isRefusal(changed) && changed.quotas.actsPerHour).toBe(5)
  const refused = await tried(quotas(5), ['alt', 'bor', 'sec'])
  expect(outcomeOf(refused)).toEqual(['refused', 'consents-missing'])
  expect(!isRefusal(refused) && refused.quotas).toEqual(demo.charter.quotas)
})

test('8 the subject is not counted: two of the other two decide, and its own signature adds nothing', async () => {
  const demoted = { type: 'party.standing', party: 'cas', standing: 'partner' }
  expect(outcomeOf(await tried(demoted, ['alt', 'bor']))).toEqual(['adopted', undefined])
  expect(outcomeOf(await tried(demoted, ['alt', 'cas']))).toEqual(['refused', 'consents-missing'])
})

test('8 only the depositary enters, one entry after the other', async () => {
  expect(outcomeOf(await tried(quotas(5), states, 'alt'))).toEqual(['entry-misplaced'])
  const first = await maker.after(demo.charter, quotas(6), states)
  const proposal = await maker.proposal(first, 'alt', quotas(7), { expects: first.newest })
  const entry = await maker.entry(first, proposal, await maker.signatures(proposal, states))
  expect(outcomeOf(adopt(demo.charter, entry))).toEqual(['charter-entry-unknown'])
  expect(outcomeOf(adopt(first, entry))).toEqual(['adopted', undefined])
})

test('8 what expects another entry, is expired or was ordered before takes its number and changes nothing', async () => {
  const proposal = await maker.proposal(demo.charter, 'alt', quotas(8))
  const late = await maker.proposal(demo.charter, 'alt', quotas(9), { days: 1 })
  const all = async (one: typeof proposal) => maker.signatures(one, states)
  const first = await maker.after(demo.charter, quotas(6), states)
  const second = adopt(first, await maker.entry(first, proposal, await all(proposal)))
  expect(outcomeOf(second)).toEqual(['void', 'proposal-overtaken'])
  expect(!isRefusal(second) && [second.place.number, second.quotas.actsPerHour]).toEqual([2, 6])
  maker.at = addMs(demo.at, 2 * 86_400_000)
  expect(outcomeOf(adopt(demo.charter, await maker.entry(demo.charter, late, await all(late))))).toEqual([
    'void',
    'proposal-expired',
  ])
  maker.at = demo.at
  const entered = adopt(demo.charter, await maker.entry(demo.charter, proposal, await all(proposal)))
  if (isRefusal(entered)) throw new Error('not adopted')
  const again = adopt(entered, await maker.entry(entered, proposal, await all(proposal)))
  expect(outcomeOf(again)).toEqual(['void', 'already-ordered'])
})

test('8 a change of a newer version stops adoption, it is not passed over', async () => {
  expect(outcomeOf(await tried({ type: 'quotas.weekly', n: 1 }, states))).toEqual(['change-unknown'])
})

test('8 anyone verifies the charter from genesis with entries and proposals alone', async () => {
  const lane = []
  let { charter } = demo
  for (const n of [11, 12, 13]) {
    const proposal = await maker.proposal(charter, 'bor', quotas(n), { expects: charter.newest })
    const entry = await maker.entry(charter, proposal, await maker.signatures(proposal, states))
    lane.push(entry)
    const next = adopt(charter, entry)
    if (isRefusal(next)) throw new Error('not adopted')
    charter = next
  }
  const verified = await charterFrom(demo.genesis, lane)
  expect(isRefusal(verified) ? verified : [verified.newest, verified.quotas.actsPerHour]).toEqual([charter.newest, 13])
  expect(await charterFrom(demo.genesis, lane.slice(1))).toMatchObject({ code: 'charter-entry-unknown' })
})

test('29 what a standing was on a date stays a fact when it changes', async () => {
  const from = addMs(demo.at, 10 * 86_400_000)
  const later = await maker.after(
    demo.charter,
    { type: 'party.standing', party: 'sec', standing: 'partner', from },
    states,
  )
  const at = (days: number) => standingAt(later, 'sec' as never, addMs(demo.at, days * 86_400_000))?.name
  expect([at(-1), at(9), at(10), at(99)]).toEqual(['organ', 'organ', 'partner', 'partner'])
})

test('8 the members of an older charter do not rule a coalition that has grown by naming it, and all of a smaller one suffice', async () => {
  const five = await foundCoalition('bench')
  const makes = new LaneMaker(five, new SeededRandom('grown'))
  const standing = (charter: Charter, party: string, name: string, by: readonly string[]) =>
    makes.after(charter, { type: 'party.standing', party, standing: name }, by)
  const small = await standing(five.charter, 'dor', 'partner', states)
  const grown = await standing(await standing(small, 'dor', 'member', states), 'sec', 'member', [...states, 'dor'])
  const tell = async (named: Charter, now: Charter, by: readonly string[]) => {
    const proposal = await makes.proposal(named, 'alt', quotas(5))
    return outcomeOf(adopt(now, await makes.entry(now, proposal, await makes.signatures(proposal, by))))
  }
  expect(await tell(small, grown, states)).toEqual(['refused', 'consents-missing'])
  expect(await tell(small, grown, [...states, 'sec'])).toEqual(['adopted', undefined])
  expect(await tell(five.charter, small, states.slice(1))).toEqual(['refused', 'consents-missing'])
  expect(await tell(five.charter, small, states)).toEqual(['adopted', undefined])
})
