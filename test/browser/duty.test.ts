import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { systemClock } from '#platform/clock/system-time.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { authorizationOf, shareDesk, untilSaid, type Desk } from './desk.ts'
import { appear, byDay, judgedInEach, violations } from './judged.ts'

const english = { language: 'en', palette: 'day' }
const minuteMs = 60_000

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('P5 an alert of alt is seen and accepted at bor by keys, escalated at cas, and cancelled: all screens agree', () =>
    warnAndCancel(desk))

  test('SG-24 an exercise has a board, a colour and a word of its own, is counted nowhere else, and is replaced for everyone', () =>
    exerciseAndReplace(desk))

  test('console: a desk is found, checked, replied for and called; what was agreed is recorded and countersigned', () =>
    findAndCall(desk))

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})

/** In every language by day and in English by night, and back. */
async function judged(page: Page, name: string): Promise<void> {
  await judgedInEach(page, [...byDay, { language: 'en', palette: 'night' }], { name })
  await appear(page, english)
}

async function warnAndCancel(desk: Desk): Promise<void> {
  const bor = await desk.open('bor', 'duty')
  await bor.getByText('Nothing needs you').waitFor()
  await bor.getByLabel('Sound of alerts on this device').check()
  const alt = await desk.open('alt', 'duty')
  const headline = await warn(alt)
  const act = new URL(alt.url()).searchParams.get('act') ?? ''
  // It stands there by itself, is counted, and shows in a tab that is not looked at.
  await bor.getByRole('list', { name: 'Alerts' }).getByText(headline).waitFor()
  await expect.poll(() => bor.title()).toBe('(1) Duty · bor · Tamga')
  await expect.poll(() => bor.getByRole('alert').innerText()).toBe(`Alert of alt: ${headline}`)
  await judged(bor, 'duty-board')
  await bor.keyboard.press('KeyJ')
  await bor.getByText('Seven, from the south.').waitFor()
  const rowOf = (party: string) => alt.getByRole('row', { name: new RegExp(`^${party} `, 'u') })
  await rowOf('bor').getByText('Seen', { exact: true }).waitFor()
  await rowOf('cas').getByText('Not seen yet').waitFor()

  await bor.keyboard.press('KeyA')
  await bor.keyboard.type('Air defence told.')
  await bor.keyboard.press('Enter')
  await bor.getByText('Air defence told.').waitFor()
  await expect.poll(() => bor.title()).toBe('Duty · bor · Tamga')
  await rowOf('bor').getByText('Accepted').waitFor()
  await rowOf('bor').getByText('Air defence told.').waitFor()
  await judged(alt, 'alert-own')

  desk.pass(16 * minuteMs)
  const cas = await desk.open('cas', 'duty')
  await rowOf('cas').getByText('No reply').waitFor()
  for (const place of [rowOf('cas'), cas.getByRole('list', { name: 'Alerts' }).getByRole('listitem')])
    await place.getByText('Escalated, level 1: deputy').waitFor()
  await judged(cas, 'duty-overdue')
  await alt.getByRole('link', { name: 'Close' }).click()
  await alt.getByRole('heading', { name: 'Next deadlines' }).waitFor()
  await handOver(alt)
  await judged(alt, 'duty-own')

  await alt.goto(`${desk.url('alt')}/duty?act=${act}`)
  await alt.getByRole('button', { name: 'Cancel the alert' }).click()
  await alt.getByLabel('Reason, told to every addressee').fill('Our own drones')
  await alt.getByRole('button', { name: 'Sign the cancellation' }).click()
  // More than ten minutes have passed since he proved who he is.
  await alt.getByRole('button', { name: 'Go on' }).click()
  await alt.getByText('This alert was cancelled. It holds no longer.').waitFor()
  for (const page of [alt, bor, cas]) {
    await page.goto(`${new URL(page.url()).origin}/duty?act=${act}`)
    await cancelled(page)
  }
  await judged(bor, 'alert-cancelled')
  for (const page of [alt, bor, cas]) await page.context().close()
}

