import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, shareFrom, type Desk } from './desk.ts'
import { violations } from './judged.ts'

const shots = new URL('../../.tamga/screens/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: one press signs a newcomer in, and an empty list says why it is empty', async () => {
    const page = await desk.open('cas', 'analyst')
    await page.getByText('Nothing has been released to you').waitFor()
    expect(await violations(page)).toEqual([])
    expect(await page.title()).toBe('Reports · cas · Tamga')
    await page.context().close()
  })

  test('console: what alt shares stands on bor’s screen by itself, and is read, acknowledged and recalled', async () => {
    const bor = await desk.open('bor', 'duty')
    await bor.getByText('Nothing has been released to you').waitFor()
    const act = await shareFrom(desk, 'alt', { to: ['bor'], title: 'Drones over the pass', description: 'Seen twice.' })
    const row = bor.getByRole('row', { name: /Drones over the pass/u })
    await row.click()
    await bor.getByRole('heading', { name: 'Drones over the pass' }).waitFor()
    await bor.getByText('Seen twice.').waitFor()
    await bor.getByText('Two unknown drones over the pass at dawn.').waitFor()
    await bor.getByRole('button', { name: 'Acknowledge' }).click()
    await bor.getByText('Your state has taken note of it.').waitFor()
    expect(await violations(bor)).toEqual([])
    await bor.screenshot({ path: `${shots}report-bor.png` })

    const alt = await desk.open('alt', 'liaison', { path: `/reports?tab=sent&act=${act}` })
    await alt.getByRole('rowheader', { name: 'bor' }).waitFor()
    await alt.getByRole('cell', { name: 'Acknowledged' }).waitFor()
    await alt.getByRole('button', { name: 'Recall' }).click()
    await alt.getByLabel('Reason, told to every addressee').fill('Source withdrawn')
    await alt.getByRole('button', { name: 'Sign the recall' }).click()
    await alt.getByRole('cell', { name: 'Recall confirmed' }).waitFor()
    await alt.screenshot({ path: `${shots}recalled-alt.png` })
    await bor.getByText('This report was taken back by its author.').waitFor()
    await bor.getByText('Reason: Source withdrawn').waitFor()
    await alt.context().close()
    await bor.context().close()
  })

  test('console: a row does not move while someone reads; what came is counted and shown when asked for', async () => {
    await shareFrom(desk, 'alt', { to: ['bor'], title: 'First' })
    const page = await desk.open('bor', 'analyst')
    const first = page.getByRole('row', { name: /First/u })
    await first.click()
    const before = await first.boundingBox()
    await shareFrom(desk, 'alt', { to: ['bor'], title: 'Second' })
    await page.getByRole('button', { name: 'Show 1 new report' }).waitFor()
    expect(await first.boundingBox()).toEqual(before)
    await page.keyboard.press('Period')
    await page.getByRole('row', { name: /Second/u }).waitFor()
    await page.context().close()
  })

  test.each(['en', 'ru', 'zh', 'rtl'])(
    'console: door and reports in %s, by day and by night, with no finding',
    async (language) => {
      const page = await desk.open('bor', undefined, { language })
      await page.locator('.door-roles').waitFor()
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}door-${language}.png` })
      await page.getByRole('button', { name: /^duty/u }).click()
      await page.getByRole('row').first().click()
      await page.locator('.history li').first().waitFor()
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}reports-${language}-day.png` })
      await page.getByRole('combobox').nth(1).selectOption('night')
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}reports-${language}-night.png` })
      await page.context().close()
    },
  )

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
