import { expect, test } from 'vitest'
import { startFederation } from './federation.ts'

test('STIX POST /patterns/check tells the level and spelling of a pattern, or the place that is wrong', async () => {
  await using federation = await startFederation()
  const bor = federation.house('bor')
  const check = (pattern: unknown, account = 'analyst') =>
    bor.ask(account, 'POST', '/api/v1/patterns/check', { pattern })
  expect(await check('[file:size=7] AND [x:a = 1]')).toMatchObject({
    status: 200,
    json: { level: 2, canonical: '[file:size = 7] AND [x:a = 1]' },
  })
  expect(await check('[file:size = ]')).toMatchObject({
    status: 422,
    json: { code: 'pattern-syntax', params: { line: 1, column: 14, offset: 13 } },
  })
  expect(await check('('.repeat(60_000))).toMatchObject({ status: 422, json: { code: 'pattern-too-deep' } })
  expect((await check(7)).status).toBe(400)
  expect((await check('[a:b = 1]', 'oversight')).status).toBe(403)
})
