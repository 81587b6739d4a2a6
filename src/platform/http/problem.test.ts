import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import type { LogEvent } from '#kernel/log.ts'
import { refuse } from '#kernel/refusal.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { chooseLanguage } from './language.ts'
import type { Edge, Problem } from './problem.ts'
import { faultProblem, problem } from './problem.ts'

const logged: LogEvent[] = []
const edge: Edge = {
  sentences: (language, key, params) => `${language} ${key} ${JSON.stringify(params)}`,
  random: new SeededRandom('problem'),
  log: (event) => logged.push(event),
}
const request = (headers: Record<string, string> = {}) => new Request('http://alt.test/api/v1/x', { headers })
const read = async (response: Response) => (await response.json()) as Problem

test('RFC 9457 a refusal leaves as a problem in the language of the reader', async () => {
  const refusal = refuse('role-not-allowed', 'interfaces: roles', { role: 'analyst', roles: 'liaison' })
  const response = problem(edge, request({ 'accept-language': 'fr, zh-CN;q=0.9, en;q=0.8' }), refusal)
  expect(response.status).toBe(403)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('content-language')).toBe('zh')
  expect(await read(response)).toEqual({
    type: 'urn:tamga:role-not-allowed',
    title: 'Forbidden',
    status: 403,
    detail: 'zh refusals.role-not-allowed.sentence {"role":"analyst","roles":"liaison"}',
    code: 'role-not-allowed',
    rule: 'interfaces: roles',
    params: { role: 'analyst', roles: 'liaison' },
    wayOut: 'zh refusals.role-not-allowed.wayOut {"role":"analyst","roles":"liaison"}',
    ref: expect.stringMatching(/^A-[0-9A-HJKMNP-TV-Z]{6}$/u) as unknown,
  })
})

test('C21 a fault gives the reader a reference only, and the log no message', async () => {
  const error = new Error('SELECT secret FROM canary', {
    cause: new Fault('db-broken', { params: { text: 'canary' } }),
  })
  const response = faultProblem(edge, request(), error)
  const body = await read(response)
  expect(response.status).toBe(500)
  expect(body.code).toBe('internal')
  expect(JSON.stringify(body)).not.toContain('canary')
  expect(logged.at(-1)).toMatchObject({ event: 'request-failed', ref: body.ref, error: 'Error', cause: 'db-broken' })
  expect(JSON.stringify(logged)).not.toContain('canary')
})

test('RFC 9110 what passes by itself is 503 with Retry-After, a missing credential 401 with its challenge', () => {
  const unavailable = faultProblem(edge, request(), new Fault('db-unreachable'))
  expect([unavailable.status, unavailable.headers.get('retry-after')]).toEqual([503, '5'])
  const unknown = problem(edge, request(), refuse('not-authenticated', 'interfaces: bearer token'))
  expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tamga"'])
})

test('C15 a code that is a member of every object is no code', () => {
  expect(problem(edge, request(), refuse('constructor', 'x')).status).toBe(500)
})

test.each([
  [null, 'en'],
  ['', 'en'],
  ['ru', 'ru'],
  ['fr-CH, ru;q=0.3, zh;q=0.7', 'zh'],
  ['en;q=0, ru', 'ru'],
  ['*', 'en'],
  ['ru-RU-x-very', 'ru'],
  [';;;,,,q=1', 'en'],
  [`${'a,'.repeat(9999)}ru`, 'en'],
])('RFC 9110 12.5.4 Accept-Language %s is read as %s', (header, language) => {
  expect(chooseLanguage(header?.slice(0, 60_000) ?? null)).toBe(language)
})
