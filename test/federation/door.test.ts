import { afterAll, beforeAll, expect, test } from 'vitest'
import { confirmedMs, handHeader, idleMs, longestMs } from '#platform/http/sessions.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { begun } from './scene.ts'

let federation: Federation
let alt: House

beforeAll(async () => {
  federation = await startFederation()
  await federation.pass(begun)
  alt = federation.house('alt')
})
afterAll(() => federation[Symbol.asyncDispose]())

interface Heard {
  readonly status: number
  readonly code: string
  readonly cookie: string
  readonly json: Readonly<Record<string, unknown>>
}

const own = { origin: 'http://alt', host: 'alt' }

async function send(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Heard> {
  const init = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
  }
  const asked = new Request(`http://alt${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) })
  const response = await alt.node?.fetch(asked)
  const text = (await response?.text()) ?? ''
  const json = (text.startsWith('{') ? JSON.parse(text) : {}) as Heard['json']
  const cookie = response?.headers.get('set-cookie') ?? ''
  return { status: response?.status ?? 0, code: typeof json['code'] === 'string' ? json['code'] : '', cookie, json }
}

const enter = (name: string, secret: string, headers: Readonly<Record<string, string>> = own): Promise<Heard> =>
  send('POST', '/api/v1/session', headers, { name, secret })

async function signedIn(name: string, secret = alt.tokens.get(name) ?? ''): Promise<Readonly<Record<string, string>>> {
  const { status, cookie } = await enter(name, secret)
  expect(status).toBe(204)
  return { ...own, cookie: cookie.split(';')[0] ?? '' }
}

const acts = (headers: Readonly<Record<string, string>>): Promise<Heard> => send('GET', '/api/v1/acts', headers)

test('console: a name and its token open a session whose cookie no script reads and no other host gets', async () => {
  const { cookie } = await enter('analyst', alt.tokens.get('analyst') ?? '')
  expect(cookie).toMatch(/^__Host-tamga-alt=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/u)
  const headers = await signedIn('analyst')
  expect((await acts(headers)).status).toBe(200)
  const door = await send('GET', '/api/v1/door', headers)
  expect(door.json).toMatchObject({ party: 'alt', session: { name: 'analyst', role: 'analyst' } })
  expect((await send('GET', '/api/v1/door', own)).json).not.toHaveProperty('session')
})

test('console: whatever is wrong with name or secret, the answer is one, and a machine’s account is not a person’s', async () => {
  const token = alt.tokens.get('analyst') ?? ''
  const wrong = [
    ['analyst', 'wrong'],
    ['nobody', token],
    ['liaison', token],
    ['taxii', alt.tokens.get('taxii') ?? ''],
  ] as const
  for (const [name, secret] of wrong) {
    expect([name, await enter(name, secret)]).toMatchObject([name, { status: 401, code: 'sign-in-failed', cookie: '' }])
  }
})

test('console: a page of another host or another port is refused, signing in included', async () => {
  const headers = await signedIn('liaison')
  for (const origin of ['http://evil.test', 'http://alt:8441', 'null', '']) {
    expect(await send('DELETE', '/api/v1/session', { ...headers, origin })).toMatchObject({ code: 'foreign-page' })
    expect(await enter('liaison', alt.tokens.get('liaison') ?? '', { ...own, origin })).toMatchObject({
      code: 'foreign-page',
    })
  }
  expect((await acts(headers)).status).toBe(200)
})

test('console: a session ends without a hand at the screen, and with the shift', async () => {
  const idle = await signedIn('duty')
  alt.skewMs += idleMs - 60_000
  expect((await acts(idle)).status).toBe(200)
  alt.skewMs += 60_000
  expect(await acts(idle)).toMatchObject({ status: 401, code: 'session-over' })

  const busy = await signedIn('duty')
  for (let passed = 0; passed < longestMs - idleMs; passed += idleMs - 60_000) {
    alt.skewMs += idleMs - 60_000
    expect((await acts({ ...busy, [handHeader]: '1' })).status).toBe(200)
  }
  alt.skewMs += idleMs - 60_000
  await acts({ ...busy, [handHeader]: '1' })
  alt.skewMs += idleMs - 60_000
  expect(await acts(busy)).toMatchObject({ status: 401, code: 'session-over' })
})

test('console: what is signed needs a fresh proof; a token in the request is one', async () => {
  const { json } = await alt.ask(
    'liaison',
    'POST',
    '/api/v1/uploads?name=h.json',
    bundle(malware({ name: 'Kite', mark: '1' })),
  )
  const wish = { upload: json.upload, to: ['bor'], level: 'restricted', category: 'drones', title: 'Kite' }
  const headers = await signedIn('liaison')
  alt.skewMs += confirmedMs
  expect((await acts(headers)).status).toBe(200)
  expect(await send('POST', '/api/v1/shares', headers, wish)).toMatchObject({
    status: 403,
    code: 'confirmation-needed',
  })
  expect(await send('POST', '/api/v1/session/confirm', headers, { secret: 'wrong' })).toMatchObject({
    code: 'sign-in-failed',
  })
  expect(await send('POST', '/api/v1/shares', headers, wish)).toMatchObject({ code: 'confirmation-needed' })
  const secret = alt.tokens.get('liaison')
  expect(await send('POST', '/api/v1/session/confirm', headers, { secret })).toMatchObject({ status: 204 })
  const shared = await send('POST', '/api/v1/shares', headers, wish)
  expect(shared.status).toBe(201)
  alt.skewMs += confirmedMs
  const recall = `/api/v1/shares/${String(shared.json['act'])}/recall`
  expect(await send('POST', recall, headers, { reason: 'r' })).toMatchObject({ code: 'confirmation-needed' })
  expect((await alt.ask('liaison', 'POST', recall, { reason: 'r' })).status).toBe(201)
})

test('console: a warning and a request for information need a fresh proof, and taking note of them does not', async () => {
  const headers = await signedIn('duty')
  alt.skewMs += confirmedMs
  const nobody = `act--${'0'.repeat(64)}`
  const codes = async (...paths: readonly string[]) =>
    Promise.all(paths.map(async (path) => (await send('POST', `/api/v1/${path}`, headers, {})).code))
  const sent = [
    'alerts',
    `alerts/${nobody}/update`,
    `alerts/${nobody}/cancel`,
    'rfis',
    `rfis/${nobody}/answer`,
    `onward/${nobody}/grant`,
    `onward/${nobody}/pass`,
    'consultations',
    `consultations/${nobody}/messages`,
  ]
  expect(new Set(await codes(...sent))).toEqual(new Set(['confirmation-needed']))
  expect(await codes(`alerts/${nobody}/seen`, `rfis/${nobody}/acknowledge`)).toEqual(['not-found', 'not-found'])
})

test('console: a password is chosen with the token, ends every session, and opens afterwards; a weak one is refused', async () => {
  const token = alt.tokens.get('oversight') ?? ''
  const headers = await signedIn('oversight')
  const choose = (secret: string, password: string): Promise<Heard> =>
    send('PUT', '/api/v1/me/password', headers, { secret, password })
  expect(await choose(token, 'short')).toMatchObject({ status: 422, code: 'password-weak' })
  expect(await choose(token, 'tamga demo 2026')).toMatchObject({ code: 'password-weak' })
  expect(await choose('wrong', 'кречет над перевалом')).toMatchObject({ code: 'sign-in-failed' })
  expect(await choose(token, 'кречет над перевалом')).toMatchObject({ status: 204 })
  expect(await acts(headers)).toMatchObject({ code: 'session-over' })
  await signedIn('oversight', 'кречет над перевалом'.normalize('NFD'))
})

test('console: an account that is disabled has no session from that moment on', async () => {
  const headers = await signedIn('treaty')
  expect((await send('GET', '/api/v1/charter', headers)).status).toBe(200)
  await alt.ask('admin', 'POST', '/api/v1/users/treaty/disable', {})
  expect(await send('GET', '/api/v1/charter', headers)).toMatchObject({ code: 'session-over' })
  expect(await enter('treaty', alt.tokens.get('treaty') ?? '')).toMatchObject({ code: 'sign-in-failed' })
})

test('console: signing out ends the session, not only the cookie', async () => {
  const headers = await signedIn('analyst')
  expect((await send('DELETE', '/api/v1/session', headers)).cookie).toContain('Max-Age=0')
  expect(await acts(headers)).toMatchObject({ code: 'session-over' })
})

test('console: whoever guesses waits longer each time, for names that do not exist too', async () => {
  for (const name of ['liaison2', 'nobody-at-all']) {
    const codes: string[] = []
    for (let guess = 0; guess < 6; guess += 1) codes.push((await enter(name, `guess ${guess}`)).code)
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'sign-in-failed'), 'attempts-slowed'])
  }
  alt.skewMs += 60_000
  await signedIn('liaison2')
})
