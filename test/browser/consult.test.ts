import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { addMs } from '#kernel/instant.ts'
import { systemClock } from '#platform/clock/system-time.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { shareDesk, type Desk } from './desk.ts'
import { appear, byDay, judgedInEach } from './judged.ts'

const english = { language: 'en', palette: 'day' }
const hourMs = 3_600_000

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('P1 a question of alt is taken note of, clarified and answered at bor, and closed: both screens agree', () =>
    askAndAnswer(desk))

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})

/** In every language by day and in English by night, and back. */
async function judged(page: Page, name: string): Promise<void> {
  await judgedInEach(page, [...byDay, { language: 'en', palette: 'night' }], { name })
  await appear(page, english)
}

const title = 'Drones over crossing 12'
const utcIn = (hours: number): string =>
  `${addMs(systemClock.now(), hours * hourMs)
    .slice(0, 16)
    .replace('T', ' ')}Z`

/** From the question to the signature. */
async function ask(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New request' }).click()
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('What do you want to know?').fill('Which types were seen between 1 and 20 November?')
  await page.getByLabel('What the answer is for').fill('A joint warning to the border services')
  await page.getByRole('textbox', { name: 'Legal basis' }).fill('Article 4 of the exchange agreement')
  await page.getByRole('button', { name: 'Review and send' }).click()
  await page.getByText('at least one state').waitFor()
  await page.getByLabel('Answer needed by (UTC)').fill(utcIn(48))
  await page.getByLabel('Level').selectOption('restricted')
  await page.getByLabel('Category').selectOption('border')
  await page.getByRole('checkbox', { name: /^bor/u }).check()
  await page.getByText('will receive').waitFor()
  await judged(page, 'rfi-new')
  await page.getByRole('button', { name: 'Review and send' }).click()
  await page.getByRole('button', { name: 'Sign and send' }).waitFor()
  await judged(page, 'rfi-check')
  await page.getByRole('button', { name: 'Sign and send' }).click()
  await page.getByRole('heading', { name: title }).waitFor()
}

async function askAndAnswer(desk: Desk): Promise<void> {
  const bor = await desk.open('bor', 'duty', { path: '/consult' })
  await bor.getByText('No open request is asked of us').waitFor()
  const alt = await desk.open('alt', 'duty', { path: '/consult' })
  await ask(alt)
  // It stands there by itself.
  await bor.getByRole('list', { name: 'Requests for information' }).getByText(title).waitFor()
  await judged(bor, 'rfi-queue')
  await bor.keyboard.press('KeyJ')
  await bor.getByText('A joint warning to the border services').waitFor()
  await judged(bor, 'rfi-asked')
  await bor.keyboard.press('KeyA')
  await bor.getByRole('button', { name: 'Sign: acknowledged' }).click()
  const rowOf = (page: Page, party: string) => page.getByRole('row', { name: new RegExp(`^${party} `, 'u') })
  await rowOf(alt, 'bor').getByText('Acknowledged').waitFor()

  await bor.getByRole('button', { name: 'Ask for clarification…' }).click()
  await bor.getByLabel('What has to be known first').fill('Which side of the crossing?')
  await bor.getByRole('button', { name: 'Sign and ask' }).click()
  await alt.getByLabel('Clarification for bor').fill('The northern one.')
  await rowOf(alt, 'bor').getByText('Clock stopped, left:').waitFor()
  await judged(alt, 'rfi-clarification')
  await alt.getByRole('button', { name: 'Sign the clarification' }).click()
  await bor.getByText('The northern one.').waitFor()

  await bor.keyboard.press('KeyR')
  await bor.getByLabel('Answer to alt').fill('Three types.')
  await bor.getByText('will receive').waitFor()
  await judged(bor, 'rfi-answering')
  await bor.getByRole('button', { name: 'Sign and answer' }).click()
  await alt.getByText('Three types.').waitFor()
  await judged(alt, 'rfi-answered')
  await alt.getByRole('button', { name: 'Close…' }).click()
  await alt.getByRole('button', { name: 'Sign: closed' }).click()
  for (const page of [alt, bor]) await page.getByText('alt closed it').waitFor()
  for (const page of [alt, bor]) await page.context().close()
}
