import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId, Desk } from '#protocol/act/statement.ts'
import { checkKind } from '#protocol/acts/check.ts'
import type { Party } from '#protocol/identity/party.ts'
import { labelOf, LabelWish, type Speaker } from '#charter/record/labelling.ts'
import * as decide from './decide.ts'

const alt = 'alt' as Party
const bor = 'bor' as Party
const act = `act--${'1'.repeat(64)}` as ActId
const at = '2026-11-21T18:05:00.000Z' as Instant
const handling = new Map(['TLP:GREEN', 'TLP:AMBER', 'H2'].map((code) => [code, {}]))
const cleared = { levels: ['open', 'restricted'], categories: ['drones'] }
const levels = new Map(['open', 'restricted', 'secret'].map((level, rank) => [level, rank]))
const categories = new Map(['drones', 'terrorism'].map((category) => [category, {}]))
const purposes = new Map([
  ['information', {}],
  ['warning', {}],
])
const words = { levels, categories, purposes, handling }
const byAlt: Speaker = { self: alt, officers: ['liaison-1' as Desk], at, words, cleared }
const byBor: Speaker = { ...byAlt, self: bor }

const wish = LabelWish.parse({ to: ['cas', 'bor', 'bor'], level: 'restricted', category: 'drones' })
const file = {
  ref: { digest: 'd'.repeat(64), bytes: 3, mediaType: 'application/stix+json;version=2.1', name: 'b.json' },
  salt: 's',
  key: 'k',
  blob: 'b',
  sealedBytes: 80,
}
const stix: decide.Brought = { file, format: 'stix', objects: 2, refused: [] }
const known: decide.KnownShare = {
  act,
  author: alt,
  title: 'T',
  label: labelOf(wish, byAlt),
  audience: [bor],
  state: 'live',
}

function drafted<Draft>(outcome: Draft): Exclude<Draft, { readonly kind: 'refusal' }> {
  expect(isRefusal(outcome)).toBe(false)
  return outcome as Exclude<Draft, { readonly kind: 'refusal' }>
}

test('D1 a share names each addressee once, in order, and the review comes in a year unless said', () => {
  const draft = drafted(decide.share(wish, stix, byAlt))
  expect(draft).toMatchObject({
    audience: ['bor', 'cas'],
    label: { purpose: 'information', reviewBy: '2027-11-21T18:05:00.000Z' },
    body: { format: 'stix', title: 'b.json', objects: 2 },
  })
})

test('D2 a file that is not STIX needs a title, and says why it is none', () => {
  const plain: decide.Brought = { ...stix, format: 'file', objects: 0 }
  expect(decide.share(wish, plain, byAlt)).toMatchObject({ code: 'title-missing' })
  const problem = { kind: 'refusal', code: 'stix-truncated', rule: 'stix', params: {} } as const
  expect(decide.share(wish, { ...plain, problem }, byAlt)).toMatchObject({ code: 'stix-truncated' })
  expect(drafted(decide.share({ ...wish, title: 'A map' }, plain, byAlt))).toMatchObject({ body: { title: 'A map' } })
})

test('D8 nobody shares under a label that he may not read; an unknown word is left to the gate', () => {
  const label = (level: string, category = 'drones') => decide.share({ ...wish, level, category }, stix, byAlt)
  expect(label('secret')).toMatchObject({ code: 'above-clearance', params: { level: 'secret', category: 'drones' } })
  expect(label('open', 'terrorism')).toMatchObject({ code: 'above-clearance' })
  for (const [level, category] of [
    ['open', 'drones'],
    ['cosmic', 'drones'],
    ['secret', 'cosmic'],
  ])
    drafted(label(level!, category))
  const all = { ...byAlt, cleared: { levels: cleared.levels, categories: 'all' as const } }
  drafted(decide.share({ ...wish, category: 'terrorism' }, stix, all))
})

test('D3 persons and empty bundles are not shared', () => {
  const refused = [{ id: 'identity--x', type: 'identity', code: 'person-record', rule: 'SG-01' }]
  expect(decide.share(wish, { ...stix, refused }, byAlt)).toMatchObject({ code: 'persons-refused', rule: 'SG-01' })
  drafted(decide.share({ ...wish, omitRefused: true }, { ...stix, refused }, byAlt))
  expect(decide.share(wish, { ...stix, objects: 0 }, byAlt)).toMatchObject({ code: 'nothing-to-share' })
})

test('D4 a recall goes to everyone who was sent the share, once, by its originator alone', () => {
  expect(drafted(decide.recall(known, { reason: 'R' }, byAlt))).toMatchObject({ audience: [bor], refs: [act] })
  expect(decide.recall(known, { reason: 'R' }, byBor)).toMatchObject({ code: 'not-originator' })
  for (const state of ['recalled', 'corrected'] as const) {
    expect(decide.recall({ ...known, state }, { reason: 'R' }, byAlt)).toMatchObject({ code: 'already-recalled' })
  }
})

test('D5 replies go to the author of the share, under its label, and only while it is live', () => {
  const replies = [
    (share: decide.KnownShare, by: Speaker) => decide.acknowledge(share, {}, by),
    (share: decide.KnownShare, by: Speaker) => decide.sighting(share, { object: 'malware--1' }, by),
    (share: decide.KnownShare, by: Speaker) => decide.opinion(share, { object: 'malware--1', opinion: 'agree' }, by),
  ]
  for (const reply of replies) {
    expect(drafted(reply(known, byBor))).toMatchObject({ audience: [alt], refs: [act], label: { level: 'restricted' } })
    expect(reply(known, byAlt)).toMatchObject({ code: 'own-share' })
    expect(reply({ ...known, state: 'recalled' }, byBor)).toMatchObject({ code: 'already-recalled' })
  }
})

test('D6 a sighting does not end before it began', () => {
  const [firstSeen, lastSeen] = ['2026-02-01T00:00:00.000Z' as Instant, '2026-01-01T00:00:00.000Z' as Instant]
  const wrong = decide.sighting(known, { object: 'malware--1', firstSeen, lastSeen }, byBor)
  expect(wrong).toMatchObject({ code: 'sighting-dates' })
})

test('D7 whatever is wished, a draft is one that its kind accepts', () => {
  const word = fc.stringMatching(/^[a-z][a-z-]{0,20}$/u)
  const someWish = fc.record({
    to: fc.array(fc.constantFrom(bor, 'cas' as Party, 'dor' as Party), { minLength: 1 }),
    level: word,
    category: word,
    title: fc.string({ minLength: 1, maxLength: 200 }).map((text) => text.replaceAll(/\p{C}/gu, '·')),
    handling: fc.array(word, { maxLength: 4 }),
  })
  fc.assert(
    fc.property(someWish, (asked) => {
      const draft = drafted(decide.share(asked, stix, byAlt))
      const checked = checkKind({ ...draft, attachments: draft.attachments.map(({ ref }) => ref) })
      expect(checked).toMatchObject({ kind: 'checked' })
    }),
  )
})

test('protocol 5 handling is written in the order of the charter, whatever the order of the wish', () => {
  const asked = LabelWish.parse({ to: ['bor'], level: 'open', category: 'drones', handling: ['H2', 'TLP:AMBER', 'H2'] })
  expect(labelOf(asked, byAlt).handling).toEqual(['TLP:AMBER', 'H2'])
})
