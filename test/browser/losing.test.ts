import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { fill, openDesk, type Desk } from './desk.ts'
import { violations } from './judged.ts'

/** Ends the session of a page from beside it; what the page asks for when it is looked at again brings the door over it. */
async function ended(desk: Desk, page: Page): Promise<Locator> {
  const other = await page.context().newPage()
  await other.goto(`${desk.url('alt')}/help`)
  await other.getByRole('button', { name: 'Sign out' }).click()
  await other.locator('.door-roles').waitFor()
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  const dialog = page.getByRole('dialog', { name: 'Your session is over' })
  await dialog.waitFor()
  return dialog
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
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
    const dialog = await ended(desk, page)
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: /^liaison Liaison/u }).click()
    await page.getByRole('checkbox', { name: /^bor/u }).check()
    await page.getByText('will receive, on the basis of').waitFor()
    expect(await dialog.count()).toBe(0)
    expect(await page.getByLabel('Title').inputValue()).toBe('Half a report')
    await page.context().close()
  })

  test('console: another account at the door of an ended session sees nothing of the one before', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    await fill(page, { title: 'Half a report', level: 'open' })
    const dialog = await ended(desk, page)
    expect(await page.getByLabel('Title').isVisible()).toBe(false)
    await dialog.getByRole('button', { name: /^analyst Analyst/u }).click()
    await page.getByRole('link', { name: /^analyst/u }).waitFor()
    await page.getByRole('heading', { name: 'Reports' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/reports')
    await page.getByRole('link', { name: 'New report' }).click()
    expect(await page.getByLabel('Title').inputValue()).toBe('')
    await page.context().close()
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