async function findAndCall(desk: Desk): Promise<void> {
  await publishDesk(desk)
  const alt = await desk.open('alt', 'duty', { path: '/duty/desks' })
  const lineOf = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text })
  await lineOf(alt, 'Border desk of Borea').getByText('+7 7172 55 01 03').waitFor()
  await lineOf(alt, 'Border desk of Borea').getByText('On duty').waitFor()
  await judged(alt, 'duty-desks')

  await alt.getByRole('link', { name: 'Comchecks' }).click()
  await alt.getByRole('checkbox', { name: 'bor/border' }).check()
  await alt.getByRole('button', { name: 'Check these' }).click()
  await alt.getByText('1 desk was asked.').waitFor()
  const bor = await desk.open('bor', 'duty', { path: '/duty/checks' })
  await bor.getByLabel('Note of border').fill('Loud and clear')
  await bor.getByRole('button', { name: 'We hear you' }).click()
  await lineOf(alt, 'Loud and clear').getByText('Replied').waitFor()
  await lineOf(alt, 'bor/border').getByText('100 %').waitFor()
  await judged(alt, 'duty-checks')
  await failAndClose(desk, alt)

  await alt.getByRole('link', { name: 'Hotline log' }).click()
  await alt.getByLabel('When (UTC)').fill(`${systemClock.now().slice(0, 16).replace('T', ' ')}Z`)
  await alt.getByRole('combobox', { name: /^With/u }).selectOption('bor')
  await alt.getByLabel('Its desk').fill('border')
  await alt.getByLabel('Level').selectOption('restricted')
  await alt.getByLabel('Category').selectOption('border')
  await alt.getByLabel('What was said and agreed').fill('Crossing 12 closed from 20:00')
  await alt.getByRole('button', { name: 'Sign the record' }).click()
  await alt.getByText('Waits for countersignature').first().waitFor()
  await bor.getByRole('link', { name: 'Hotline log' }).click()
  await bor.getByRole('button', { name: 'Countersign: it was so' }).waitFor()
  await judged(bor, 'duty-calls')
  await bor.getByRole('button', { name: 'Countersign: it was so' }).click()
  for (const page of [alt, bor]) await page.getByText('Countersigned', { exact: true }).first().waitFor()
  for (const page of [alt, bor]) await page.context().close()
}

/** Nobody replies in time: it stands beside the board until somebody says what he found. */
async function failAndClose(desk: Desk, page: Page): Promise<void> {
  await page.getByLabel('Reply within minutes').fill('1')
  await page.getByRole('checkbox', { name: 'bor/border' }).check()
  await page.getByRole('button', { name: 'Check these' }).click()
  await page.getByText('No reply yet').waitFor()
  desk.pass(2 * minuteMs)
  await page.getByLabel('What was found out about border').waitFor()
  await page.getByRole('link', { name: 'Board' }).click()
  const failures = page.getByRole('region', { name: 'Failed comchecks' })
  await failures.getByRole('link', { name: 'bor/border' }).click()
  await page.getByLabel('What was found out about border').fill('Line repaired by the operator')
  await page.getByRole('button', { name: 'Close the item' }).click()
  await page.getByText('Line repaired by the operator').waitFor()
  await page.getByRole('link', { name: 'Board' }).click()
  await failures.getByText('No check waits for somebody to look into it.').waitFor()
}

/** bor tells everyone of its border desk. */
async function publishDesk(desk: Desk): Promise<void> {
  const headers = { authorization: await authorizationOf(desk, 'bor', 'duty'), 'content-type': 'application/json' }
  const entry = {
    desk: 'border',
    title: { en: 'Border desk of Borea', ru: 'Пограничная дежурная служба', zh: '边境值班室' },
    functions: ['border'],
    channels: [{ kind: 'phone', address: '+7 7172 55 01 03' }],
    hours: { zone: 'Asia/Almaty', shifts: 'always' },
    deputies: ['duty'],
    languages: ['ru', 'en'],
  }
  await fetch(`${desk.url('bor')}/api/v1/desks`, { method: 'POST', headers, body: JSON.stringify(entry) })
  await untilSaid(desk, { party: 'alt', account: 'duty', path: '/api/v1/desks' }, /Border desk of Borea/u)
}

/** The node does what it is told; its answer comes when it is released. */
async function heldAnswer(page: Page, path: string) {
  const [held, given] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() === 'GET') return route.fallback()
    const response = await route.fetch()
    await held.promise
    await route.fulfill({ response })
    given.resolve()
  })
  return {
    release: async () => {
      held.resolve()
      await given.promise
      await page.unroute(`**${path}`)
    },
  }
}

/** A watch is noted, handed over with what is open, and taken over once. */
async function handOver(page: Page): Promise<void> {
  await page.getByLabel('For the log of the watch').fill('Deputy of cas rung.')
  const answer = await heldAnswer(page, '/api/v1/shift-log')
  await page.getByRole('button', { name: 'Write' }).click()
  await page.getByText('Deputy of cas rung.').last().waitFor()
  // What is typed before the node's answer is there stays.
  await page.getByLabel('For the log of the watch').fill('One alert open.')
  await answer.release()
  await page.getByRole('button', { name: 'Hand over' }).click()
  await page.getByText('The watch is handed over').waitFor()
  await page.getByRole('button', { name: 'Take over' }).click()
  await page.getByText('Taken over').waitFor()
  await page.getByRole('button', { name: 'Hand over' }).waitFor()
}

