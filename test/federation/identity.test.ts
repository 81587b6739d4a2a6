import { afterAll, beforeAll, expect, test } from 'vitest'
import { ceremonyMs } from '#platform/http/ceremonies.ts'
import { confirmedMs, idleMs } from '#platform/http/sessions.ts'
import type { SignIn } from '../../src/node/sign-in/sign-in.ts'
import { BrowserLike, type Heard } from './browser-like.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { client, openIdentityHouse, type IdentityHouse } from './identity-house.ts'
import { begun } from './scene.ts'
import { typing } from './typing.ts'

let federation: Federation
let alt: House
let provider: IdentityHouse
let other: IdentityHouse
const over = new AsyncDisposableStack()

beforeAll(async () => {
  federation = over.use(await startFederation())
  await federation.pass(begun)
  provider = over.use(await openIdentityHouse())
  other = over.use(await openIdentityHouse())
  for (const house of [provider, other]) house.serve(['https://alt'])
  alt = federation.house('alt')
  await configured({})
})
afterAll(() => over.disposeAsync())

type Oidc = NonNullable<SignIn['oidc']>

/** Starts the house anew with the provider configured so. */
async function configured(more: Partial<Oidc>): Promise<void> {
  await alt.stop()
  await federation.pass(1000)
  const named = { issuer: provider.issuer, clientId: client.id, clientSecret: client.secret, title: 'the ministry' }
  const usual = { accountClaim: 'sub', scope: 'openid', fetch: (asked: Request) => fetch(asked) }
  alt.signIn = { publicUrl: () => 'https://alt', oidc: { ...named, ...usual, ...more } }
  await alt.start()
}

const bind = (account: string, knownAs: string) =>
  alt.ask('admin', 'PUT', `/api/v1/users/${account}/identity`, { knownAs })

const urlIn = ({ json }: Heard): string => String(json['url'])

async function begin(browser: BrowserLike): Promise<string> {
  return urlIn(await browser.send('POST', '/api/v1/session/identity/begin', {}))
}

const comeBack = (browser: BrowserLike, { search }: URL): Promise<Heard> =>
  browser.send('POST', '/api/v1/session/identity', { query: search })

/** The whole way, there and back. */
async function enter(browser: BrowserLike, login: string): Promise<Heard> {
  return comeBack(browser, await provider.visit(await begin(browser), login))
}

test('console: whom the provider vouches for opens the account that an administrator bound, within the limits of every session', async () => {
  expect((await bind('analyst', 'person-1')).status).toBe(204)
  const browser = new BrowserLike(alt)
  expect((await browser.send('GET', '/api/v1/door')).json).toMatchObject({
    identity: { title: 'the ministry', at: 'https://alt' },
  })
  expect(await enter(browser, 'person-1')).toMatchObject({ status: 200, json: { did: 'entered' } })
  expect((await browser.send('GET', '/api/v1/door')).json).toMatchObject({
    session: { name: 'analyst', role: 'analyst', way: 'identity' },
  })
  alt.skewMs += idleMs
  expect(await browser.send('GET', '/api/v1/acts')).toMatchObject({ code: 'session-over' })
})

test('console: whoever has no account gets none, and no role by what the provider says of him', async () => {
  provider.claims.set('stranger', { employee: 'analyst', email: 'admin@alt', roles: ['admin'] })
  const browser = new BrowserLike(alt)
  expect(await enter(browser, 'stranger')).toMatchObject({ status: 403, code: 'identity-unknown' })
  expect(await enter(browser, 'admin')).toMatchObject({ code: 'identity-unknown' })
  expect(await browser.name()).toBeUndefined()
  provider.claims.set('person-1', { roles: ['admin'] })
  await enter(browser, 'person-1')
  expect((await browser.send('GET', '/api/v1/door')).json).toMatchObject({ session: { role: 'analyst' } })
})

test('console: state, nonce and verifier answer to one browser, once and in time', async () => {
  const browser = new BrowserLike(alt)
  const back = await provider.visit(await begin(browser), 'person-1')
  expect(await comeBack(new BrowserLike(alt), back)).toMatchObject({ code: 'ceremony-over' })
  expect(await comeBack(browser, back)).toMatchObject({ status: 200 })
  expect(await comeBack(browser, back)).toMatchObject({ code: 'ceremony-over' })

  const late = new BrowserLike(alt)
  const lateBack = await provider.visit(await begin(late), 'person-1')
  alt.skewMs += ceremonyMs
  expect(await comeBack(late, lateBack)).toMatchObject({ code: 'ceremony-over' })

  const foreign = new BrowserLike(alt)
  const foreignBack = await provider.visit(await begin(foreign), 'person-1')
  foreign.origin = 'https://evil.test'
  expect(await comeBack(foreign, foreignBack)).toMatchObject({ code: 'foreign-page' })
})

