import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import { parseKind } from '#protocol/act/act-id.ts'
import type { ActId, Desk, Kind, Statement } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { checkKind } from './check.ts'
import { acts, kindOf, kindRow } from './table.ts'

const cited = `act--${'a'.repeat(64)}` as ActId
const other = `act--${'b'.repeat(64)}` as ActId
const at = '2026-11-21T18:05:00.000Z' as Instant
const file = { digest: 'd', bytes: 1, mediaType: 'application/stix+json;version=2.1', name: 'bundle.json' }

type Said = Parameters<typeof checkKind>[0]
const share: Said = {
  kind: kindOf('exchange.share/1'),
  audience: ['bor' as Party],
  label: { level: 'open', category: 'other', handling: [], reviewBy: at },
  officers: ['desk-1' as Desk],
  refs: [],
  attachments: [file],
  body: { format: 'stix', title: 'A title' },
}
const recall: Said = {
  ...share,
  kind: kindOf('exchange.recall/1'),
  label: { level: 'open', category: 'other', handling: [] },
  refs: [cited],
  attachments: [],
  body: { act: cited, reason: 'wrong' },
}
const codeOf = (said: Said): string => {
  const outcome = checkKind(said)
  return isRefusal(outcome) ? outcome.code : 'checked'
}

test('protocol 4 a share and a recall in due form are accepted', () => {
  expect(codeOf(share)).toBe('checked')
  expect(codeOf(recall)).toBe('checked')
})

test('protocol 10 an unknown kind is a value, not an error', () => {
  expect(kindRow('lessons.note/1' as Kind)).toBeUndefined()
  expect(kindRow('constructor' as Kind)).toBeUndefined()
  expect(codeOf({ ...share, kind: 'lessons.note/1' as Kind })).toBe('kind-unknown')
})

test('protocol 4 every act a body cites stands in refs', () => {
  expect(codeOf({ ...recall, refs: [other] })).toBe('citation-missing')
  expect(codeOf({ ...recall, body: { ...recall.body, replacement: other } })).toBe('citation-missing')
  expect(codeOf({ ...recall, refs: [cited, other], body: { ...recall.body, replacement: other } })).toBe('checked')
  expect(codeOf({ ...share, body: { ...share.body, replaces: cited } })).toBe('citation-missing')
  const receipt = { outcomes: [{ act: cited, outcome: 'admitted', at }] }
  const said = { ...recall, kind: kindOf('transport.receipt/1'), officers: [], body: receipt }
  expect(codeOf(said)).toBe('checked')
  expect(codeOf({ ...said, refs: [] })).toBe('citation-missing')
})

test('protocol 2 unknown members of a body are ignored and do not reach the room', () => {
  const outcome = checkKind({ ...share, body: { ...share.body, later: 1 } })
  expect(isRefusal(outcome) ? outcome : outcome.body).toEqual({ format: 'stix', title: 'A title' })
})

test('protocol 4 a body is bounded and typed', () => {
  const bad: readonly Statement['body'][] = [
    {},
    { format: 'stix' },
    { format: 'xml', title: 'A' },
    { format: 'stix', title: '' },
    { format: 'stix', title: 'x'.repeat(301) },
    { format: 'stix', title: 'escape \u001b[2J' },
    { format: 'stix', title: 'A', objects: -1 },
    { format: 'stix', title: 'A', replaces: 'act--1' },
  ]
  for (const body of bad) expect(codeOf({ ...share, body })).toBe('body-malformed')
})

test('protocol 5 content has a review date and a record has none', () => {
  const { reviewBy: _, ...label } = share.label
  expect(codeOf({ ...share, label })).toBe('review-missing')
  expect(codeOf({ ...recall, label: share.label })).toBe('review-on-record')
})

test('protocol 4 attachments, audience and officers are as many and of the form that the kind says', () => {
  expect(codeOf({ ...share, attachments: [] })).toBe('attachment-count')
  expect(codeOf({ ...recall, attachments: [file] })).toBe('attachment-count')
  expect(codeOf({ ...share, audience: { coalition: true } })).toBe('audience-form')
  expect(codeOf({ ...share, officers: [] })).toBe('officer-missing')
})

test('protocol 9 only records pass without a basis, and only they pass whatever has changed', () => {
  // What was said on the telephone or where states consulted, and what has to be known for an answer, are records that rest on an agreement.
  const telling: readonly string[] = [
    'hotline.log/1',
    'rfi.clarification/1',
    'consultation.minutes/1',
    'consultation.referral/1',
  ]
  const based = (name: string, { class: kind }: { readonly class: string }) =>
    kind === 'content' || telling.includes(name)
  for (const [name, row] of Object.entries(acts)) {
    expect([name, row.needsBasis]).toEqual([name, based(name, row)])
    expect(row.erasable).toBe(row.class === 'content')
    if (row.passesChanges) expect(row.class).toBe('record')
  }
  expect(acts['transport.receipt/1'].receipted).toBe(false)
})

test('protocol 4 every name in the table is room.verb/major', () => {
  for (const name of Object.keys(acts)) expect(parseKind(name)).toBe(name)
})

test('STIX 5.2 a sighting is not last seen before it was first seen', () => {
  const object = 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f'
  const body = { act: cited, object, count: 1, firstSeen: at, lastSeen: '2026-11-20T18:05:00.000Z' }
  const said = { ...share, kind: kindOf('exchange.sighting/1'), refs: [cited], attachments: [], body }
  expect(codeOf(said)).toBe('body-malformed')
  expect(codeOf({ ...said, body: { ...body, lastSeen: at } })).toBe('checked')
})
