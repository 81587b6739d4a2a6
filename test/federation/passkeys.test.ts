import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ceremonyMs } from '#platform/http/ceremonies.ts'
import { confirmedMs, idleMs } from '#platform/http/sessions.ts'
import { BrowserLike, type Heard } from './browser-like.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { begun } from './scene.ts'
import { typing } from './typing.ts'
import { SoftAuthenticator, type Saying } from './soft-authenticator.ts'

let federation: Federation
let alt: House

beforeAll(async () => {
  federation = await startFederation()
  await federation.pass(begun)
  alt = federation.house('alt')
  await alt.stop()
  alt.signIn = { publicUrl: () => 'http://alt' }
  await alt.start()
})
afterAll(() => federation[Symbol.asyncDispose]())

const challengeIn = ({ json }: Heard): string =>
  (json['options'] as { readonly challenge?: string } | undefined)?.challenge ?? ''

async function signedIn(name: string): Promise<BrowserLike> {
  const browser = new BrowserLike(alt)
  expect((await browser.signIn(name)).status).toBe(204)
  return browser
}

/** Adds a passkey from Me; `saying` where the device says something else. */
async function add(browser: BrowserLike, device: SoftAuthenticator, saying: Partial<Saying> = {}): Promise<Heard> {
  const challenge = challengeIn(await browser.send('POST', '/api/v1/me/passkeys/begin', {}))
  const response = device.register({ challenge, ...saying })
  return browser.send('POST', '/api/v1/me/passkeys', { name: 'a device', response })
}

async function enter(browser: BrowserLike, device: SoftAuthenticator, saying: Partial<Saying> = {}): Promise<Heard> {
  const challenge = challengeIn(await browser.send('POST', '/api/v1/session/passkey/begin', {}))
  return browser.send('POST', '/api/v1/session/passkey', { response: device.assert({ challenge, ...saying }) })
}

async function confirm(browser: BrowserLike, device: SoftAuthenticator, saying: Partial<Saying> = {}): Promise<Heard> {
  const challenge = challengeIn(await browser.send('POST', '/api/v1/session/confirm/passkey/begin', {}))
  return browser.send('POST', '/api/v1/session/confirm/passkey', { response: device.assert({ challenge, ...saying }) })
}

/** An account with a passkey, and the device that has it. */
async function equipped(name: string): Promise<{ readonly browser: BrowserLike; readonly device: SoftAuthenticator }> {
  const browser = await signedIn(name)
  const device = new SoftAuthenticator()
  expect(await add(browser, device)).toMatchObject({ status: 201 })
  return { browser, device }
}

test('console: a passkey that was added from Me opens, and the session has the limits of every other', async () => {
  const { device } = await equipped('analyst')
  const browser = new BrowserLike(alt)
  expect(await enter(browser, device)).toMatchObject({ status: 204 })
  expect(await browser.name()).toBe('analyst')
  alt.skewMs += idleMs
  expect(await browser.send('GET', '/api/v1/acts')).toMatchObject({ code: 'session-over' })
})

test('console: several passkeys stand under their names with their last use, for the one who has them alone', async () => {
  const { browser, device } = await equipped('duty')
  expect(await add(browser, new SoftAuthenticator())).toMatchObject({ status: 201 })
  await enter(new BrowserLike(alt), device)
  const { json } = await browser.send('GET', '/api/v1/me/ways')
  const used = { name: 'a device', usedAt: expect.any(String) as string }
  expect(json).toMatchObject({ password: false, passkeys: [used, { name: 'a device' }] })
  expect((json['passkeys'] as readonly object[])[1]).not.toHaveProperty('usedAt')
  const other = await signedIn('liaison2')
  expect((await other.send('GET', '/api/v1/me/ways')).json).toMatchObject({ passkeys: [] })
})

test('console: a challenge is answered once, in time, by the browser that asked and for what it asked', async () => {
  const { device } = await equipped('liaison')
  const browser = new BrowserLike(alt)
  const begin = () => browser.send('POST', '/api/v1/session/passkey/begin', {})
  const answer = (asking: BrowserLike, response: object) => asking.send('POST', '/api/v1/session/passkey', { response })
  const used = device.assert({ challenge: challengeIn(await begin()) })
  expect(await answer(browser, used)).toMatchObject({ status: 204 })
  expect(await answer(browser, used)).toMatchObject({ code: 'ceremony-over' })

  const late = device.assert({ challenge: challengeIn(await begin()) })
  alt.skewMs += ceremonyMs
  expect(await answer(browser, late)).toMatchObject({ code: 'ceremony-over' })

  const elsewhere = device.assert({ challenge: challengeIn(await begin()) })
  expect(await answer(new BrowserLike(alt), elsewhere)).toMatchObject({ code: 'ceremony-over' })

  const older = device.assert({ challenge: challengeIn(await begin()) })
  await begin()
  expect(await answer(browser, older)).toMatchObject({ code: 'passkey-refused' })

  const session = await signedIn('liaison')
  const forProof = challengeIn(await session.send('POST', '/api/v1/session/confirm/passkey/begin', {}))
  expect(await answer(session, device.assert({ challenge: forProof }))).toMatchObject({ code: 'ceremony-over' })
})