test('console: a code of another attempt, a code used before, another issuer and a changed state are refused', async () => {
  const mine = new BrowserLike(alt)
  const his = new BrowserLike(alt)
  const hisBack = await provider.visit(await begin(his), 'person-1')
  await begin(mine)
  expect(await comeBack(mine, hisBack)).toMatchObject({ status: 403, code: 'identity-refused' })

  const grafted = await provider.visit(await begin(mine), 'person-1')
  grafted.searchParams.set('code', hisBack.searchParams.get('code') ?? '')
  expect(await comeBack(mine, grafted)).toMatchObject({
    code: 'identity-refused',
    json: { params: { why: 'invalid_grant' } },
  })

  expect(await comeBack(his, hisBack)).toMatchObject({ status: 200 })
  const used = await provider.visit(await begin(mine), 'person-1')
  const code = used.searchParams.get('code') ?? ''
  expect(await comeBack(mine, used)).toMatchObject({ status: 200 })
  const again = await provider.visit(await begin(mine), 'person-1')
  again.searchParams.set('code', code)
  expect(await comeBack(mine, again)).toMatchObject({
    code: 'identity-refused',
    json: { params: { why: 'invalid_grant' } },
  })

  for (const iss of [other.issuer, 'https://evil.test', undefined]) {
    const mixed = await provider.visit(await begin(mine), 'person-1')
    if (iss === undefined) mixed.searchParams.delete('iss')
    else mixed.searchParams.set('iss', iss)
    expect([iss, await comeBack(mine, mixed)]).toMatchObject([iss, { code: 'identity-refused' }])
  }
})

test('console: a no of the provider is told by its word, and by nothing else that somebody wrote there', async () => {
  for (const [error, why] of [
    ['access_denied', 'access_denied'],
    ['<script>', 'other'],
  ] as const) {
    const browser = new BrowserLike(alt)
    const back = await provider.visit(await begin(browser), 'person-1')
    back.searchParams.delete('code')
    back.searchParams.set('error', error)
    back.searchParams.set('error_description', 'call this number')
    const heard = await comeBack(browser, back)
    expect(heard).toMatchObject({ code: 'identity-declined', json: { params: { why } } })
    expect(JSON.stringify(heard.json)).not.toMatch(/script|number/u)
  }
})

test('console: what is signed needs a fresh proof at the provider by the same person, not an old one', async () => {
  await bind('liaison', 'person-2')
  const browser = new BrowserLike(alt)
  expect(await enter(browser, 'person-2')).toMatchObject({ status: 200 })
  const recall = () => browser.send('POST', `/api/v1/shares/act--${'0'.repeat(64)}/recall`, { reason: 'r' })
  alt.skewMs += confirmedMs
  expect(await recall()).toMatchObject({ code: 'confirmation-needed' })
  const beginProof = async () => urlIn(await browser.send('POST', '/api/v1/session/confirm/identity/begin', {}))
  const url = await beginProof()
  expect(new URL(url).searchParams.get('prompt')).toBe('login')
  expect(await comeBack(browser, await provider.visit(url, 'person-1'))).toMatchObject({ code: 'identity-unknown' })
  expect(await recall()).toMatchObject({ code: 'confirmation-needed' })
  expect(await comeBack(browser, await provider.visit(await beginProof(), 'person-2'))).toMatchObject({
    json: { did: 'confirmed' },
  })
  expect((await recall()).code).not.toBe('confirmation-needed')
})

test('trust C7: the claim introduces once, and only issuer and subject bind', async () => {
  await configured({ accountClaim: 'employee' })
  provider.claims.set('subject-a', { employee: 'E-17' })
  provider.claims.set('subject-b', { employee: 'E-17' })
  expect((await bind('duty', 'E-17')).status).toBe(204)
  expect((await bind('liaison2', 'E-17')).json).toMatchObject({ code: 'identity-taken' })
  const browser = new BrowserLike(alt)
  expect(await enter(browser, 'subject-a')).toMatchObject({ status: 200 })
  expect(await enter(new BrowserLike(alt), 'subject-b')).toMatchObject({ code: 'identity-changed' })
  provider.claims.set('subject-a', { employee: 'E-99' })
  const later = new BrowserLike(alt)
  expect(await enter(later, 'subject-a')).toMatchObject({ status: 200 })
  expect(await later.name()).toBe('duty')

  await configured({ accountClaim: 'email' })
  await bind('oversight', 'o@alt')
  provider.claims.set('subject-c', { email: 'o@alt' })
  expect(await enter(new BrowserLike(alt), 'subject-c')).toMatchObject({ code: 'identity-refused' })
  provider.claims.set('subject-c', { email: 'o@alt', email_verified: true })
  expect(await enter(new BrowserLike(alt), 'subject-c')).toMatchObject({ status: 200 })
  await configured({})
})

