import '../../../../test/suites/browserless.ts'
import { expect, test } from 'vitest'
import type { Addressee, Alert } from '../../api/alerts.ts'
import { blocksFor, deadlines, inOrder } from './order.ts'
import { lengthText } from './countdown.tsx'

const at = (minute: number): string => `2026-11-21T12:${String(minute).padStart(2, '0')}:00.000Z`
const waiting = (dueAt: string): Addressee => ({ delivery: 'admitted', clock: { state: 'waiting', dueAt, level: 0 } })
const overdue = (dueAt: string, nextAt: string): Addressee => ({
  delivery: 'queued',
  clock: { state: 'overdue', dueAt, nextAt, level: 1, step: 'deputy' },
})
const accepted: Addressee = {
  delivery: 'admitted',
  answer: 'accepted',
  clock: { state: 'answered', dueAt: at(15), level: 0 },
}

const alertOf = (act: string, more: Partial<Alert>): Alert => ({
  act,
  author: 'alt',
  title: act,
  label: { level: 'restricted', category: 'drones' },
  type: 'Alert',
  status: 'Actual',
  identifier: act,
  sent: at(0),
  urgency: 'Immediate',
  severity: 'Severe',
  state: 'live',
  audience: ['bor'],
  parties: { bor: waiting(at(15)) },
  alert: { sender: 'duty@alt' },
  ...more,
})

test('console: the board begins with what waits for us, then for others; the gravest first, of these the oldest', () => {
  const board = [
    alertOf('over', { state: 'cancelled', severity: 'Extreme' }),
    alertOf('quiet', { parties: { bor: accepted }, severity: 'Extreme' }),
    alertOf('ours', { author: 'bor', audience: ['cas'], parties: { cas: waiting(at(15)) }, severity: 'Extreme' }),
    alertOf('minor', { severity: 'Minor' }),
    alertOf('younger', { sent: at(5) }),
    alertOf('older', {}),
    alertOf('unknown', { severity: 'Unknown' }),
    alertOf('test', { status: 'Test', exercise: 'test', severity: 'Extreme', sent: at(1) }),
  ]
  expect(inOrder(board, 'bor').map(({ act }) => act)).toEqual([
    'older',
    'younger',
    'unknown',
    'minor',
    'ours',
    'quiet',
    'test',
    'over',
  ])
})

test('console: deadlines are those of answers that are awaited, of what is overdue its next rung; a test has none', () => {
  const due = deadlines(
    [
      alertOf('one', { parties: { bor: waiting(at(15)), cas: accepted, dor: overdue(at(5), at(20)) } }),
      alertOf('over', { state: 'cancelled' }),
      alertOf('test', { status: 'Test' }),
    ],
    'en',
  )
  expect(due.map(({ party, at: moment, step }) => [party, moment, step])).toEqual([
    ['bor', at(15), undefined],
    ['dor', at(20), 'deputy'],
  ])
})

test('console: an alert is read in the reader’s language, else in English, else in its first', () => {
  const blocks = [{ language: 'ru-RU' }, { language: 'en' }, { language: 'zh' }]
  expect(blocksFor(blocks, 'ru').first).toBe(blocks[0])
  expect(blocksFor(blocks, 'fa').first).toBe(blocks[1])
  expect(blocksFor([{ language: 'zh' }, {}], 'en').first).toEqual({})
  expect(blocksFor(blocks.slice(2), 'en')).toEqual({ first: blocks[2], others: [] })
})

test('console: a clock shows minutes and seconds, then hours, then days', () => {
  expect([247_000, -9_000, 3_847_000, 183_600_000].map(lengthText)).toEqual(['4:07', '0:09', '1:04:07', '2d 03:00'])
})