/** From the topic to the signature; answers what it is called. */
async function warn(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'New alert' }).click()
  await page.getByRole('button', { name: 'Unmanned aircraft' }).click()
  const headline = await page.getByLabel('Headline (English)').inputValue()
  await page.getByLabel('What has happened (English)').fill('Seven, from the south.')
  await page.getByLabel('Where').fill('Southern border')
  await page.getByLabel('Circle').fill('48.1,38.2 20')
  await page.getByRole('button', { name: 'Review and send' }).click()
  await page.getByText('at least one state').waitFor()
  await address(page)
  await judged(page, 'warn')
  await page.getByRole('button', { name: 'Review and send' }).click()
  await page.getByRole('button', { name: 'Sign and send' }).waitFor()
  await judged(page, 'warn-check')
  await signed(page, headline)
  return headline
}

/** To bor and cas, as the node says at once. */
async function address(page: Page): Promise<void> {
  await page.getByLabel('Level').selectOption('restricted')
  for (const party of ['bor', 'cas']) await page.getByRole('checkbox', { name: new RegExp(`^${party}`, 'u') }).check()
  await page.getByText('will receive').nth(1).waitFor()
}

async function signed(page: Page, headline: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign and send' }).click()
  await page.getByRole('heading', { name: headline }).first().waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('act')).toMatch(/^act--/u)
}

async function exerciseAndReplace(desk: Desk): Promise<void> {
  const alt = await desk.open('alt', 'duty', { path: '/duty/warn' })
  await alt.getByRole('button', { name: 'Border incident' }).click()
  await alt.getByRole('combobox', { name: /^Is it real/u }).selectOption('exercise')
  await alt.getByLabel('Name of the exercise').fill('peace-27')
  await address(alt)
  await alt.getByRole('button', { name: 'Review and send' }).click()
  await alt.getByText('EXERCISE · УЧЕНИЕ · 演习').waitFor()
  await signed(alt, 'Incident')
  const bor = await desk.open('bor', 'duty', { path: '/duty?mode=exercise' })
  const rows = bor.getByRole('list', { name: 'Alerts' }).getByRole('listitem')
  await rows.getByText('EXERCISE · УЧЕНИЕ · 演习').waitFor()
  const current = bor.getByRole('navigation', { name: 'Which alerts' }).locator('[aria-current]')
  expect(await current.allInnerTexts()).toEqual(['Exercises and tests'])
  await judged(bor, 'duty-exercise')
  expect(await bor.title()).toBe('Duty · bor · Tamga')
  await bor.getByRole('link', { name: 'Real', exact: true }).click()
  await bor.getByText('Nothing needs you').waitFor()
  await bor.getByRole('link', { name: 'Exercises and tests' }).click()
  await rows.hover()

  await alt.getByRole('button', { name: 'Update' }).click()
  await alt.getByLabel('Headline (English)').fill('Resolved on the spot')
  await alt.getByRole('button', { name: 'Review and send' }).click()
  await signed(alt, 'Resolved on the spot')
  await alt.getByRole('link', { name: 'What it took the place of' }).click()
  await alt.getByText('This alert was replaced. It holds no longer.').waitFor()
  await alt.getByRole('note').getByRole('link', { name: 'Resolved on the spot' }).waitFor()
  // What ended under the pointer stays there, as what it has become; what came is counted until it is asked for.
  await rows.getByText('Replaced').waitFor()
  await bor.getByRole('button', { name: 'Show 1 new alert' }).waitFor()
  expect(await rows.count()).toBe(1)
  await bor.keyboard.press('Period')
  await rows.getByRole('link', { name: 'Resolved on the spot' }).waitFor()
  await bor.mouse.move(5, 5)
  await expect.poll(() => rows.count()).toBe(1)
  for (const page of [alt, bor]) await page.context().close()
}

/** Whoever opens it is told before all else that it is over, and why; no answer is offered, and nobody is waited for. */
async function cancelled(page: Page): Promise<void> {
  await page.getByText('This alert was cancelled. It holds no longer.').waitFor()
  await page.getByText('Our own drones').waitFor()
  expect(await page.locator('.actions button:enabled').filter({ visible: true }).count()).toBe(0)
  await page.getByText('Nothing needs you').waitFor()
  expect(await violations(page)).toEqual([])
}
