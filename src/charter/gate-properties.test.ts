import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from './charter.ts'
import { adopt, charterFrom, type LaneEntry } from './lane/adopt.ts'
import { thresholdOf } from './lane/consents.ts'
import { partiesWith } from './standing.ts'
import { foundCoalition, foundedAt, readProfile, type FoundedCoalition } from './testing/demo-coalition.ts'
import { flows } from './testing/flows.ts'
import { LaneMaker } from './testing/lane.ts'

/**
 * Four members and a depositary: three of them are the threshold. The agreements are in force for the depositary too and reach members
 * only, so that its standing alone keeps it out.
 */
let founded: FoundedCoalition
beforeAll(async () => {
  founded = await foundCoalition('bench', 1, (profile) => ({
    ...profile,
    agreements: profile.agreements.map((agreement) => ({
      ...agreement,
      parties: [...agreement.parties, { party: profile.depositary, from: foundedAt }],
    })),
  }))
})

const members = ['alt', 'bor', 'cas', 'dor'] as const
const everyone = [...members, 'sec'] as const
const dayMs = 86_400_000

const newQuotas = { actsPerHour: 5, bytesPerHour: 1_000_000, verificationsPerHour: 1000 }
const widest = ['send', 'receive', 'answer', 'witness', 'govern']
const { levels, categories, handling, purposes } = readProfile('bench')

/** Changes that would let more go, and some that would not. */
const promotion = { type: 'party.standing', party: 'sec', standing: 'member' }
const change = fc.oneof(
  { weight: 4, arbitrary: fc.constant(promotion) },
  fc.record({
    type: fc.constant('party.standing'),
    party: fc.constantFrom(...everyone),
    standing: fc.constantFrom('member', 'partner', 'organ'),
  }),
  fc.record({ type: fc.constant('party.suspend'), party: fc.constantFrom(...everyone) }),
  fc.record({ type: fc.constant('party.resume'), party: fc.constantFrom(...everyone) }),
  fc.record({ type: fc.constant('party.leave'), party: fc.constantFrom(...everyone) }),
  fc.constant({ type: 'quotas', quotas: newQuotas }),
  fc.constant({ type: 'procedure', procedure: { changes: {}, decisions: 'majority' } }),
  fc.constant({ type: 'labels', levels, categories, handling, purposes, secondOfficerFrom: 'secret' }),
  fc.constant({ type: 'standings', standings: [{ name: 'organ', title: {}, rights: widest }] }),
)

interface Step {
  readonly change: object
  readonly proposer: string
  readonly enterer: string
  /** Whose signatures are claimed beside the true ones. */
  readonly forged: readonly string[]
}

const step: fc.Arbitrary<Step> = fc.record({
  change,
  proposer: fc.constantFrom(...everyone),
  enterer: fc.constantFrom('sec', 'sec', 'alt'),
  forged: fc.subarray([...members]),
})

/** Tries each step with the true signatures of the plotters, and with theirs in the name of others. */
async function plotted(plotters: readonly string[], steps: readonly Step[]): Promise<Charter> {
  const maker = new LaneMaker(founded, new SeededRandom('plot'))
  let charter = founded.charter
  for (const { change: wanted, proposer, enterer, forged } of steps) {
    maker.at = addMs(maker.at, dayMs)
    const subject = wanted as { readonly type: string; readonly party?: string }
    const key = subject.party === undefined ? subject.type : `party/${subject.party}`
    const proposal = await maker.proposal(charter, proposer, wanted, {
      expects: charter.lastAbout.get(key) ?? charter.id,
    })
    const own = await maker.signatures(proposal, plotters)
    const borrowed = forged.flatMap((party) =>
      plotters.includes(party) ? [] : own.slice(0, 1).map((row) => ({ ...row, party: party as typeof row.party })),
    )
    const next = adopt(charter, await maker.entry(charter, proposal, [...own, ...borrowed], enterer))
    if (!isRefusal(next)) charter = next
  }
  return charter
}

