import { expect, test } from 'vitest'
import { z } from 'zod'
import type { LogEvent } from '#kernel/log.ts'
import { refuse } from '#kernel/refusal.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from './account.ts'
import type { Api } from './api.ts'
import { httpApi } from './api.ts'
import { reply } from './declaration.ts'
import { serveDocs } from './docs-page.ts'
import { download } from './download.ts'
import { openApi } from './openapi.ts'
import { pageQuery } from './page.ts'
import type { Problem } from './problem.ts'
import type { Role } from './roles.ts'

const random = new SeededRandom('api')
const levels = ['open', 'restricted', 'secret']
const info = { title: 'Tamga', version: '1' }

async function served() {
  const store = new SimulatedDatabase().connect()
  const tokens = new Map<Role, string>()
  for (const role of ['analyst', 'liaison', 'admin'] as const) {
    const { token, secretSha256 } = newToken(random)
    tokens.set(role, token)
    const row = { name: role, role, desk: 'desk-1', clearance: 'restricted', categories: ['*'], disabled: false }
    await store.transaction((tx) => tx.apply([insert(accounts, { ...row, secret_sha256: secretSha256 })]))
  }
  const logged: LogEvent[] = []
  const edge = { sentences: (_: string, key: string) => key, random, log: (event: LogEvent) => void logged.push(event) }
  const api = httpApi({ edge, store, timers: new FakeTime(), levels: () => levels, checksAnswers: true })
  mount(api)
  serveDocs(api, info)
  const ask = async (method: string, path: string, role?: Role, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (role !== undefined) headers.set('authorization', `Bearer ${tokens.get(role) ?? ''}`)
    return api.fetch(new Request(`http://alt.test${path}`, { ...init, method, headers }))
  }
  return { api, ask, logged }
}

function mount(api: Api): void {
  const Act = z.object({ act: z.string(), levels: z.array(z.string()) })
  api.route(
    {
      method: 'GET',
      path: '/api/v1/acts/:act',
      action: 'content.read',
      summary: 'One <act>',
      query: z.strictObject({ ...pageQuery, kind: z.string().optional() }),
      answer: Act,
    },
    async ({ params, query, reader }) =>
      query.kind === 'wrong' ? ({ act: 7 } as never) : { act: params.act, levels: [...reader.levels] },
  )
  api.route(
    {
      method: 'POST',
      path: '/api/v1/acts',
      action: 'content.share',
      summary: 'Shares',
      body: z.strictObject({ kind: z.string(), to: z.array(z.string()).optional() }),
      answer: z.object({ kind: z.string() }),
      statuses: [201, 202],
    },
    async ({ body }) => {
      if (body.kind === 'no') return refuse('role-not-allowed', 'x', {})
      if (body.kind === 'fail') throw new Error('canary')
      return body.kind === 'later' ? reply(202, { kind: 'later' }) : { kind: body.kind }
    },
  )
  api.route(
    { method: 'DELETE', path: '/api/v1/acts/:act', action: 'content.draft', summary: 'Drops' },
    async () => undefined,
  )
  api.route(
    {
      method: 'POST',
      path: '/api/v1/uploads',
      action: 'content.draft',
      summary: 'Takes a file',
      body: { raw: ['*'], limits: { maxBytes: 10, idleMs: 1000, totalMs: 1000 } },
      answer: { raw: ['application/octet-stream'] },
    },
    async ({ body }) => download({ body: (await Array.fromAsync(body))[0] ?? new Uint8Array(), name: '‮../"gpj.exe' }),
  )
}

const problemOf = async (response: Response) => (await response.json()) as Problem
const json = (value: unknown): RequestInit => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
})

test('C6 every declared route refuses no, a bad and a foreign credential, before it reads anything', async () => {
  const { api } = await served()
  const guarded = api.routes.filter((route) => route.action !== 'public')
  expect(guarded.length).toBe(4)
  for (const route of guarded) {
    const url = `http://alt.test${route.path.replaceAll(/:[^/]+/gu, 'x')}`
    for (const authorization of [undefined, 'Bearer nonsense', `Bearer ${newToken(random).token}`]) {
      const headers = authorization === undefined ? {} : { authorization }
      const response = await api.fetch(new Request(url, { method: route.method, headers }))
      expect([response.status, (await problemOf(response)).code], `${route.method} ${url}`).toEqual([
        401,
        'not-authenticated',
      ])
    }
  }
})

test('R1 a role that may not is told who may', async () => {
  const { ask } = await served()
  const response = await ask('POST', '/api/v1/acts', 'analyst', json({ kind: 'x' }))
  expect([response.status, (await problemOf(response)).params]).toEqual([
    403,
    { role: 'analyst', action: 'content.share', roles: 'liaison' },
  ])
  expect((await ask('GET', '/api/v1/acts/x', 'admin')).status).toBe(403)
})

test('H3 a handler gets checked parameters, query and body, and who asks', async () => {
  const { ask } = await served()
  const got = await ask('GET', '/api/v1/acts/act--1%C3%A9?limit=5', 'analyst')
  expect(await got.json()).toEqual({ act: 'act--1é', levels: ['open', 'restricted'] })
  const made = await ask('POST', '/api/v1/acts', 'liaison', json({ kind: 'share' }))
  expect([made.status, await made.json()]).toEqual([201, { kind: 'share' }])
  expect((await ask('POST', '/api/v1/acts', 'liaison', json({ kind: 'later' }))).status).toBe(202)
  expect((await ask('DELETE', '/api/v1/acts/x', 'analyst')).status).toBe(204)
})

