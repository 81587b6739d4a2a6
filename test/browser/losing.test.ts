import type { Locator, Page } from 'playwright-core'
import { Fault } from '#kernel/fault.ts'
import type { FailpointName } from '#kernel/failpoints.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { fill, openDesk, type Desk } from './desk.ts'
import { violations } from './judged.ts'

/** Ends the session of a page from beside it; what the page asks for after `deed` brings the door over it. */
async function ended(desk: Desk, page: Page, deed: () => Promise<unknown>): Promise<Locator> {
  const other = await page.context().newPage()
  await other.goto(`${desk.url('alt')}/help`)
  await other.getByRole('button', { name: 'Sign out' }).click()
  await other.locator('.door-roles').waitFor()
  await deed()
  const dialog = page.getByRole('dialog', { name: 'Your session is over' })
  await dialog.waitFor()
  return dialog
}

async function unconfirmedKeys(desk: Desk): Promise<void> {
  const page = await desk.open('alt', 'liaison', { path: '/compose' })
  await fill(page, { title: 'Unconfirmed', level: 'open' })
  const refusal = { code: 'keys-unconfirmed', rule: 'protocol 8: lost root', params: { party: 'bor' } }
  const json = { recipients: [{ party: 'bor', allowed: false, refusal }], secondOfficer: false }
  await page.route('**/api/v1/preview', (route) => route.fulfill({ json }))
  await page.getByRole('checkbox', { name: /^bor/u }).check()
  await page.getByText('The keys of bor were set by others and bor has not confirmed them yet.').waitFor()
  await page.getByText('Ask bor to compare the key words and confirm.').waitFor()
  expect(await page.getByRole('button', { name: 'Review and release' }).isDisabled()).toBe(true)
  expect(await page.getByLabel('Title').inputValue()).toBe('Unconfirmed')
  await page.context().close()
}

async function peerDown(desk: Desk): Promise<void> {
  const page = await desk.open('alt', 'liaison', { path: '/compose' })
  await fill(page, { title: 'While bor is away', level: 'open' })
  await page.getByLabel('Text', { exact: true }).fill('Two drones.')
  const bor = [...desk.federation.houses.values()].find(({ party }) => party === 'bor')
  await bor?.stop()
  await page.getByRole('checkbox', { name: /^bor/u }).check()
  const down = page.getByText('bor’s node does not answer. We keep trying')
  await down.waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Review and release' }).click()
  await page.getByRole('button', { name: 'Sign and release' }).click()
  await page.getByRole('row', { name: /^bor/u }).and(page.locator('.who tr')).waitFor()
  await down.waitFor()
  expect(await violations(page)).toEqual([])
  await bor?.start()
  await page.getByRole('cell', { name: 'Received' }).waitFor({ timeout: 60_000 })
  expect(await down.count()).toBe(0)
  await page.context().close()
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  /** Where alt's disk has no more room. */
  let fullAt: FailpointName | undefined
  beforeAll(async () => {
    desk = await openDesk(undefined, (party) => (point) => {
      if (party === 'alt' && point === fullAt) throw new Fault('disk-full')
    })
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: an upload that is stopped leaves nothing, and what was typed stays', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    await page.getByLabel('Title').fill('Half a file')
    await page.route('**/api/v1/uploads*', () => undefined)
    const file = { name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1 << 20) }
    await page.getByLabel(/^File/u).setInputFiles(file)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Stopped. Nothing of the file was kept.').waitFor()
    expect(await page.getByLabel('Title').inputValue()).toBe('Half a file')
    await page.context().close()
  })

  test('console: a session that is over asks for the door again, and what was typed stays', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    await fill(page, { title: 'Half a report', level: 'open' })
    const bor = page.getByRole('checkbox', { name: /^bor/u })
    const dialog = await ended(desk, page, () => bor.click())
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: /^liaison Liaison/u }).click()
    await page.getByText('will receive, on the basis of').waitFor()
    expect([await dialog.count(), await bor.isChecked()]).toEqual([0, true])
    expect(await page.getByLabel('Title').inputValue()).toBe('Half a report')
    await page.context().close()
  })

  test('console: another account at the door of an ended session sees nothing of the one before', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    await fill(page, { title: 'Half a report', level: 'open' })
    const lookedAt = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    const dialog = await ended(desk, page, lookedAt)
    expect(await page.getByLabel('Title').isVisible()).toBe(false)
    await dialog.getByRole('button', { name: /^analyst Analyst/u }).click()
    await page.getByRole('link', { name: /^analyst/u }).waitFor()
    await page.getByRole('heading', { name: 'Reports' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/reports')
    await page.getByRole('link', { name: 'New report' }).click()
    expect(await page.getByLabel('Title').inputValue()).toBe('')
    await page.context().close()
  })

  test('console: a full disk says so, for a file as for what is signed, and what was typed stays and goes out later', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    await fill(page, { title: 'No room', level: 'open' })
    await page.getByRole('checkbox', { name: /^bor/u }).check()
    fullAt = 'upload:sealed'
    const file = { name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1 << 10) }
    await page.getByLabel(/^File/u).setInputFiles(file)
    await page.getByRole('alert').getByText('The disk of this node is full.').waitFor()
    fullAt = 'record:written'
    await page.getByLabel('Text', { exact: true }).fill('Two drones.')
    await page.getByRole('button', { name: 'Review and release' }).click()
    await page.getByRole('button', { name: 'Sign and release' }).click()
    await page.getByRole('alert').getByText('The disk of this node is full.').waitFor()
    await page.getByText('Nothing of this was kept.').waitFor()
    expect(await violations(page)).toEqual([])
    fullAt = undefined
    await page.getByRole('button', { name: 'Change something' }).click()
    expect(await page.getByLabel('Title').inputValue()).toBe('No room')
    await page.getByRole('button', { name: 'Review and release' }).click()
    await page.getByRole('button', { name: 'Sign and release' }).click()
    await page.getByRole('cell', { name: 'Received' }).waitFor()
    await page.context().close()
  })

  test('console: keys that others set stand beside the state with the way out, and what was typed stays', () =>
    unconfirmedKeys(desk))

  test('console: a state whose node is down is named before and after signing, and nothing is lost', () =>
    peerDown(desk))

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
