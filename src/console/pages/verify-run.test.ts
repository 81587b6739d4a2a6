import { createElement } from 'react'
import { expect, test } from 'vitest'
import { rendered } from '../../../test/suites/rendered.ts'
import { doorQuery } from '../api/queries.ts'
import { runsQuery } from '../api/ledger.ts'
import { Recompute, Stretch } from './verify-run.tsx'

const refusal = {
  code: 'role-not-allowed',
  rule: 'interfaces: roles',
  params: { role: 'liaison', action: 'node.figures' },
}
const door = (refused: object) => ({ party: 'alt', session: { refused } })
const none = [runsQuery.queryKey, { items: [] }] as const

test('console: whoever is told no figures reads why beside the stretch of time, and may not ask for one', async () => {
  for (const language of ['en', 'ru', 'zh', 'rtl']) {
    const known = [[doorQuery.queryKey, door({ 'node.figures': refusal })], none] as const
    const text = await rendered(createElement(Stretch), { language, known })
    expect([language, text.includes('why-range'), text.includes('<input'), text.includes('disabled')]).toEqual([
      language,
      true,
      false,
      true,
    ])
  }
  const free = await rendered(createElement(Stretch), { known: [[doorQuery.queryKey, door({})], none] })
  expect([free.includes('why-range'), free.includes('<input')]).toEqual([false, true])
})

test('console: a verification under way says how much of how much, how many bytes and how long, in every language', async () => {
  const progress = { done: 400, whole: 1000, bytes: 5_000_000, leftMs: 90_000 }
  const run = { run: 'run-1', state: 'running', startedAt: '2026-11-22T10:00:00.000Z', progress }
  const known = [[runsQuery.queryKey, { items: [run] }]] as const
  const said = async (language: string) =>
    rendered(createElement(Recompute, { what: 'all', wanted: {} }), { language, known })
  expect(await said('en')).toContain('400 of 1,000 recomputed · 5,000,000 bytes · about 2 minutes left')
  expect(await said('ru')).toMatch(/Пересчитано 400 из 1\s000 .* осталось примерно 2 минуты/u)
  expect(await said('zh')).toContain('约剩 2 分钟')
})