test('H3 what only looks like a refusal is a value', async () => {
  const { ask } = await served()
  expect((await ask('GET', '/api/v1/acts/x?kind=refusal', 'analyst')).status).toBe(200)
  expect((await ask('POST', '/api/v1/acts', 'liaison', json({ kind: 'refusal' }))).status).toBe(201)
  expect((await ask('POST', '/api/v1/acts', 'liaison', json({ kind: 'no' }))).status).toBe(403)
})

test.each([
  ['?limit=0', 'invalid_format'],
  ['?limit=501', 'too_big'],
  ['?color=red', 'unrecognized_keys'],
  ['?limit=1&limit=2', 'twice'],
  ['?__proto__=1', 'unrecognized_keys'],
])('H3 the query %s is refused', async (query, code) => {
  const { ask } = await served()
  const response = await ask('GET', `/api/v1/acts/x${query}`, 'analyst')
  expect([response.status, (await problemOf(response)).params]).toMatchObject([400, { part: 'query', problem: code }])
})

test('H4 unknown paths are 404, known paths with another method 405, GET is never anything else', async () => {
  const { ask } = await served()
  expect((await ask('GET', '/api/v1/nothing')).status).toBe(404)
  const patched = await ask('PATCH', '/api/v1/acts/x', 'liaison')
  expect([patched.status, patched.headers.get('allow')]).toEqual([405, 'GET, HEAD, DELETE'])
  expect((await ask('GET', '/api/v1/acts', 'liaison')).status).toBe(405)
  const head = await ask('HEAD', '/api/v1/acts/x', 'analyst')
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test.each([
  '/api/v1/acts/%00',
  '/api/v1/acts/a%2Fb',
  '/api/v1/acts/%ff',
  `/api/v1/acts/${'x'.repeat(201)}`,
  '/api/v1/acts/',
])('C23 the odd path %s names nothing', async (path) => {
  const { ask } = await served()
  expect((await ask('GET', path, 'analyst')).status).toBe(404)
})

test('C23 a path spelled as no parser would is nobody`s', async () => {
  const { api } = await served()
  for (const path of [
    '/api/v1/acts/../acts/x',
    '/api/v1/acts/%2e%2e/x',
    String.raw`/api\v1\acts\x`,
    '//evil/api/docs/..',
  ]) {
    const request = new Request('http://alt.test/')
    Object.defineProperty(request, 'url', { value: `http://alt.test${path}` })
    expect((await api.fetch(request)).status, path).toBe(404)
  }
})

test('H5 every answer carries the headers of caution and its number, problems too', async () => {
  const { ask, logged } = await served()
  for (const response of [
    await ask('GET', '/api/v1/acts/x', 'analyst'),
    await ask('GET', '/nothing'),
    await ask('POST', '/api/v1/acts', 'liaison', json({ kind: 'fail' })),
  ]) {
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    if (response.status !== 200) expect((await problemOf(response)).ref).toBe(headers['request-id'])
  }
  expect(logged).toMatchObject([{ event: 'request-failed', method: 'POST' }])
  expect(JSON.stringify(logged)).not.toContain('canary')
})

test('C5 an answer that its declaration does not allow never leaves', async () => {
  const { ask } = await served()
  expect((await ask('GET', '/api/v1/acts/x?kind=wrong', 'analyst')).status).toBe(500)
})

test('P14 a file leaves as a download with a plain name, and a stream that is too long is 413', async () => {
  const { ask } = await served()
  const file = await ask('POST', '/api/v1/uploads', 'analyst', { body: '<script>' })
  expect(Object.fromEntries(file.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="_.._gpj.exe"; filename*=UTF-8''_.._%22gpj.exe`.replace(
      '_.._gpj',
      '_..__gpj',
    ),
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  })
  const long = await ask('POST', '/api/v1/uploads', 'analyst', { body: 'x'.repeat(11) })
  expect([long.status, (await problemOf(long)).params]).toEqual([413, { limit: 10 }])
})

test('H6 the OpenAPI text and the page say every declared route', async () => {
  const { api, ask } = await served()
  const text = (await (await ask('GET', '/api/openapi.json')).json()) as Record<string, unknown>
  expect(text).toEqual(JSON.parse(JSON.stringify(openApi(info, api.routes))))
  expect(text).toMatchObject({
    openapi: '3.1.0',
    paths: {
      '/api/v1/acts/{act}': {
        get: {
          operationId: 'get-api-v1-acts-act',
          security: [{ bearer: [] }],
          parameters: [
            { name: 'act', in: 'path' },
            { name: 'limit', in: 'query', required: false },
            {},
            { name: 'kind' },
          ],
        },
        delete: { responses: { '204': { description: 'Done' } } },
      },
      '/api/v1/acts': { post: { responses: { '201': {}, '202': {} } } },
      '/api/docs': { get: { security: [] } },
    },
  })
  const page = await ask('GET', '/api/docs')
  const html = await page.text()
  for (const route of api.routes) expect(html).toContain(`${route.method} ${route.path.replace(':act', '{act}')}`)
  expect(html).toContain('One &lt;act&gt;')
  expect(html).not.toContain('<script')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/u)
})

test('C20 a route that anyone may use cannot write', async () => {
  const { api } = await served()
  const declaration = { method: 'POST', path: '/x', action: 'public', summary: '' } as const
  expect(() => api.route(declaration, async () => undefined)).toThrow('public-write')
})
