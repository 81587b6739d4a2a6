import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { instantOf } from '#kernel/instant.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { hotlineOutcomes, type HotlineOutcome } from '#protocol/acts/hotline.ts'
import type { Party } from '#protocol/identity/party.ts'
import { answer, unfitCall, type KnownCall } from './decide.ts'
import { stateOf, stateOfAll, type CallState } from './state.ts'

const outcome = fc.constantFrom(...hotlineOutcomes)

test('H1 what a party says comes to the same in whichever order and however often it is heard', () => {
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 6 }), fc.nat(), (said, turn) => {
      const at = said.length === 0 ? 0 : turn % said.length
      const other = [...said.slice(at), ...said.slice(0, at), ...said]
      expect(stateOf(other)).toBe(stateOf(said))
    }),
  )
})

test('H1 of all parties: contested while one contests, countersigned once all have', () => {
  const state = fc.constantFrom<CallState>('proposed', ...hotlineOutcomes)
  fc.assert(
    fc.property(fc.array(state, { minLength: 1, maxLength: 5 }), (states) => {
      const all = stateOfAll(states)
      expect(all === 'contested').toBe(states.includes('contested'))
      expect(all === 'countersigned').toBe(states.every((one) => one === 'countersigned'))
    }),
  )
})

const self = 'bor' as Party
const by = {
  self,
  officers: ['duty' as Desk],
  at: instantOf(1_795_000_000_000),
  words: { levels: new Map(), categories: new Map(), handling: new Map(), purposes: new Map() },
  cleared: { levels: [], categories: 'all' },
} as const

/** Which states one may come to from which. */
const legal: Readonly<Record<CallState, readonly CallState[]>> = {
  proposed: ['countersigned', 'contested'],
  contested: ['countersigned'],
  countersigned: [],
}

test('H2 by no sequence of wishes does a party come from one state to another that is not allowed: the model and what refuses agree', () => {
  fc.assert(
    fc.property(fc.array(outcome, { maxLength: 12 }), (wishes) => {
      const said: HotlineOutcome[] = []
      for (const wish of wishes) {
        const state = stateOf(said)
        const known: KnownCall = {
          act: 'act--0' as ActId,
          author: 'alt' as Party,
          audience: [self, 'cas' as Party],
          label: { level: 'open', category: 'other', handling: [] },
          parties: { bor: { state }, cas: { state: 'proposed' } },
        }
        const drafted = answer(known, wish === 'contested' ? { outcome: wish, correction: 'c' } : { outcome: wish }, by)
        expect(isRefusal(drafted)).toBe(!legal[state].includes(wish))
        if (isRefusal(drafted)) continue
        // Everyone who took part hears it.
        expect(drafted.audience).toEqual(['alt', 'cas'])
        said.push(wish)
        expect(stateOf(said)).toBe(wish)
      }
    }),
  )
})

test('H3 who records a call took part in it with others, and it is over', () => {
  const at = instantOf(1_795_000_000_000)
  const call = {
    calledAt: at,
    channel: 'hotline' as const,
    summary: 's',
    desks: [
      { party: 'alt' as Party, desk: 'duty' },
      { party: self, desk: 'duty' },
    ],
  }
  expect(unfitCall(call, self, at)).toBeUndefined()
  expect(unfitCall(call, 'cas' as Party, at)).toMatchObject({ code: 'hotline-parties' })
  const [, own] = call.desks
  expect(unfitCall({ ...call, desks: own === undefined ? [] : [own, own] }, self, at)).toMatchObject({
    code: 'hotline-parties',
  })
  expect(unfitCall({ ...call, endedAt: instantOf(1_794_999_000_000) }, self, at)).toMatchObject({
    code: 'hotline-time',
  })
  expect(unfitCall({ ...call, calledAt: instantOf(1_795_001_000_000) }, self, at)).toMatchObject({
    code: 'hotline-time',
  })
})
