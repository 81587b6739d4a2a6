import { expect, test } from 'vitest'
import { addMs, instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { usualLadder } from './requests/clock.ts'
import { findConsultation } from './consultations/read.ts'
import { findRequest } from './requests/read.ts'
import { answers, consultations, requests, spokenBy, words, type ConsultationPart, type RfiPart } from './tables.ts'

const now = instantOf(1_795_000_000_000)
const [alt, bor, cas, dor] = ['alt' as Party, 'bor' as Party, 'cas' as Party, 'dor' as Party]
const label = { level: 'open', category: 'other' }
const account = { name: 'duty', role: 'duty', desk: 'duty-1', clearance: 'secret', categories: ['*'] } as const
const reader = { account, levels: ['open'], categories: 'all', seesAll: true } as const
const asked = 'act--asked' as ActId
/** More than any page reads. */
const flood = 100_100
const many = <Row>(row: (count: number) => Row) => Array.from({ length: flood }, (_, count) => row(count))
const flooding = (count: number) => `act--${String(count).padStart(9, '0')}` as ActId

const request = {
  title: 't',
  question: 'q',
  use: 'u',
  legalBasis: 'l',
  needBy: addMs(now, 3_600_000),
  zone: 'UTC',
}
const saying = (body: object) => (author: Party, part: RfiPart | ConsultationPart, act: ActId, arrival: number) =>
  insert(words, {
    act,
    arrival,
    word: spokenBy(asked, author, label.level, label.category, part, ''),
    about: asked,
    author,
    part,
    body: { ...body },
    at: now,
    arrived_at: addMs(now, 1000),
  })
const said = saying({ text: 'x' })
const given = (author: Party, act: ActId, arrival: number) =>
  insert(answers, {
    act,
    arrival,
    word: spokenBy(asked, author),
    about: asked,
    author,
    ...label,
    at: now,
    answer: { act: asked, title: 't', coverage: 'full', text: 'x' },
  })

test.each([
  ['acknowledges', 'acknowledged'],
  ['asks', 'asks'],
] as const)('P4 a party that %s without end changes nothing of what another says of a request', async (_, part) => {
  await using store = new SimulatedDatabase().connect()
  const row = { act: asked, arrival: 1, author: alt, audience: [bor, cas], ...label, at: now, request }
  const rows = many((count) => said(cas, part, flooding(count), count + 2))
  const others = [said(bor, 'answered', 'act--own' as ActId, flood + 2), given(bor, 'act--answer' as ActId, flood + 3)]
  await store.transaction((tx) => tx.apply([insert(requests, row), ...rows, ...others]))
  const at = addMs(now, 2000)
  const view = await findRequest({ reads: store, self: alt, reader, ladder: usualLadder, now: at }, asked)
  expect(view?.parties[bor]).toMatchObject({ state: 'answered', answers: [{ act: 'act--answer' }] })
  expect(view?.parties[cas]?.clarifications.length).toBe(part === 'asks' ? 16 : 0)
})

test('P4 a party that answers without end, or answers what it was not asked, hides no answer of another', async () => {
  await using store = new SimulatedDatabase().connect()
  const row = { act: asked, arrival: 1, author: alt, audience: [bor], ...label, at: now, request }
  const rows = many((count) => given(cas, flooding(count), count + 2))
  await store.transaction((tx) =>
    tx.apply([insert(requests, row), ...rows, given(bor, 'act--own' as ActId, flood + 2)]),
  )
  const view = await findRequest({ reads: store, self: alt, reader, ladder: usualLadder, now }, asked)
  expect(view?.parties[bor]?.answers.map(({ act }) => act)).toEqual(['act--own'])
  expect(Object.keys(view?.parties ?? {})).toEqual(['bor'])
})

test.each(['accepted', 'minutes', 'assents'] as const)(
  'P4 a participant, or one who is none, that says without end (%s) changes nothing of what another says of a consultation',
  async (part) => {
    await using store = new SimulatedDatabase().connect()
    const body = { title: 't', reason: 'r', legalBasis: 'l', meetsAt: addMs(now, 3_600_000), zone: 'UTC' }
    const row = { act: asked, arrival: 1, author: alt, audience: [bor, cas], ...label, at: now, request: body }
    const rows = many((count) => saying({ revision: 0 })(count % 2 === 0 ? cas : dor, part, flooding(count), count + 2))
    const minutes = 'act--minutes' as ActId
    const put = { revision: 1, digest: 'd', parties: [alt, bor], text: 'x' }
    const agree = saying({ paper: minutes, digest: 'd' })
    const others = [
      saying({ revision: 0 })(bor, 'accepted', 'act--accepted' as ActId, flood + 2),
      saying(put)(bor, 'minutes', minutes, flood + 3),
      ...[alt, bor].map((party, at) => agree(party, 'assents', `act--${party}` as ActId, flood + 4 + at)),
    ]
    await store.transaction((tx) => tx.apply([insert(consultations, row), ...rows, ...others]))
    const view = await findConsultation({ reads: store, self: alt, reader }, asked)
    expect(view?.parties[bor]).toMatchObject({ state: 'accepted' })
    expect(view?.minutes).toMatchObject({ act: minutes, state: 'agreed' })
  },
)
