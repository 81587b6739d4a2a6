import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Profile } from './profile/profile.ts'
import { previewRelease } from './preview.ts'
import { release } from './release.ts'
import type { Releasable } from './release.ts'
import { readProfile } from './testing/demo-coalition.ts'
import { unsignedCharter } from './testing/unsigned-charter.ts'

const demo = unsignedCharter(readProfile('demo'))
const at = '2026-11-21T18:05:00.000Z' as Instant
const facts = { charter: demo, at }
const [alt, bor, cas, sec] = ['alt', 'bor', 'cas', 'sec'] as Party[]

function demoShare(audience: readonly Party[], level = 'restricted'): Releasable {
  const reviewBy = '2027-11-21T00:00:00.000Z' as Instant
  return {
    kind: kindOf('exchange.share/1'),
    coalition: demo.id,
    author: alt!,
    officers: ['desk-1' as Desk],
    audience,
    label: { level, category: 'network-security', handling: [], purpose: 'information', reviewBy },
  }
}

test('interfaces: the demo charter previews who would receive, who not and who is not addressed', () => {
  expect(previewRelease(demoShare([bor!]), facts)).toEqual({
    recipients: [{ party: 'bor', decision: { kind: 'permitted', basis: 'exchange-1' } }],
    others: ['cas', 'sec'],
    secondOfficer: false,
  })
  const both = previewRelease(demoShare([bor!, cas!], 'confidential'), facts)
  expect(both.secondOfficer).toBe(true)
  expect(both.recipients).toMatchObject([
    { party: 'bor', decision: { kind: 'permitted', basis: 'exchange-2' } },
    { party: 'cas', decision: { code: 'level-above-ceiling', params: { author: 'alt', recipient: 'cas' } } },
  ])
})

test('protocol 9 what the preview permits to all is released, and what it refuses to one is refused to that one', () => {
  fc.assert(
    fc.property(drafts, ({ draft, now }) => {
      const asking = { charter: demo, at: now }
      const signed = { ...draft, officers: ['desk-1', 'desk-2'] as Desk[] }
      const preview = previewRelease(draft, asking)
      const isPermitted = preview.recipients.every(({ decision }) => !isRefusal(decision))
      const decisions = preview.recipients.map(({ party }) => release(signed, party, asking))
      if (isPermitted) expect(decisions).toEqual(preview.recipients.map(({ decision }) => decision))
      else expect(decisions.some(isRefusal)).toBe(true)
    }),
  )
})

const levels = [...demo.levels.keys()]
const parties = [...demo.parties.keys(), 'zed' as Party]
const drafts = fc.record({
  draft: fc.record({
    kind: fc
      .constantFrom('exchange.share/1', 'exchange.recall/1', 'transport.receipt/1')
      .map((kind) => kindOf(kind as 'exchange.share/1')),
    coalition: fc.constantFrom(demo.id, `act--${'1'.repeat(64)}` as ActId),
    author: fc.constantFrom(...parties),
    officers: fc.subarray(['desk-1', 'desk-2'] as Desk[]),
    audience: fc.subarray(parties, { minLength: 1 }),
    label: fc.record(
      {
        level: fc.constantFrom(...levels, 'cosmic'),
        category: fc.constantFrom('drones', 'weather'),
        handling: fc.constant([] as string[]),
        purpose: fc.constantFrom('information', 'profit'),
        reviewBy: fc.constantFrom('2027-11-21T00:00:00.000Z' as Instant, '2020-01-01T00:00:00.000Z' as Instant),
        basis: fc.constantFrom('exchange-1', 'exchange-2', 'exchange-3'),
      },
      { requiredKeys: ['level', 'category', 'handling'] },
    ),
  }),
  now: fc.constantFrom(at, '2019-01-01T00:00:00.000Z' as Instant),
})

const isPermittedTo = (draft: Releasable, recipient: Party, now: Instant): boolean =>
  !isRefusal(release(draft, recipient, { charter: demo, at: now }))

test('protocol 9 permission never depends on the order of facts', () => {
  const profile = readProfile('demo')
  const shuffled = (seed: number): Profile => ({
    ...profile,
    parties: turned(profile.parties, seed),
    agreements: turned(profile.agreements, seed).map((one) => ({ ...one, parties: turned(one.parties, seed) })),
    categories: turned(profile.categories, seed),
    standings: turned(profile.standings, seed),
  })
  const turnedCharters = [1, 2, 3].map((seed) => unsignedCharter(shuffled(seed)))
  fc.assert(
    fc.property(drafts, fc.constantFrom(...parties), ({ draft, now }, recipient) => {
      const answers = [demo, ...turnedCharters].map((charter) => release(draft, recipient, { charter, at: now }))
      for (const answer of answers) expect({ ...answer, params: '' }).toEqual({ ...answers[0], params: '' })
    }),
  )
})

const turned = <Item>(items: readonly Item[], by: number): Item[] =>
  [...items.slice(by), ...items.slice(0, by)].toReversed()

test('protocol 9 a further recipient never permits more', () => {
  fc.assert(
    fc.property(drafts, fc.constantFrom(...parties), ({ draft, now }, further) => {
      const wider = { ...draft, audience: [...new Set([...draft.audience, further])].toSorted() }
      for (const party of draft.audience) {
        if (isPermittedTo(wider, party, now)) expect(isPermittedTo(draft, party, now)).toBe(true)
      }
    }),
  )
})

test('protocol 9 a higher level never permits more', () => {
  fc.assert(
    fc.property(drafts, fc.constantFrom(...levels), fc.constantFrom(...levels), ({ draft, now }, one, other) => {
      const [lower = one, higher = other] = [one, other].toSorted((a, b) => levels.indexOf(a) - levels.indexOf(b))
      const labelled = (level: string) => ({ ...draft, label: { ...draft.label, level } })
      for (const party of draft.audience) {
        if (isPermittedTo(labelled(higher), party, now)) expect(isPermittedTo(labelled(lower), party, now)).toBe(true)
      }
    }),
  )
})

test('protocol 9 equal facts give equal answers', () => {
  const again = unsignedCharter(readProfile('demo'))
  fc.assert(
    fc.property(drafts, fc.constantFrom(...parties), ({ draft, now }, recipient) => {
      expect(release(draft, recipient, { charter: again, at: now })).toEqual(
        release(draft, recipient, { charter: demo, at: now }),
      )
    }),
  )
})

test('protocol 9 an organ with no right to receive is told so, not that an agreement lacks', () => {
  expect(release(demoShare([sec!]), sec!, facts)).toMatchObject({ code: 'recipient-standing' })
})

test('SG-06 an addressee whose clock is behind grants a review date of exactly five years, and no claimed time stretches it', () => {
  const share = { ...demoShare([bor!]), at }
  const ending = (reviewBy: string): Releasable => ({
    ...share,
    label: { ...share.label, reviewBy: reviewBy as Instant },
  })
  const asked = (act: Releasable, now: string) => release(act, bor!, { charter: demo, at: now as Instant })
  for (const now of ['2026-11-21T18:04:59.000Z', '2026-11-20T18:05:00.000Z', '2026-11-22T18:05:00.000Z']) {
    expect(asked(ending('2031-11-21T18:05:00.000Z'), now)).toMatchObject({ kind: 'permitted' })
    expect(asked(ending('2031-11-21T18:05:00.001Z'), now)).toMatchObject({ code: 'review-too-far' })
  }
  const later = { ...ending('2099-01-01T00:00:00.000Z'), at: '2098-01-01T00:00:00.000Z' as Instant }
  expect(asked(later, at)).toMatchObject({ code: 'review-too-far' })
})
