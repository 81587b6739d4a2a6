import { beforeAll, expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import { signStatement } from '#protocol/act/sign.ts'
import { verifyAct } from '#protocol/act/verify.ts'
import type { ActId, Desk, Kind, Statement } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, CharterParty, KeyTerm } from './charter.ts'
import { judge } from './judge.ts'
import type { Arrival } from './judge.ts'
import { keysOf } from './standing.ts'
import { foundCoalition } from './testing/demo-coalition.ts'
import type { FoundedCoalition } from './testing/demo-coalition.ts'

const [alt, bor, cas] = ['alt', 'bor', 'cas'] as [Party, Party, Party]
const at = '2026-11-21T18:05:00.000Z' as Instant
let demo: FoundedCoalition
let share: Statement
beforeAll(async () => {
  demo = await foundCoalition('demo')
  share = {
    kind: kindOf('exchange.share/1'),
    coalition: demo.charter.id,
    author: alt,
    officers: ['desk-1' as Desk],
    at,
    audience: [bor],
    label: {
      level: 'restricted',
      category: 'drones',
      handling: ['H1', 'TLP:AMBER'],
      purpose: 'information',
      reviewBy: '2027-11-21T00:00:00.000Z' as Instant,
    },
    charter: demo.charter.newest,
    refs: [],
    salt: 'A'.repeat(43),
    attachments: [{ digest: '0'.repeat(64), bytes: 2, mediaType: 'application/stix+json', name: 'a.json' }],
    crit: [],
    body: { format: 'stix', title: 'A title' },
  }
})

const verdictOf = (said: Partial<Statement>, arrival: Partial<Arrival> = {}) => {
  const verdict = judge({ ...share, ...said }, { from: alt, self: bor, charter: demo.charter, at, ...arrival })
  return verdict.kind === 'admitted'
    ? `admitted ${verdict.basis ?? 'without basis'}`
    : `${verdict.kind} ${verdict.refusal.code}`
}

/** The demo charter with a later entry by which the agreements end. */
const ended = (): Charter => {
  const until = '2026-11-01T00:00:00.000Z' as Instant
  const agreements = demo.charter.agreements.map((row) => ({
    ...row,
    inForce: new Map([...row.inForce].map(([party, terms]) => [party, terms.map((term) => ({ ...term, until }))])),
  }))
  return { ...demo.charter, agreements, newest: `act--${'e'.repeat(64)}` as ActId, before: demo.charter }
}

test('protocol 7 a share signed with real keys is opened, verified with the charter and admitted', async () => {
  const keyring = demo.keyrings.get(alt)
  const act = keyring && openAct(await signStatement(share, keyring))
  if (act === undefined || isRefusal(act)) throw new Error(JSON.stringify(act))
  const keys = keysOf(demo.charter, alt)
  expect(keys && verifyAct(act, keys)).toBeUndefined()
  expect(judge(act.said, { from: alt, self: bor, charter: demo.charter, at })).toMatchObject({
    kind: 'admitted',
    basis: 'exchange-1',
    checked: { body: { title: 'A title' } },
  })
})

test('protocol 7 what is not what it claims to be is dropped', () => {
  expect(verdictOf({ audience: [cas] })).toBe('dropped not-addressed')
  expect(verdictOf({ body: { format: 'stix' } })).toBe('dropped body-malformed')
  expect(verdictOf({}, { from: cas })).toBe('dropped wrong-author')
})

test('protocol 6 an addressee may hand on what it was sent', () => {
  expect(verdictOf({ audience: [bor, cas] }, { from: cas })).toBe('admitted exchange-1')
})

test('protocol 7 what is valid and not allowed is refused with the rule', () => {
  expect(verdictOf({ label: { ...share.label, level: 'secret' } })).toBe('refused level-above-ceiling')
  expect(verdictOf({ label: { ...share.label, level: 'confidential' } })).toBe('refused second-officer')
  expect(verdictOf({ author: 'dor' as Party }, { from: 'dor' as Party })).toBe('refused author-unknown')
  expect(verdictOf({ coalition: `act--${'0'.repeat(64)}` as ActId })).toBe('refused other-coalition')
})

test('protocol 7 an act that names a charter entry we lack is held, not refused', () => {
  expect(verdictOf({ charter: `act--${'0'.repeat(64)}` as ActId })).toBe('held charter-entry-unknown')
})

