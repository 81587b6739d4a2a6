import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { rfiSteps, type RfiStepName } from '#protocol/acts/rfi.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Speaker } from '#charter/record/labelling.ts'
import type { Draft } from '#charter/record/draft.ts'
import * as decide from './decide.ts'
import { furthest, type RfiState } from './state.ts'
import { actOf, label, speakerOf } from '../testing/room-world.ts'
import { RequestWorld } from './testing/request-world.ts'

const [alt, bor, cas, dor] = ['alt', 'bor', 'cas', 'dor'] as [Party, Party, Party, Party]

type Wish = RfiStepName | 'ask' | 'clarify' | 'closed' | 'withdrawn'

const drafts: Readonly<
  Record<'asked' | 'asks', (known: decide.KnownRequest, wish: Wish, by: Speaker) => readonly (Draft | Refusal)[]>
> = {
  asked: (known, wish, by) => {
    if (wish === 'ask') return [decide.ask(known, 'Which?', by)]
    if (wish === 'partial') return decide.answer(known, { text: 'One.', partial: true }, by)
    if (wish === 'answered') return decide.answer(known, { text: 'All.' }, by)
    const ground = wish === 'refused' ? ({ ground: 'law' } as const) : {}
    return [decide.step(known, { step: wish as RfiStepName, ...ground }, by)]
  },
  asks: (known, wish, by) => {
    if (wish === 'clarify') {
      const waiting = known.audience.find((party) => known.parties[party]?.open !== undefined)
      return [decide.clarify(known, waiting ?? bor, 'That.', by)]
    }
    return [decide.end(known, wish === 'closed' ? { end: 'closed' } : { end: 'withdrawn', reason: 'r' }, by)]
  },
}

/** What a party that is asked may say where it knows that it stands so: all of it, and nothing else. */
const mayBeSaid: Readonly<Record<Exclude<RfiState, 'clarification'>, readonly Wish[]>> = {
  sent: ['acknowledged', 'accepted', 'ask', 'partial', 'refused', 'answered'],
  acknowledged: ['accepted', 'ask', 'partial', 'refused', 'answered'],
  accepted: ['ask', 'partial', 'refused', 'answered'],
  partial: ['ask', 'partial', 'refused', 'answered'],
  refused: ['answered'],
  answered: [],
  closed: [],
  withdrawn: [],
}

/** Into which states it may be seen to come from which, whatever was heard in between. */
const mayCome: Readonly<Record<RfiState, readonly RfiState[]>> = {
  sent: [...rfiSteps, 'clarification', 'closed', 'withdrawn'],
  acknowledged: ['accepted', 'partial', 'refused', 'answered', 'clarification', 'closed', 'withdrawn'],
  accepted: ['partial', 'refused', 'answered', 'clarification', 'closed', 'withdrawn'],
  clarification: [...rfiSteps, 'closed', 'withdrawn'],
  partial: ['refused', 'answered', 'clarification', 'closed', 'withdrawn'],
  refused: ['answered', 'closed', 'withdrawn'],
  answered: ['closed', 'withdrawn'],
  closed: [],
  withdrawn: [],
}

const wish = fc.constantFrom<Wish>(...rfiSteps, 'ask', 'clarify', 'closed', 'withdrawn')
const said = fc.record({ do: fc.constant('say' as const), by: fc.constantFrom(alt, bor, cas), wish })
const heard = fc.record({ do: fc.constant('hear' as const), at: fc.nat(40), again: fc.boolean() })
const lies = fc.constantFrom('step', 'end', 'clarification', 'answer', 'label')
const lied = fc.record({ do: fc.constant('lie' as const), lie: lies })
const stopped = fc.record({ do: fc.constant('restart' as const) })
const deed = fc.oneof({ weight: 5, arbitrary: said }, { weight: 6, arbitrary: heard }, lied, stopped)

type Deed = typeof deed extends fc.Arbitrary<infer Each> ? Each : never

/** The clarification that it asked for comes after its own last word: its clock stood still until that, for both sides. */
const answeredWhileItAsks: Deed[] = [
  { do: 'say', by: cas, wish: 'ask' },
  { do: 'say', by: cas, wish: 'answered' },
  { do: 'hear', at: 0, again: false },
  { do: 'hear', at: 0, again: false },
  { do: 'say', by: alt, wish: 'clarify' },
]