test('console: what a device signed for another page, another name or without its user opens nothing', async () => {
  const { device } = await equipped('liaison')
  const wrong: readonly (readonly [Partial<Saying>, string])[] = [
    [{ origin: 'http://evil.test' }, 'passkey-origin'],
    [{ origin: 'http://alt:8441' }, 'passkey-origin'],
    [{ rpId: 'evil.test' }, 'passkey-refused'],
    [{ isVerified: false }, 'passkey-refused'],
    [{ type: 'webauthn.create' }, 'passkey-refused'],
    [{ crossOrigin: true }, 'passkey-refused'],
    [{ challenge: 'AAAA' }, 'passkey-refused'],
    [{ userHandle: 'AAAA' }, 'passkey-refused'],
  ]
  for (const [saying, code] of wrong) {
    const browser = new BrowserLike(alt)
    expect([saying, await enter(browser, device, saying)]).toMatchObject([saying, { status: 403, code }])
    expect(await browser.name()).toBeUndefined()
  }
  const foreign = new BrowserLike(alt)
  foreign.origin = 'http://evil.test'
  expect(await enter(foreign, device)).toMatchObject({ code: 'foreign-page' })
  expect(await enter(new BrowserLike(alt), new SoftAuthenticator())).toMatchObject({ code: 'passkey-refused' })
  expect(await enter(new BrowserLike(alt), device)).toMatchObject({ status: 204 })
})

test('console: a key whose counter has not moved on is taken for a copy', async () => {
  const { device } = await equipped('liaison')
  expect(await enter(new BrowserLike(alt), device, { counter: 40 })).toMatchObject({ status: 204 })
  for (const counter of [40, 39, 0])
    expect(await enter(new BrowserLike(alt), device, { counter })).toMatchObject({ code: 'passkey-copied' })
  expect(alt.logged.some((line) => line.includes('passkey-copied'))).toBe(true)
  expect(await enter(new BrowserLike(alt), device, { counter: 41 })).toMatchObject({ status: 204 })
})

test('console: what is signed needs a fresh proof by one’s own passkey, with its user verified', async () => {
  const { browser, device } = await equipped('liaison')
  const { device: another } = await equipped('liaison2')
  const recall = () => browser.send('POST', `/api/v1/shares/act--${'0'.repeat(64)}/recall`, { reason: 'r' })
  alt.skewMs += confirmedMs
  expect(await recall()).toMatchObject({ code: 'confirmation-needed' })
  expect(await confirm(browser, device, { isVerified: false })).toMatchObject({ code: 'passkey-refused' })
  expect(await confirm(browser, another)).toMatchObject({ code: 'passkey-refused' })
  expect(await recall()).toMatchObject({ code: 'confirmation-needed' })
  expect(await confirm(browser, device)).toMatchObject({ status: 204 })
  expect((await recall()).code).not.toBe('confirmation-needed')
})

test('console: adding and taking out need a fresh proof, and nobody reaches another’s', async () => {
  const { browser, device } = await equipped('liaison')
  const other = await equipped('liaison2')
  const { json } = await other.browser.send('GET', '/api/v1/me/ways')
  const theirs = (json['passkeys'] as readonly { readonly id: string }[])[0]?.id ?? ''
  expect(await browser.send('DELETE', `/api/v1/me/passkeys/${theirs}`)).toMatchObject({ code: 'not-found' })
  alt.skewMs += confirmedMs
  expect(await add(browser, new SoftAuthenticator())).toMatchObject({ code: 'confirmation-needed' })
  expect(await browser.send('DELETE', `/api/v1/me/passkeys/${theirs}`)).toMatchObject({ code: 'confirmation-needed' })
  await confirm(browser, device)
  expect(await add(browser, device)).toMatchObject({ status: 409, code: 'passkey-exists' })
  const challenge = challengeIn(await browser.send('POST', '/api/v1/me/passkeys/begin', {}))
  const response = new SoftAuthenticator().register({ challenge })
  await confirm(other.browser, other.device)
  expect(await other.browser.send('POST', '/api/v1/me/passkeys', { name: 'x', response })).toMatchObject({
    code: 'ceremony-over',
  })
  for (const saying of [{ isVerified: false }, { rpId: 'evil.test' }, { challenge: 'AAAA' }])
    expect(await add(browser, new SoftAuthenticator(), saying)).toMatchObject({ code: 'passkey-refused' })
})