test('protocol 7 with a stale charter of our own we hold what depends on it', () => {
  const charter = { ...demo.charter, headAt: '2026-11-01T00:00:00.000Z' as Instant }
  expect(verdictOf({}, { charter })).toBe('held charter-stale')
  const { reviewBy: _, ...label } = share.label
  const recall = { kind: kindOf('exchange.recall/1'), label, attachments: [], refs: [demo.charter.id] }
  expect(verdictOf({ ...recall, body: { act: demo.charter.id, reason: 'wrong' } }, { charter })).toBe(
    'admitted without basis',
  )
})

test('protocol 10 an unknown kind is quarantined', () => {
  const kind = 'lessons.note/1' as Kind
  expect(verdictOf({ kind })).toBe('quarantined kind-unknown')
  expect(verdictOf({ kind, author: 'dor' as Party }, { from: 'dor' as Party })).toBe('refused author-unknown')
})

test('protocol 9 the gate is asked with the charter of the entry named and with the newest, either may refuse', () => {
  const newest = ended()
  expect(verdictOf({}, { charter: newest })).toBe('refused no-agreement')
  expect(verdictOf({ charter: newest.newest }, { charter: newest })).toBe('refused no-agreement')
  const reopened = { ...demo.charter, newest: `act--${'f'.repeat(64)}` as ActId, before: newest }
  expect(verdictOf({ charter: newest.newest }, { charter: reopened })).toBe('refused no-agreement')
  expect(verdictOf({ charter: reopened.newest }, { charter: reopened })).toBe('admitted exchange-1')
})

/** The demo charter after an entry, with other terms of the author's keys. */
const keyed = (terms: (last: KeyTerm) => readonly KeyTerm[], more: Partial<CharterParty> = {}, number = 1): Charter => {
  const row = demo.charter.parties.get(alt)!
  const parties = new Map(demo.charter.parties).set(alt, { ...row, ...more, keyTerms: terms(row.keyTerms[0]!) })
  return { ...demo.charter, parties, newest: `act--${String(number).repeat(64)}` as ActId, before: demo.charter }
}

test('protocol 3 an act under a seal that has been frozen since is held, and one that names the freezing is refused', () => {
  const frozen = keyed((last) => [{ ...last, sealFrozen: true }])
  expect(verdictOf({}, { charter: frozen })).toBe('held trust-unsaid')
  expect(verdictOf({ charter: frozen.newest }, { charter: frozen })).toBe('refused keys-frozen')
  // Frozen by an act that no entry has ordered yet: what names the newest entry may be older than that.
  const here = keyed((last) => [{ ...last, sealFrozen: true, isFrozenHere: true }])
  expect(verdictOf({ charter: here.newest }, { charter: here })).toBe('held trust-unsaid')
  // What would not have been let in before does not wait.
  const label = { ...share.label, level: 'secret' }
  expect(verdictOf({ label }, { charter: frozen })).toBe('refused level-above-ceiling')
})

test('protocol 3 a replaced seal that was frozen is waited for until its party has said what of it is trusted', () => {
  const { keys } = demo.charter.parties.get(alt)!.keyTerms[0]!
  const next = { ...keys, seal: { ...keys.seal, ed25519: 'another' } }
  const terms = (last: KeyTerm) => [
    { ...last, sealFrozen: true, until: demo.charter.id },
    { ...last, keys: next },
  ]
  const replaced = keyed(terms)
  expect(verdictOf({}, { charter: replaced })).toBe('held trust-unsaid')
  expect(verdictOf({ charter: replaced.newest }, { charter: replaced })).toBe('admitted exchange-1')
  const word = { seal: keys.seal.ed25519, epoch: 1, entry: 7, named: demo.charter.id }
  expect(verdictOf({}, { charter: keyed(terms, { lastTrusted: [word] }, 2) })).toBe('admitted exchange-1')
  const { reviewBy: _, ...label } = share.label
  const recall = { kind: kindOf('exchange.recall/1'), label, attachments: [], refs: [demo.charter.id] }
  const body = { act: demo.charter.id, reason: 'wrong' }
  expect(verdictOf({ ...recall, body }, { charter: replaced })).toBe('admitted without basis')
})
