import '../../../../test/suites/browserless.ts'
import { expect, test } from 'vitest'
import { needsUs, type AskedParty, type Rfi, type RfiClock } from '../../api/consultation.ts'
import { inOrder, isSought, isUnder, tabs } from './order.ts'
import { linesOf } from './rfi-history.tsx'

const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}T12:00:00.000Z`
const asked = (state: string, clock: RfiClock['state'], dueAt = day(25)): AskedParty => ({
  state,
  clock: { state: clock, dueAt, level: clock === 'overdue' ? 1 : 0 },
  steps: [],
  clarifications: [],
  answers: [],
})
const rfi = (act: string, some: Partial<Rfi>): Rfi => ({
  act,
  author: 'alt',
  audience: ['bor'],
  title: act,
  question: 'Which types were seen?',
  use: 'A joint warning',
  legalBasis: 'Article 4',
  needBy: day(25),
  zone: 'Asia/Almaty',
  label: { level: 'restricted', category: 'border' },
  at: day(20),
  state: 'sent',
  parties: { bor: asked('sent', 'running') },
  ...some,
})
const late = rfi('late', { parties: { bor: asked('accepted', 'overdue', day(22)) } })
const fresh = rfi('fresh', {})
const accepted = rfi('accepted', { parties: { bor: asked('accepted', 'running', day(23)) } })
const answered = rfi('answered', { state: 'answered', parties: { bor: asked('answered', 'done') } })
const closed = rfi('closed', { state: 'closed', at: day(21), parties: { bor: asked('closed', 'closed') } })
const all = [closed, answered, accepted, fresh, late]

test('console: a request stands where it waits: what we have answered has ended for us and not for who asks', () => {
  const under = (self: string) =>
    Object.fromEntries(tabs.map((tab) => [tab, all.filter((one) => isUnder(tab, one, self)).map(({ act }) => act)]))
  expect(under('bor')).toMatchObject({
    toUs: ['accepted', 'fresh', 'late'],
    byUs: [],
    overdue: ['late'],
    ended: ['closed', 'answered'],
  })
  expect(under('alt')).toMatchObject({
    toUs: [],
    byUs: ['answered', 'accepted', 'fresh', 'late'],
    overdue: ['late'],
    ended: ['closed'],
  })
})

test('console: first what waits for us, then what is due first, then what has ended, the newest first', () => {
  expect(inOrder(all, 'bor').map(({ act }) => act)).toEqual(['late', 'fresh', 'accepted', 'closed', 'answered'])
  const unclear = rfi('unclear', { parties: { bor: asked('clarification', 'stopped') } })
  expect([unclear, ...all].filter((one) => needsUs(one, 'alt')).map(({ act }) => act)).toEqual(['unclear'])
})

test('console: a request is found by words of its title or question and by a state in it', () => {
  expect(isSought(fresh, { text: ' TYPES ', party: 'bor' })).toBe(true)
  expect(isSought(fresh, { text: 'types', party: 'cas' })).toBe(false)
  expect(isSought(fresh, { text: 'routes', party: '' })).toBe(false)
})

test('console: the history of a request tells each word in the order of its authors, and the end', () => {
  const told = rfi('told', {
    state: 'withdrawn',
    endedAt: day(24),
    parties: {
      bor: {
        ...asked('withdrawn', 'closed'),
        steps: [{ step: 'acknowledged', at: day(21) }],
        clarifications: [{ act: 'a', text: '?', at: day(22), answer: { text: '!', at: day(23) } }],
      },
    },
  })
  const said = linesOf(told, (key, params) => `${key} ${params?.['party']}`).map(({ text }) => text)
  expect(said).toEqual([
    'consult.history.sent alt',
    'consult.history.acknowledged bor',
    'consult.history.asks bor',
    'consult.history.clarifies alt',
    'consult.history.withdrawn alt',
  ])
})
