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

  test('protocol 9 a request that its writer holds is approved by another desk, which sees it whole, and stands at the duty desk of bor', () =>
    approve(desk))

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

async function write(page: Page, called: string): Promise<void> {
  await page.getByRole('link', { name: 'New request' }).click()
  await page.getByLabel('Title').fill(called)
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
}

/** From the question to the signature. */
async function ask(page: Page): Promise<void> {
  await write(page, title)
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
  await passOn(desk, { alt, bor })
  await alt.goBack()
  await alt.getByRole('button', { name: 'Close…' }).click()
  await alt.getByRole('button', { name: 'Sign: closed' }).click()
  await alt.getByText('alt closed it').waitFor()
  for (const page of [alt, bor]) await page.context().close()
}

/** What bor answered goes on to cas as bor consents, and bor is told. */
async function passOn(desk: Desk, { alt, bor }: { readonly alt: Page; readonly bor: Page }): Promise<void> {
  await alt.getByRole('button', { name: 'Ask to pass it on…' }).click()
  await alt.getByRole('group', { name: 'To whom' }).getByRole('checkbox', { name: 'cas' }).check()
  await alt.getByLabel('What they would use it for').fill('A warning of their own')
  await alt.getByRole('button', { name: 'Sign and ask' }).click()
  await alt.getByText('Consent asked').first().waitFor()

  await bor.getByRole('link', { name: 'Onward use' }).click()
  await bor.getByRole('list', { name: 'Onward use' }).getByRole('link', { name: title }).click()
  await bor.getByRole('button', { name: 'Consent…', exact: true }).click()
  await judged(bor, 'onward-asked')
  await bor.getByRole('button', { name: 'Sign the consent' }).click()
  await alt.getByRole('button', { name: 'Pass it on…' }).click()
  await alt.getByRole('button', { name: 'Sign and pass on' }).click()
  const cas = await desk.open('cas', 'duty', { path: '/consult/onward' })
  await cas.getByText('alt passed on an answer of bor').waitFor()
  await judged(cas, 'onward-passed')
  await bor.getByRole('button', { name: 'Withdraw the consent…' }).click()
  await bor.getByRole('button', { name: 'Sign the withdrawal' }).click()
  await alt.getByText('Consent withdrawn').first().waitFor()
  await cas.context().close()
}

async function approve(desk: Desk): Promise<void> {
  const called = 'Routes of the drones'
  const duty = await desk.open('alt', 'duty', { path: '/consult' })
  await write(duty, called)
  await duty.getByLabel('Have a second officer approve it').check()
  await duty.getByRole('button', { name: 'Review and send' }).click()
  await duty.getByRole('button', { name: 'Submit for approval' }).click()
  await duty.getByText(called).waitFor()
  await duty.getByRole('button', { name: 'Approve and sign' }).click()
  await duty.getByRole('alert').waitFor()
  const liaison = await desk.open('alt', 'liaison', { path: '/consult?queue=approval' })
  await liaison.getByText('Which types were seen between 1 and 20 November?').waitFor()
  await judged(liaison, 'rfi-approval')
  await liaison.getByRole('button', { name: 'Approve and sign' }).click()
  await liaison.getByText('Nothing waits for approval').waitFor()
  const bor = await desk.open('bor', 'duty', { path: '/duty' })
  await bor.getByRole('region', { name: 'Requests for information' }).getByRole('link', { name: called }).click()
  await bor.getByRole('heading', { name: called }).waitFor()
  for (const page of [duty, liaison, bor]) await page.context().close()
}