test('R2 by no sequence of wishes, late, repeated and reordered parcels, restarts and words of those who were not asked does a request come from one state to another that is not allowed; all who heard all see the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 40 }), async (deeds) => {
      await using world = await RequestWorld.start([alt, bor, cas, dor], [bor, cas])
      let seen = await world.states()
      for (const each of deeds) {
        if (each.do === 'say') await say(world, each.by, each.wish)
        if (each.do === 'hear') await world.hear(each.at, each.again)
        if (each.do === 'restart') await world.restart()
        if (each.do === 'lie') await lie(world, each.lie)
        const now = await world.states()
        for (const [place, state] of now) {
          const before = seen.get(place) ?? 'sent'
          if (before !== state) expect([place, mayCome[before]]).toEqual([place, expect.arrayContaining([state])])
        }
        seen = now
      }
      await world.hearAll()
      const all = await world.views()
      for (const party of [bor, cas]) {
        const [here, there] = [all.get(alt)?.parties[party], all.get(party)?.parties[party]]
        expect(there?.state).toBe(here?.state)
        expect(there?.answers).toEqual(here?.answers)
        const isStill = here?.clarifications.every(({ answer }) => answer !== undefined) === true
        if (isStill) expect(there?.clock.dueAt).toBe(here.clock.dueAt)
      }
      expect(all.get(dor)).toBeUndefined()
    }),
    { numRuns: 120, examples: [[answeredWhileItAsks]] },
  )
})

async function say(world: RequestWorld, by: Party, wished: Wish): Promise<void> {
  const known = await world.known(by)
  if (known === undefined) return
  const state = (await world.states()).get(`${by} ${by}`)
  const isAsked = by !== alt
  if (isAsked && (wished === 'clarify' || wished === 'closed' || wished === 'withdrawn')) return
  if (!isAsked && wished !== 'clarify' && wished !== 'closed' && wished !== 'withdrawn') return
  const [first, ...others] = drafts[isAsked ? 'asked' : 'asks'](known, wished, speakerOf(by, world.now))
  if (isAsked && state !== undefined && state !== 'clarification') {
    expect([state, wished, isRefusal(first)]).toEqual([state, wished, !mayBeSaid[state].includes(wished)])
  }
  if (state === 'clarification' && wished === 'ask') expect(first).toMatchObject({ code: 'rfi-step' })
  for (const draft of [first, ...others]) if (draft !== undefined && !isRefusal(draft)) await world.record(by, draft)
}

/** Said by one who was not asked, by one asked in the place of who asks, or under another label: nobody's view changes. */
async function lie(world: RequestWorld, what: string): Promise<void> {
  const at = world.now
  const before = await world.views(at)
  const act = world.about
  const by = what === 'end' || what === 'label' ? cas : dor
  const bodies: Readonly<Record<string, readonly [string, object]>> = {
    step: ['rfi.step/1', { act, step: 'answered' }],
    end: ['rfi.end/1', { act, end: 'closed' }],
    clarification: ['rfi.clarification/1', { act, text: 't' }],
    answer: ['rfi.answer/1', { act, title: 't', coverage: 'full', text: 't' }],
    label: ['rfi.step/1', { act, step: 'refused', ground: 'law' }],
  }
  const [kind, body] = bodies[what] ?? ['', {}]
  const under = what === 'label' ? { ...label, category: 'drones' } : label
  for (const to of [alt, bor])
    await world.takeIn(to, actOf({ kind, body, author: by, to: [to], label: under, at: world.now }))
  expect(await world.views(at)).toEqual(before)
}

test('R2 the furthest step counts, in whichever order and however often steps are heard', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...rfiSteps)), (steps) => {
      const rank = (step: RfiStepName | undefined) => (step === undefined ? -1 : rfiSteps.indexOf(step))
      expect(rank(furthest(steps))).toBe(Math.max(-1, ...steps.map(rank)))
      expect(furthest([...steps.toReversed(), ...steps])).toBe(furthest(steps))
    }),
  )
})
