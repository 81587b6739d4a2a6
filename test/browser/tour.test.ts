import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { shareDesk, type Desk } from './desk.ts'
import { byDay, judgedInEach, shots, violations } from './judged.ts'

/** How a step is done: by pointing, or by keys alone. */
interface Hand {
  press(page: Page, role: 'button', name: string | RegExp): Promise<void>
}

const mouse: Hand = { press: (page, role, name) => page.getByRole(role, { name }).click() }

/** From wherever the focus is, on with the Tab key until it stands there; then Enter. */
const keyboard: Hand = {
  async press(page, role, name) {
    const target = page.getByRole(role, { name }).first()
    await target.waitFor()
    await page.waitForFunction((one) => !(one as HTMLButtonElement | null)?.disabled, await target.elementHandle())
    for (let count = 0; count < 90; count += 1) {
      if (await target.evaluate((one) => one === document.activeElement)) return page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
    }
    throw new Error(`the Tab key does not reach ${String(name)}`)
  },
}

const step = (page: Page, number: number): Promise<void> =>
  page.getByRole('heading', { name: new RegExp(`^${number} of 7`, 'u') }).waitFor()

async function walk(page: Page, { press }: Hand): Promise<void> {
  await press(page, 'button', 'Begin')
  await step(page, 1)
  await page.getByText('will receive, on the basis of exchange-1').waitFor()
  await press(page, 'button', 'Review and release')
  await press(page, 'button', 'Sign and release')
  await page.getByText('✓ Signed.').waitFor()
  expect(await page.locator('.tour-line').innerText()).toMatch(
    /^tamga share report\.txt --to bor --level \S+ --category \S+$/u,
  )
  await press(page, 'button', 'Next')
  await step(page, 2)
  await press(page, 'button', 'Acknowledge')
  await page.getByText('✓ Acknowledged:').waitFor()
  await press(page, 'button', 'Next')
  await step(page, 3)
  await page.getByText('No match').waitFor()
  await press(page, 'button', 'Next')
  await step(page, 4)
  await page.getByText('cas would not receive this').waitFor()
  expect(await page.getByRole('button', { name: 'Review and release' }).isDisabled()).toBe(true)
  await press(page, 'button', 'Next')
  await step(page, 5)
  await press(page, 'button', 'Recall')
  await page.getByLabel('Reason, told to every addressee').waitFor()
  await page.keyboard.type('wrong')
  await press(page, 'button', 'Sign the recall')
  await page.getByRole('cell', { name: 'Recall confirmed' }).waitFor()
  await press(page, 'button', 'Next')
  await step(page, 6)
  await verifyIs(page, press, 'Everything holds')
  await press(page, 'button', 'Change a byte on bor’s disk')
  await page.getByText('One byte is changed').waitFor()
  await verifyIs(page, press, 'This does not hold')
  await page.getByText('The first thing that is not what it was: ').waitFor()
}

async function verifyIs(page: Page, press: Hand['press'], verdict: string): Promise<void> {
  await press(page, 'button', 'Verify everything')
  await page.locator('.verified').filter({ hasText: verdict }).waitFor()
}

async function mended(page: Page, { press }: Hand): Promise<void> {
  await press(page, 'button', 'Put it back')
  await page.getByText('The byte is back').waitFor()
  await verifyIs(page, press, 'Everything holds')
  await press(page, 'button', 'Next')
  await step(page, 7)
  await press(page, 'button', 'End the tour')
  expect(await page.locator('.tour-bar').count()).toBe(0)
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: the tour shows by mouse who receives and who does not, recalls, and finds a byte changed on a disk', async () => {
    const page = await desk.open('alt', undefined, { path: '/tour' })
    await page.getByRole('heading', { name: 'Two minutes' }).waitFor()
    expect(await violations(page)).toEqual([])
    await walk(page, mouse)
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}tour-tampered.png` })
    await mended(page, mouse)
    await page.context().close()
  })

  test('console: the tour is walked by keys alone', async () => {
    const page = await desk.open('alt', undefined, { path: '/tour' })
    await page.getByRole('heading', { name: 'Two minutes' }).waitFor()
    await walk(page, keyboard)
    await mended(page, keyboard)
    await page.context().close()
  })

  test('console: the tour begins in each language, with no finding', async () => {
    const page = await desk.open('alt', undefined, { path: '/tour' })
    await page.locator('.tour-steps li').nth(5).waitFor()
    await judgedInEach(page, byDay, { name: 'tour' })
    await page.locator('.tour .primary').click()
    await page.locator('.tour-bar').waitFor()
    await page.locator('.audience li').first().waitFor()
    await judgedInEach(page, byDay, { name: 'tour-step' })
    await page.context().close()
  })

  test('console: the tour goes on at another node in the language in which it was', async () => {
    const page = await desk.open('cas')
    for (const language of ['ru', 'zh', 'rtl']) {
      await page.goto(`${desk.url('cas')}/tour?step=3&language=${language}`)
      await page.locator('.tour-bar').waitFor()
      const spoken = language === 'rtl' ? 'html[dir=rtl]' : `html[lang=${language}]`
      await page.locator(spoken).waitFor({ state: 'attached' })
    }
    await page.context().close()
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