test('console: a disabled account and one that is unbound have no session from then on, and get none', async () => {
  const { type } = await typing({ federation })
  const byAdmin = { as: 'alt/admin' }
  expect(await type(['user', 'bind', 'treaty', 'person-3', '--lang', 'en'], byAdmin)).toMatchObject({
    exit: 0,
    out: 'Bound: treaty to person-3\n',
  })
  expect((await type(['user', 'list'], byAdmin)).out).toMatch(/treaty .*person-3/u)
  const browser = new BrowserLike(alt)
  await enter(browser, 'person-3')
  expect(await browser.name()).toBe('treaty')
  expect((await type(['user', 'unbind', 'treaty', '--yes'], byAdmin)).exit).toBe(0)
  expect(await browser.name()).toBeUndefined()
  expect(await enter(browser, 'person-3')).toMatchObject({ code: 'identity-unknown' })
  await bind('treaty', 'person-3')
  await enter(browser, 'person-3')
  await alt.ask('admin', 'POST', '/api/v1/users/treaty/disable', {})
  expect(await browser.send('GET', '/api/v1/charter')).toMatchObject({ code: 'session-over' })
  expect(await enter(browser, 'person-3')).toMatchObject({ code: 'identity-unknown' })
})

test('console: who came by the provider is told where he signs out there too', async () => {
  const browser = new BrowserLike(alt)
  await enter(browser, 'person-1')
  const url = new URL(urlIn(await browser.send('POST', '/api/v1/session/identity/leave', {})))
  expect(url.origin).toBe(provider.issuer)
  expect(url.searchParams.get('post_logout_redirect_uri')).toBe('https://alt/')
  expect(await browser.name()).toBeUndefined()
  const local = new BrowserLike(alt)
  await local.signIn('liaison')
  expect(urlIn(await local.send('POST', '/api/v1/session/identity/leave', {}))).toBe('/')
})

test('console: where roles come from the provider the table alone gives them, none is no, and one that is gone there ends the sessions it opened', async () => {
  const rules = [
    { value: 'tamga/liaison', role: 'liaison' },
    { value: 'tamga/duty', role: 'duty' },
  ] as const
  await configured({ roles: { claim: 'roles', rules } })
  const says = (roles: unknown) => provider.claims.set('person-1', { roles })
  const entered = async () => {
    const browser = new BrowserLike(alt)
    expect(await enter(browser, 'person-1')).toMatchObject({ status: 200 })
    return browser
  }
  const door = async (browser: BrowserLike) => (await browser.send('GET', '/api/v1/door')).json
  const local = new BrowserLike(alt)
  await local.signIn('analyst')

  says(['admin', 'tamga/duty', 'tamga/liaison'])
  const [first, second] = [await entered(), await entered()]
  for (const browser of [first, second])
    expect(await door(browser)).toMatchObject({ session: { name: 'analyst', role: 'liaison' } })
  says('tamga/duty')
  const third = await entered()
  expect(await door(third)).toMatchObject({ session: { role: 'duty' } })
  expect([await first.name(), await second.name()]).toEqual([undefined, undefined])
  expect(await third.send('POST', `/api/v1/shares/act--${'0'.repeat(64)}/recall`, { reason: 'r' })).toMatchObject({
    code: 'role-not-allowed',
  })

  says(['tamga/liaison'])
  const proof = urlIn(await third.send('POST', '/api/v1/session/confirm/identity/begin', {}))
  expect(await comeBack(third, await provider.visit(proof, 'person-1'))).toMatchObject({ code: 'session-over' })

  for (const nothing of [[], ['tamga/LIAISON'], 'tamga/duty tamga/liaison', { 'tamga/duty': true }, 7, undefined]) {
    says('tamga/duty')
    const had = await entered()
    says(nothing)
    expect([nothing, await enter(new BrowserLike(alt), 'person-1')]).toMatchObject([
      nothing,
      { status: 403, code: 'identity-no-role' },
    ])
    expect(await had.name()).toBeUndefined()
  }
  expect(await door(local)).toMatchObject({ session: { role: 'analyst', way: 'secret' } })
  await configured({})
  expect(await door(await entered())).toMatchObject({ session: { role: 'analyst' } })
})

test('console: a provider that is down or another than configured is a named no, and local accounts open as ever', async () => {
  const wrong = [
    [{ issuer: 'http://127.0.0.1:9' }, 'identity-unreachable'],
    [{ issuer: `${provider.issuer}/elsewhere` }, 'identity-unreachable'],
    [{ issuer: provider.issuer.replace('127.0.0.1', 'localhost') }, 'identity-refused'],
  ] as const
  for (const [more, code] of wrong) {
    await configured(more)
    const browser = new BrowserLike(alt)
    expect([more, await browser.send('POST', '/api/v1/session/identity/begin', {})]).toMatchObject([more, { code }])
    expect((await browser.signIn('liaison')).status).toBe(204)
  }
  await configured({ clientSecret: 'another' })
  expect(await enter(new BrowserLike(alt), 'person-1')).toMatchObject({ code: 'identity-refused' })
  alt.signIn = undefined
  await alt.stop()
  await federation.pass(1000)
  await alt.start()
  expect(await new BrowserLike(alt).send('POST', '/api/v1/session/identity/begin', {})).toMatchObject({
    code: 'identity-unconfigured',
  })
})