test('console: the last way in stays, and one taken out ends every other session', async () => {
  const { browser } = await equipped('treaty')
  const idOf = async () =>
    ((await browser.send('GET', '/api/v1/me/ways')).json['passkeys'] as readonly { readonly id: string }[])[0]?.id
  expect(await browser.send('DELETE', `/api/v1/me/passkeys/${await idOf()}`)).toMatchObject({ code: 'last-way-in' })
  expect(await add(browser, new SoftAuthenticator())).toMatchObject({ status: 201 })
  const elsewhere = await signedIn('treaty')
  const both = (await browser.send('GET', '/api/v1/me/ways')).json['passkeys'] as readonly { readonly id: string }[]
  const gone = await Promise.all(both.map(({ id }) => browser.send('DELETE', `/api/v1/me/passkeys/${id}`)))
  expect(gone.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([204, 409])
  expect(await browser.name()).toBe('treaty')
  expect(await elsewhere.name()).toBeUndefined()
})

test('console: an administrator’s link adds one passkey, once and within a day, and may void the others at once', async () => {
  const { browser: had, device: lost } = await equipped('oversight')
  const path = '/api/v1/users/oversight/enrolment'
  const link = async (replace: boolean) => {
    const { json } = await alt.ask('admin', 'POST', path, { replace })
    const { url } = z.looseObject({ url: z.string() }).parse(json)
    expect(url).toMatch(/^http:\/\/alt\/door\/enrol#[\w-]{43}$/u)
    return url.split('#')[1] ?? ''
  }
  const enrol = async (browser: BrowserLike, secret: string) => {
    const begun = await browser.send('POST', '/api/v1/enrolment/begin', { secret })
    const response = new SoftAuthenticator().register({ challenge: challengeIn(begun) || 'AAAA' })
    return browser.send('POST', '/api/v1/enrolment', { secret, name: 'new device', response })
  }
  const replaced = await link(false)
  const secret = await link(true)
  expect(await had.name()).toBeUndefined()
  expect(await enter(new BrowserLike(alt), lost)).toMatchObject({ code: 'passkey-refused' })
  expect(await enrol(new BrowserLike(alt), replaced)).toMatchObject({ code: 'enrolment-over' })
  const browser = new BrowserLike(alt)
  expect(await enrol(browser, secret)).toMatchObject({ status: 204 })
  expect(await browser.name()).toBe('oversight')
  expect(await enrol(new BrowserLike(alt), secret)).toMatchObject({ code: 'enrolment-over' })
  const late = await link(false)
  alt.skewMs += 86_400_000
  expect(await enrol(new BrowserLike(alt), late)).toMatchObject({ code: 'enrolment-over' })
  expect(await alt.ask('liaison', 'POST', path, {})).toMatchObject({ status: 403 })
})

test('console: an administrator’s link is made at the command line too, into a file of its own', async () => {
  const { type, folder } = await typing({ federation })
  const made = await type(['user', 'enrol', 'treaty', '--link-out', 'treaty.link', '--lang', 'en'], { as: 'alt/admin' })
  expect(made).toMatchObject({ exit: 0, out: expect.stringContaining('The link for treaty is in ') })
  const link = await readFile(join(folder, 'treaty.link'), 'utf8')
  expect(link).toMatch(/^http:\/\/alt\/door\/enrol#[\w-]{43}\n$/u)
  expect(made.out).not.toContain(link.split('#')[1]?.trim())
  const secret = link.trim().split('#')[1]
  const begun = await new BrowserLike(alt).send('POST', '/api/v1/enrolment/begin', { secret })
  expect(challengeIn(begun)).not.toBe('')
  const again = ['user', 'enrol', 'treaty', '--link-out', 'other.link', '--void-others', '--yes', '--json']
  const { browser } = await equipped('treaty')
  expect(await type(again, { as: 'alt/admin' })).toMatchObject({ exit: 0 })
  expect(await browser.name()).toBeUndefined()
  expect((await type(['user', 'enrol', 'treaty', '--link-out', 'third'], { as: 'alt/liaison' })).exit).toBe(4)
})

test('console: an account that is disabled is opened by none of its passkeys, and gets no more', async () => {
  const { device } = await equipped('liaison2')
  await alt.ask('admin', 'POST', '/api/v1/users/liaison2/disable', {})
  expect(await enter(new BrowserLike(alt), device)).toMatchObject({ code: 'passkey-refused' })
  expect(await alt.ask('admin', 'POST', '/api/v1/users/liaison2/enrolment', {})).toMatchObject({ status: 404 })
})

test('console: without a host name there are no passkeys, and the refusal says what to configure', async () => {
  const browser = await signedIn('liaison')
  expect((await browser.send('GET', '/api/v1/door')).json).toHaveProperty('passkeysAt', 'http://alt')
  for (const [publicUrl, code] of [
    ['https://192.0.2.7:8440', 'passkeys-need-a-name'],
    ['https://[2001:db8::7]', 'passkeys-need-a-name'],
    [undefined, 'passkeys-unconfigured'],
  ] as const) {
    await alt.stop()
    alt.signIn = { publicUrl: () => publicUrl }
    await federation.pass(1000)
    await alt.start()
    expect(await browser.send('POST', '/api/v1/session/passkey/begin', {})).toMatchObject({ status: 409, code })
    expect((await browser.send('GET', '/api/v1/me/ways')).json).toMatchObject({ refused: { code } })
    expect((await browser.send('GET', '/api/v1/door')).json).not.toHaveProperty('passkeysAt')
    expect(await new BrowserLike(alt).signIn('liaison')).toMatchObject({ status: 204 })
  }
})
