import { createElement } from 'react'
import { expect, test } from 'vitest'
import { rendered } from '../../../test/suites/rendered.ts'
import { Report, Status } from '../api/forms.ts'
import { reportQuery, statusQuery } from '../api/queries.ts'
import { ReportHead } from './report-head.tsx'
import { WhoHasIt } from './who-has-it.tsx'

const at = '2026-11-21T10:00:00.000Z'
const report = Report.parse({
  act: 'act--1',
  kind: 'exchange.share/1',
  author: 'alt',
  at,
  arrivedAt: at,
  title: 'Drones',
  label: { level: 'open', category: 'drones' },
  state: 'recalled',
  audience: ['bor', 'cas'],
  parties: { bor: { state: 'erased', at }, cas: { state: 'admitted', at } },
  recalledBy: 'act--2',
  statement: {
    label: {
      handling: [],
      personalData: { purpose: 'Search for a witness', legalBasis: 'Article 5', expires: '2027-02-01T00:00:00.000Z' },
    },
  },
})

test('console: a report of persons says for what, on which basis and until when', async () => {
  for (const language of ['en', 'ru', 'zh']) {
    const text = await rendered(createElement(ReportHead, { report }), { language })
    for (const said of ['Search for a witness', 'Article 5', '2027-02-01']) expect(text).toContain(said)
  }
})

test('console: a recall that an addressee has not confirmed is said to be sent, and after a day to be overdue', async () => {
  const said = async (now: string, language = 'en') => {
    const journal = { kind: 'running', k: 2, n: 3 }
    const status = Status.parse({ party: 'alt', version: '1', at: now, journal, peers: [] })
    const known = [
      [reportQuery('act--2').queryKey, { ...report, act: 'act--2', at }],
      [statusQuery.queryKey, status],
    ] as const
    return rendered(createElement(WhoHasIt, { report }), { language, known })
  }
  const soon = await said('2026-11-22T09:59:59.000Z')
  expect(soon).toContain('The recall was sent to cas, which has not confirmed it yet.')
  const late = await said('2026-11-22T10:00:00.000Z')
  expect(late).toContain('cas has not confirmed the recall after 24 hours. Call its desk; the attempt is on record.')
  expect(late).not.toContain('bor has not confirmed')
  expect(await said('2026-11-22T10:00:00.000Z', 'ru')).toContain('Позвоните')
})
