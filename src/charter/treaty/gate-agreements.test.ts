import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { Deed, deedKinds } from '#protocol/acts/agreement-deed.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { skies } from '../../../test/suites/open-skies.ts'
import type { Charter } from '../charter.ts'
import { adopt, charterFrom, type LaneEntry } from '../lane/adopt.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { flows } from '../testing/flows.ts'
import { LaneMaker } from '../testing/lane.ts'

const states = ['alt', 'bor', 'cas'] as const
const dayMs = 86_400_000
/** Above every agreement that there is, in force for whoever consents, from two on. */
const wide = { ceiling: 'secret' }
const atOnce = {
  consents: [
    'ratification',
    'acceptance',
    'approval',
    'accession',
    'succession',
    'definitive-signature',
    'notification',
  ],
  entry: { conditions: [{ count: 2 }], delay: {} },
  later: {},
  provisional: 'all',
  suspension: { notice: {} },
  denunciation: { notice: {} },
}
let demo: FoundedCoalition
let agreed: Charter
let lane: readonly LaneEntry[]

const textOf = (name: string, participants: readonly string[]) => {
  const { machine, ...rest } = skies({}, { ...atOnce, openTo: participants })
  return { ...rest, participants, machine: { ...machine, ...wide, name, reaches: ['member', 'organ'] } }
}

beforeAll(async () => {
  demo = await foundCoalition()
  const maker = new LaneMaker(demo, new SeededRandom('agreed'))
  const proposal = await maker.proposal(demo.charter, 'alt', textOf('open-skies', states))
  const entry = await maker.entry(demo.charter, proposal, await maker.signatures(proposal, states))
  const next = adopt(demo.charter, entry)
  if (isRefusal(next) || next.place.outcome !== 'adopted') throw new Error(JSON.stringify(next))
  ;[agreed, lane] = [next, [entry]]
})

const plain = deedKinds.flatMap((kind) => {
  const deed = Deed.safeParse({ kind })
  return deed.success && kind !== 'cessation' ? [deed.data] : []
})
const deed = fc.oneof(
  fc.constantFrom(...plain),
  fc
    .constantFrom(...states)
    .map((predecessor) => ({ kind: 'succession', predecessor, since: '2026-11-21T18:00:00.000Z' })),
)
const step = fc.oneof(
  fc.record({ author: fc.constantFrom(...states, 'sec'), deed }),
  fc.record({ author: fc.constantFrom(...states, 'sec'), among: fc.subarray([...states, 'sec'], { minLength: 2 }) }),
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

/** Each step by the keys of the plotters alone: what is said in another's name is signed with theirs. */
async function plotted(plotters: readonly string[], steps: readonly Step[]) {
  const maker = new LaneMaker(demo, new SeededRandom('plot'))
  const entries = [...lane]
  let charter = agreed
  for (const [place, one] of steps.entries()) {
    maker.at = addMs(maker.at, dayMs)
    const own = maker.keyrings.get(one.author)
    if (!plotters.includes(one.author)) maker.keyrings.set(one.author, maker.keyring(plotters[0] ?? 'sec'))
    const isText = 'among' in one
    const said = isText
      ? await maker.proposal(charter, one.author, textOf(`plot-${place}`, one.among))
      : await maker.act(charter, one.author, {
          kind: kindOf('agreement.action/1'),
          refs: [],
          body: { agreement: 'open-skies', deed: one.deed },
        })
    const signatures = isText ? await maker.signatures(said, plotters) : []
    const forged = signatures
      .slice(0, 1)
      .flatMap((row) => states.map((party) => ({ ...row, party: party as typeof row.party })))
    const borrowed = forged.filter(({ party }) => !plotters.includes(party))
    if (own !== undefined) maker.keyrings.set(one.author, own)
    const entry = await maker.entry(charter, said, [...signatures, ...borrowed])
    const next = adopt(charter, entry)
    if (isRefusal(next)) continue
    charter = next
    entries.push(entry)
  }
  return { charter, entries }
}

/** Flows that have somebody at one end who is in no plot. */
const touching = (all: ReadonlySet<string>, plotters: readonly string[]): ReadonlySet<string> =>
  new Set([...all].filter((flow) => states.some((party) => !plotters.includes(party) && flow.includes(party))))

test('9 whatever some do about agreements, with the depositary on their side, nothing more goes to or from anybody else', async () => {
  const later = addMs(demo.at, 90 * dayMs)
  const before = flows(agreed, later)
  await fc.assert(
    fc.asyncProperty(
      fc.subarray([...states], { minLength: 1, maxLength: 2 }),
      fc.array(step, { minLength: 1, maxLength: 6 }),
      async (some, steps) => {
        const plotters = [...some, 'sec']
        const { charter } = await plotted(plotters, steps)
        for (const at of [addMs(demo.at, 10 * dayMs), later]) {
          const after = flows(charter, at)
          const more = [...touching(after, plotters)].filter((flow) => !before.has(flow))
          expect(more).toEqual([])
        }
      },
    ),
    { numRuns: 60 },
  )
  // Two can of course agree between themselves: the attempts are no empty ones.
  const both = ['alt', 'bor'].flatMap((author) => [
    { author, deed: { kind: 'signature' } },
    { author, deed: { kind: 'ratification' } },
  ])
  const { charter } = await plotted(['alt', 'bor', 'sec'], both as readonly Step[])
  const more = [...flows(charter, later)].filter((flow) => !before.has(flow))
  expect(more.length).toBeGreaterThan(0)
  expect(more.every((flow) => flow.startsWith('alt > bor') || flow.startsWith('bor > alt'))).toBe(true)
})

test('9 equal lanes of agreements give equal answers, today and on every day, however they are read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), fc.nat({ max: 120 }), async (steps, days) => {
      const { charter, entries } = await plotted([...states, 'sec'], steps)
      const again = await charterFrom(demo.genesis, entries)
      if (isRefusal(again)) throw new Error(again.code)
      const at: Instant = addMs(demo.at, days * dayMs)
      expect(flows(again, at)).toEqual(flows(charter, at))
      expect(again.newest).toBe(charter.newest)
    }),
    { numRuns: 20 },
  )
})
