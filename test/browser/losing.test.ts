import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { fill, openDesk, type Desk } from './desk.ts'
import { violations } from './judged.ts'

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
    const other = await page.context().newPage()
    await other.goto(`${desk.url('alt')}/help`)
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.locator('.door-roles').waitFor()
    await page.getByRole('checkbox', { name: /^bor/u }).check()
    const dialog = page.getByRole('dialog', { name: 'Your session is over' })
    await dialog.waitFor()
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: /^liaison Liaison/u }).click()
    await page.getByText('will receive, on the basis of').waitFor()
    expect(await dialog.count()).toBe(0)
    expect(await page.getByLabel('Title').inputValue()).toBe('Half a report')
    await page.context().close()
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
