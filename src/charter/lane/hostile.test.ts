import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { changeTypes } from '#protocol/acts/charter-change.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { skies } from '../../../test/suites/open-skies.ts'
import type { Charter } from '../charter.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { everyChange, type Attempt } from '../testing/every-change.ts'
import { LaneMaker } from '../testing/lane.ts'
import { adopt } from './adopt.ts'
import { subjectOf } from './changes.ts'

const everyone = ['alt', 'bor', 'cas', 'sec']
const states = ['alt', 'bor', 'cas']
let demo: FoundedCoalition
let maker: LaneMaker
let attempts: readonly Attempt[]

beforeAll(async () => {
  const random = new SeededRandom('hostile lane')
  demo = await foundCoalition()
  maker = new LaneMaker(demo, random)
  const all = await everyChange({ charter: demo.charter, maker, random, text: skies() as never })
  expect(Object.keys(all).toSorted()).toEqual(changeTypes.toSorted())
  attempts = Object.values(all).flat()
})

const expected = ({ charter, change }: Attempt) => ({ expects: charter.lastAbout.get(subjectOf(change)) ?? charter.id })

/** Everything but where in the lane it is: what an entry that has no right must not have changed. */
const factsOf = ({ id: _, newest: _n, place: _p, before: _b, ...facts }: Charter): object => facts

test('8 every type of change comes about with the signatures that its rule asks for', async () => {
  for (const attempt of attempts) {
    const { charter, change, by } = attempt
    const proposal = await maker.proposal(charter, 'alt', change, expected(attempt))
    const enterer = change.type === 'depositary' ? change.depositary : 'sec'
    const next = adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, by), enterer))
    expect([change.type, isRefusal(next) ? next : next.place.outcome]).toEqual([change.type, 'adopted'])
  }
})

test('P13 with all its keys the depositary changes nothing alone, and every attempt takes a place that all see', async () => {
  for (const attempt of attempts) {
    const { charter, change } = attempt
    const proposal = await maker.proposal(charter, 'sec', change, expected(attempt))
    const own = await maker.signatures(proposal, ['sec'])
    // The others' names over its own signatures, and none at all.
    const forged = everyone.map((party) => ({ ...own[0]!, party: party as never }))
    for (const signatures of [[], own, forged]) {
      const next = adopt(charter, await maker.entry(charter, proposal, signatures))
      if (isRefusal(next)) expect(change.type).toBe('depositary')
      else {
        expect(next.place).toMatchObject({ outcome: 'refused', why: { code: 'consents-missing' } })
        expect(factsOf(next)).toEqual(factsOf(charter))
      }
    }
  }
})

test('8 no signers short of the rule change the charter, whatever they sign, whoever proposes and enters', async () => {
  const short = fc.record({
    which: fc.nat({ max: attempts.length - 1 }),
    by: fc.subarray(everyone, { maxLength: 3 }),
    proposer: fc.constantFrom(...everyone),
    enterer: fc.constantFrom(...everyone),
  })
  await fc.assert(
    fc.asyncProperty(short, async ({ which, by, proposer, enterer }) => {
      const attempt = attempts[which]!
      const { charter, change } = attempt
      fc.pre(!attempt.by.every((party) => by.includes(party)))
      const proposal = await maker.proposal(charter, proposer, change, expected(attempt))
      const signatures = await maker.signatures(proposal, by)
      const next = adopt(charter, await maker.entry(charter, proposal, signatures, enterer))
      if (!isRefusal(next)) expect(factsOf(next)).toEqual(factsOf(charter))
    }),
    { numRuns: 80 },
  )
})

test('8 signatures over another act, by another key or in another order of parties say what they say and no more', async () => {
  const [first, second] = [
    { type: 'quotas', quotas: { actsPerHour: 1, bytesPerHour: 1_000_000, verificationsPerHour: 9 } },
    { type: 'procedure', procedure: { changes: {}, decisions: 'majority' } },
  ]
  const proposal = await maker.proposal(demo.charter, 'alt', first)
  const other = await maker.proposal(demo.charter, 'alt', second)
  const elsewhere = await maker.signatures(other, states)
  const swapped = adopt(demo.charter, await maker.entry(demo.charter, proposal, elsewhere))
  expect(isRefusal(swapped) ? swapped : swapped.place.outcome).toBe('refused')
  const good = await maker.signatures(proposal, states)
  const facts = []
  for (const signatures of [good, good.toReversed()]) {
    const next = adopt(demo.charter, await maker.entry(demo.charter, proposal, signatures))
    facts.push(isRefusal(next) ? next : { ...factsOf(next), lastAbout: [...next.lastAbout.keys()] })
  }
  expect(facts[0]).toEqual(facts[1])
})

test('8 an entry that is changed in one byte is no entry', async () => {
  const proposal = await maker.proposal(demo.charter, 'alt', { type: 'witnesses', witnesses: ['sec'] })
  const entry = await maker.entry(demo.charter, proposal, await maker.signatures(proposal, states))
  const { statement } = entry.entry
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: statement.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const bent = Uint8Array.from(statement)
      bent[at] = (bent[at] ?? 0) ^ by
      expect(isRefusal(adopt(demo.charter, { ...entry, entry: { ...entry.entry, statement: bent } }))).toBe(true)
    }),
    { numRuns: 100 },
  )
  expect(isRefusal(adopt({ ...demo.charter, newest: 'act--0' as ActId }, entry))).toBe(true)
})
