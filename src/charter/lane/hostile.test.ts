import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { foundCoalition, readProfile, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { requestOf } from '../testing/join.ts'
import { LaneMaker } from '../testing/lane.ts'
import { adopt } from './adopt.ts'

const everyone = ['alt', 'bor', 'cas', 'sec']
const states = ['alt', 'bor', 'cas']
let demo: FoundedCoalition
let maker: LaneMaker
let changes: readonly object[]

beforeAll(async () => {
  const random = new SeededRandom('hostile lane')
  demo = await foundCoalition()
  maker = new LaneMaker(demo, random)
  const dor = await keyringFromSeeds('dor' as never, generateSeeds(random))
  const request = await requestOf(dor, { coalition: demo.charter.id, at: demo.at })
  const { levels, categories, handling, purposes, quotas } = readProfile('demo')
  const title = { en: 'x', ru: 'x', zh: 'x' }
  changes = [
    { type: 'party.admit', request, standing: 'member', journalOrigin: 'demo.tamga/dor/{epoch}' },
    { type: 'party.standing', party: 'sec', standing: 'member' },
    { type: 'party.standing', party: 'cas', standing: 'partner' },
    { type: 'party.suspend', party: 'alt' },
    { type: 'party.leave', party: 'bor' },
    { type: 'labels', levels, categories, handling, purposes, secondOfficerFrom: 'secret' },
    { type: 'procedure', procedure: { changes: {}, decisions: 'majority' } },
    { type: 'organ', name: 'cell', organ: { name: 'cell', title, mandate: title, party: 'sec' } },
    { type: 'witnesses', witnesses: ['sec'] },
    { type: 'quotas', quotas: { ...quotas, actsPerHour: 1 } },
    { type: 'depositary', depositary: 'sec', after: demo.charter.id },
  ]
})

/** Everything but where in the lane it is: what an entry that has no right must not have changed. */
const factsOf = ({ id: _, newest: _n, place: _p, before: _b, ...facts }: Charter): object => facts

test('P13 with all its keys the depositary changes nothing alone, and every attempt takes a place that all see', async () => {
  for (const change of changes) {
    const proposal = await maker.proposal(demo.charter, 'sec', change)
    const own = await maker.signatures(proposal, ['sec'])
    // The others' names over its own signatures, and none at all.
    const forged = everyone.map((party) => ({ ...own[0]!, party: party as never }))
    for (const signatures of [[], own, forged]) {
      const next = adopt(demo.charter, await maker.entry(demo.charter, proposal, signatures))
      if (isRefusal(next)) expect((change as { type: string }).type).toBe('depositary')
      else {
        expect(next.place).toMatchObject({ outcome: 'refused', number: 1, why: { code: 'consents-missing' } })
        expect(factsOf(next)).toEqual(factsOf(demo.charter))
      }
    }
  }
})

test('8 no signers short of the rule change the charter, whatever they sign, whoever proposes and enters', async () => {
  const short = fc.record({
    which: fc.nat({ max: 10 }),
    by: fc.subarray(everyone, { maxLength: 3 }),
    proposer: fc.constantFrom(...everyone),
    enterer: fc.constantFrom(...everyone),
  })
  await fc.assert(
    fc.asyncProperty(short, async ({ which, by, proposer, enterer }) => {
      const change = changes[which] as { readonly type: string; readonly party?: string }
      const counting = by.filter((party) => states.includes(party) && party !== change.party)
      const isOwn = change.type === 'party.leave'
      const needed = change.party !== undefined && states.includes(change.party) ? 2 : 3
      fc.pre(isOwn ? !by.includes('bor') : counting.length < needed)
      const proposal = await maker.proposal(demo.charter, proposer, change)
      const signatures = await maker.signatures(proposal, by)
      const next = adopt(demo.charter, await maker.entry(demo.charter, proposal, signatures, enterer))
      if (!isRefusal(next)) expect(factsOf(next)).toEqual(factsOf(demo.charter))
    }),
    { numRuns: 60 },
  )
})

test('8 signatures over another act, by another key or in another order of parties say what they say and no more', async () => {
  const [first, second] = [changes[9]!, changes[6]!]
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
  const proposal = await maker.proposal(demo.charter, 'alt', changes[9]!)
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
