import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import { update } from '#platform/db/table.ts'
import { sessions } from '#platform/http/sessions.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, type Desk } from './desk.ts'
import { client, openIdentityHouse, type IdentityHouse } from '../federation/identity-house.ts'
import { byDay, judgedInEach } from './judged.ts'

/** A device of the browser's own, as WebDriver and the DevTools protocol have it (WebAuthn 3 section 11). */
interface Device {
  readonly session: CDPSession
  readonly authenticatorId: string
}

async function deviceBefore(page: Page): Promise<Device> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { session, authenticatorId }
}

const verifies = ({ session, authenticatorId }: Device, isUserVerified: boolean): Promise<unknown> =>
  session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified })

/** As if ten minutes had passed since somebody proved who he is. */
async function forgetProof(desk: Desk): Promise<void> {
  const house = [...desk.federation.houses.values()].find(({ party }) => party === 'alt')
  const long = update(sessions, { account: 'admin' }, { confirmed_at: instantOf(0) })
  await house?.disk?.store.transaction((tx) => tx.apply([long]))
}

const signIn = (page: Page, name: string): Promise<void> =>
  page.locator('.door-roles button', { has: page.locator('strong', { hasText: new RegExp(`^${name}$`, 'u') }) }).click()

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name of the device').fill(name)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
}

/** Through the pages of the provider. */
async function signInThere(page: Page, login: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button').click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Binds one more account, for which the administrator proves himself at the provider, on a page beside. */
async function provesThere(page: Page, desk: Desk, named: string): Promise<void> {
  await page.goto(`${named}/node?part=users`)
  await forgetProof(desk)
  await page.getByLabel('Known to the ministry as: duty').fill('person-2')
  await page.getByRole('button', { name: 'Bind duty' }).click()
  const beside = page.context().waitForEvent('page')
  await page.getByRole('button', { name: 'Prove it at the ministry' }).click()
  const there = await beside
  // Meanwhile the page asks whether it is proved: that the former proof was forgotten is no proof.
  for (let asked = 0; asked < 2; asked += 1)
    await page.waitForResponse((answer) => answer.url().endsWith('/api/v1/door'))
  await there.getByPlaceholder('Enter any login').fill('person-1')
  await there.getByPlaceholder('and password').fill('any')
  await there.getByRole('button').click()
  await there.getByRole('heading', { name: 'Proved' }).waitFor()
  await judgedInEach(there, byDay, { name: 'sign-in-proved' })
  await there.close()
  await page.getByRole('button', { name: 'Unbind duty' }).waitFor()
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  let named: string
  let provider: IdentityHouse
  const over = new AsyncDisposableStack()
  beforeAll(async () => {
    provider = over.use(await openIdentityHouse())
    const { issuer } = provider
    const known = { issuer, clientId: client.id, clientSecret: client.secret, title: 'the ministry' }
    desk = over.use(await openDesk({ ...known, accountClaim: 'sub', scope: 'openid', fetch: (asked) => fetch(asked) }))
    named = desk.url('alt').replace('127.0.0.1', 'localhost')
    provider.serve([named])
  })
  afterAll(() => over.disposeAsync())

  test('console: a passkey is added under Me, opens the door, and proves who is there before something is signed', async () => {
    const page = await desk.open('alt', undefined, { at: named, path: '/me' })
    const device = await deviceBefore(page)
    await signIn(page, 'admin')
    await addPasskey(page, 'Desk key')
    await page.getByRole('row', { name: /Desk key.*not yet/u }).waitFor()
    await judgedInEach(page, byDay, { name: 'sign-in-me' })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('button', { name: 'Sign out' }).waitFor()

    await forgetProof(desk)
    await page.goto(`${named}/me`)
    await page.getByRole('button', { name: 'Take out Desk key' }).click()
    await page.getByRole('button', { name: 'Take it out' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByRole('row', { name: /Desk key/u }).waitFor({ state: 'detached' })

    await addPasskey(page, 'Another key')
    await page.getByRole('row', { name: /Another key/u }).waitFor()
    await verifies(device, false)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('the device did not verify you').waitFor()
    await judgedInEach(page, byDay, { name: 'sign-in-door-refused' })
    await page.context().close()
  })

  test('console: an administrator’s link makes one passkey, and a second opening of it is told so', async () => {
    const admin = await desk.open('alt', 'admin', { path: '/node?part=users' })
    await admin.getByRole('button', { name: 'Passkey link for duty' }).click()
    await admin.getByRole('button', { name: 'Add one' }).click()
    const link = await admin.locator('.secret-text').innerText()
    await judgedInEach(admin, byDay, { name: 'sign-in-users-link' })
    await admin.context().close()

    const page = await desk.open('alt', undefined, { at: named, path: link.slice(named.length) })
    await deviceBefore(page)
    await page.getByLabel('Name of the device').waitFor()
    await page.waitForURL((url) => url.hash === '')
    await judgedInEach(page, byDay, { name: 'sign-in-enrol' })
    await addPasskey(page, 'Duty key')
    await page.getByRole('heading', { name: 'Your passkey is there, and you are in.' }).waitFor()
    await page.getByRole('link', { name: 'duty Duty officer' }).waitFor()
    await page.context().close()

    const late = await desk.open('alt', undefined, { at: named, path: link.slice(named.length) })
    await deviceBefore(late)
    await addPasskey(late, 'Another')
    await late.getByText('This link has been used, has run out or was replaced.').waitFor()
    await late.context().close()
  })

  test('console: who is bound by an administrator comes in by the identity provider, proves again there, and signs out of both', async () => {
    const admin = await desk.open('alt', 'admin', { at: named, path: '/node?part=users' })
    await admin.getByLabel('Known to the ministry as: admin').fill('person-1')
    await admin.getByRole('button', { name: 'Bind admin' }).click()
    await admin.getByRole('button', { name: 'Unbind admin' }).waitFor()
    await judgedInEach(admin, byDay, { name: 'sign-in-users-bound' })
    await admin.context().close()

    const page = await desk.open('alt', undefined, { at: named })
    await page.getByRole('button', { name: 'Sign in with the ministry' }).click()
    await signInThere(page, 'person-1')
    await page.getByRole('link', { name: 'admin Node administrator' }).waitFor()
    await page.waitForURL(`${named}/node`)

    await provesThere(page, desk, named)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL((url) => url.origin === provider.issuer)
    await page.goto(`${named}/door/return?code=x&state=y`)
    await page.getByText('This attempt has ended, was used already, or was begun in another browser.').waitFor()
    await judgedInEach(page, byDay, { name: 'sign-in-return' })
    await page.context().close()
  })

  test('console: at an address that passkeys are not for, the door says where they open', async () => {
    const page = await desk.open('alt')
    await page.getByRole('link', { name: `Passkeys open at ${named}` }).waitFor()
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0)
    await page.context().close()
    expect(desk.wrong).toEqual([])
  })
})