test('protocol 8 whatever some do short of the rule, with the depositary on their side, the gate permits nothing more', async () => {
  const at = addMs(founded.at, 30 * dayMs)
  const before = flows(founded.charter, at)
  expect(before.size).toBeGreaterThan(20)
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...members], { minLength: 1, maxLength: 2 }),
      fc.array(step, { minLength: 1, maxLength: 4 }),
      async (plotters, steps) => {
        const after = flows(await plotted([...plotters, 'sec'], steps), at)
        expect([...after].filter((flow) => !before.has(flow))).toEqual([])
      },
    ),
    { numRuns: 40 },
  )
})

test('protocol 8 the same steps with the threshold behind them do change what the gate permits', async () => {
  const at = addMs(founded.at, 30 * dayMs)
  const isEnough = thresholdOf(partiesWith(founded.charter, 'govern', founded.at).length)
  const by = { proposer: 'alt', enterer: 'sec', forged: [] }
  const steps = [
    { change: { type: 'party.suspend', party: 'dor' }, ...by },
    { change: { type: 'party.resume', party: 'dor' }, ...by },
    { change: promotion, ...by },
  ]
  const suspended = flows(await plotted(members.slice(0, isEnough), steps.slice(0, 1)), at)
  const resumed = flows(await plotted(members.slice(0, isEnough), steps.slice(0, 2)), at)
  const promoted = flows(await plotted(members.slice(0, isEnough), steps), at)
  const short = flows(await plotted(members.slice(0, isEnough - 1), steps), at)
  expect([...suspended].filter((flow) => flow.includes('dor'))).toEqual([])
  expect([...resumed].filter((flow) => flow.includes('dor')).length).toBeGreaterThan(0)
  expect([...promoted].filter((flow) => flow.includes('sec')).length).toBeGreaterThan(0)
  expect(short).toEqual(flows(founded.charter, at))
})

test('protocol 9 equal facts give equal answers on every node, and its order of arrival is nothing to the gate', async () => {
  const maker = new LaneMaker(founded, new SeededRandom('order'))
  const entries: LaneEntry[] = []
  let charter = founded.charter
  const wanted = [
    { type: 'party.suspend', party: 'cas' },
    { type: 'quotas', quotas: newQuotas },
    { type: 'party.standing', party: 'sec', standing: 'member' },
    { type: 'party.resume', party: 'cas' },
  ]
  for (const [day, one] of wanted.entries()) {
    maker.at = addMs(founded.at, day * dayMs)
    const about = 'party' in one ? `party/${one.party}` : one.type
    const proposal = await maker.proposal(charter, 'alt', one, {
      expects: charter.lastAbout.get(about ?? '') ?? charter.id,
    })
    const entry = await maker.entry(charter, proposal, await maker.signatures(proposal, members))
    const next = adopt(charter, entry)
    if (isRefusal(next)) throw new Error(next.code)
    expect(next.place.outcome).toBe('adopted')
    entries.push(entry)
    charter = next
  }
  const told = flows(charter, addMs(founded.at, 10 * dayMs))
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.nat({ max: 20 }), async (order, days) => {
      const at = addMs(founded.at, days * dayMs)
      // A node adopts what fits and keeps the rest until it does.
      let node = await charterFrom(founded.genesis, [])
      const waiting = order.map((index) => entries[index])
      for (let progress = true; progress;) {
        progress = false
        for (const entry of waiting) {
          if (entry === undefined || isRefusal(node)) continue
          const next = adopt(node, entry)
          if (isRefusal(next)) continue
          node = next
          progress = true
        }
      }
      if (isRefusal(node)) throw new Error(node.code)
      expect(flows(node, at)).toEqual(flows(charter, at))
      if (days === 10) expect(flows(node, at)).toEqual(told)
    }),
    { numRuns: 12 },
  )
})
