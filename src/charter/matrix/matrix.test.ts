import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { release } from '../release.ts'
import { readProfile } from '../testing/demo-coalition.ts'
import { unsignedCharter } from '../testing/unsigned-charter.ts'
import { matrixPair, pairsOf, type MatrixQuestion } from './matrix.ts'

const charter = unsignedCharter(readProfile('demo'))
const kind = kindOf('exchange.share/1')
const categories = [...charter.categories.keys()]
const levels = [...charter.levels.keys()]
const parties = [...charter.parties.keys()]
const at = '2026-11-21T18:05:00.000Z' as Instant
const asked: MatrixQuestion = { charter, at, kind, purpose: 'information', categories }
const [alt, bor, cas, sec] = parties as [Party, Party, Party, Party]

test('matrix: each pair has how far it goes, by which agreement, and why no further', () => {
  expect(matrixPair(asked, alt, bor).answers).toMatchObject([
    {
      categories,
      highest: { level: 'confidential', basis: 'exchange-2', secondOfficer: true },
      refusal: { code: 'level-above-ceiling', params: { level: 'secret' } },
    },
  ])
  expect(matrixPair(asked, alt, cas).answers).toMatchObject([
    { highest: { level: 'restricted', secondOfficer: false }, refusal: { params: { instrument: 'exchange-2' } } },
  ])
  const [none, ...others] = matrixPair(asked, alt, sec).answers
  expect([none?.highest, none?.refusal?.code, others]).toEqual([undefined, 'recipient-standing', []])
})

test('matrix: categories that are answered alike stand together, and the refusal names them all', () => {
  const profile = readProfile('demo')
  const agreements = profile.agreements.map((one) => ({ ...one, categories: ['drones'] }))
  const narrow = { ...asked, charter: unsignedCharter({ ...profile, agreements }) }
  const { answers } = matrixPair(narrow, alt, cas)
  expect(answers.map((answer) => answer.categories.length)).toEqual([categories.length - 1, 1])
  expect(answers[0]?.refusal).toMatchObject({ code: 'category-not-covered' })
  expect(answers[0]?.refusal?.params['category']).toBe(categories.filter((name) => name !== 'drones').join(', '))
})

test('matrix: on a day before and after the terms of an agreement nothing goes', () => {
  const before = { ...asked, at: '2019-12-31T23:59:59.999Z' as Instant }
  expect(matrixPair(before, alt, bor).answers).toMatchObject([{ refusal: { code: 'author-standing' } }])
})

test('matrix: it says what the gate says to an act of two officers, of every pair, category, level and purpose', () => {
  const purposes = [...charter.purposes.keys(), 'profit']
  const days = ['2019-12-31T00:00:00.000Z', at, '2040-01-01T00:00:00.000Z'] as Instant[]
  fc.assert(
    fc.property(
      fc.constantFrom(...pairsOf(parties, [...parties, 'zed' as Party])),
      fc.constantFrom(...categories, 'weather'),
      fc.constantFrom(...purposes),
      fc.constantFrom(...days),
      ([author, recipient], category, purpose, day) => {
        const [cell] = matrixPair({ ...asked, at: day, purpose, categories: [category] }, author, recipient).answers
        const goes = levels.filter((level) => {
          const reviewBy = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}` as Instant
          const label = { level, category, purpose, handling: [], reviewBy }
          const officers = ['desk-1', 'desk-2'] as Desk[]
          const act = { kind, coalition: charter.id, author, officers, audience: [recipient], label }
          return !isRefusal(release(act, recipient, { charter, at: day }))
        })
        expect(cell?.highest?.level).toBe(goes.at(-1))
        expect(cell?.refusal === undefined).toBe(goes.length === levels.length)
      },
    ),
  )
})
