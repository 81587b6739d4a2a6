import '../../../../test/suites/browserless.ts'
import { createElement } from 'react'
import { expect, test } from 'vitest'
import type { RfiClock } from '../../api/consultation.ts'
import { rendered } from '../../../../test/suites/rendered.ts'
import { RfiDue, RfiTime } from './words.tsx'

const hourMs = 3_600_000
const clock = (state: RfiClock['state'], some: Partial<RfiClock> = {}): RfiClock => ({
  state,
  dueAt: '2001-01-01T00:00:00.000Z',
  level: 0,
  ...some,
})
const due = (of: RfiClock, language = 'en') =>
  rendered(createElement(RfiDue, { view: { state: '', clock: of, steps: [], clarifications: [], answers: [] } }), {
    language,
  })

test('console: a clock that stands still shows what is left of it, whatever the hour; one that nobody waits for shows nothing', async () => {
  const stopped = clock('stopped', { leftMs: 22 * hourMs })
  expect(await due(stopped)).toContain('Clock stopped, left: <span class="running">22:00:00</span>')
  expect(await due(stopped, 'ru')).toContain('Срок приостановлен')
  expect(await rendered(createElement(RfiTime, { clock: stopped }))).toContain('22:00:00')
  for (const over of ['done', 'closed'] as const) expect(await due(clock(over))).toBe('')
})

test('console: a deadline that has passed is told with whose turn it is', async () => {
  const late = await due(clock('escalated', { level: 2, step: 'head-of-centre' }))
  expect(late).toContain('Overdue for')
  expect(late).toContain('head of the centre')
})
