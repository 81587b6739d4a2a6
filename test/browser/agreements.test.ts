import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, untilSaid, type Desk } from './desk.ts'
import { skies } from '../suites/open-skies.ts'
import { judgedInEach, shots, violations } from './judged.ts'
import { acted, adoptSkies, skiesText, treatyDesk } from './treaty.ts'

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()

/** Signed by two, ratified by one with a reservation, and one who says how far it is at home. */
async function underWay(desk: Desk): Promise<void> {
  await adoptSkies(desk, { fullPowers: true })
  for (const party of ['bor', 'cas']) {
    await acted(desk, party, { kind: 'full-powers', holder: 'The Minister' })
    await acted(desk, party, { kind: 'signature' })
  }
  const text = 'Article 2 does not apply to flights at night.'
  const reservation = await acted(desk, 'bor', { kind: 'reservation', articles: ['2'], effect: 'modifies', text })
  await acted(desk, 'bor', { kind: 'ratification', reservations: [reservation] })
  const expected = { earliest: inDays(20), likely: inDays(40), latest: inDays(90), confidence: 80 }
  await treatyDesk(desk, 'cas')('POST', '/api/v1/agreements/open-skies/progress', {
    instrument: 'ratification',
    steps: [
      { step: 'initialled', state: { kind: 'done', at: inDays(-60) } },
      { step: 'government', state: { kind: 'done', at: inDays(-20) } },
      { step: 'parliament', state: { kind: 'expected', expected }, blocker: 'committee hearing' },
      { step: 'promulgation', state: { kind: 'not-needed' } },
      { step: 'instrument', state: { kind: 'expected', expected } },
    ],
  })
}

const bracketed = {
  ...skiesText,
  authentic: skiesText.authentic.map(({ language, articles: [first, ...others] }) => ({
    language,
    articles: [
      { ...first, paragraphs: [{ number: '1', text: first?.paragraphs[0]?.text.replace(/(.{6})$/u, '[$1]') }] },
      ...others,
    ],
  })),
}

/** A second version in negotiation, and what two states say of it. */
async function negotiated(desk: Desk): Promise<void> {
  const { act } = await treatyDesk(desk, 'bor')('POST', '/api/v1/agreements/closed-skies/drafts', {
    to: ['alt', 'cas'],
    text: bracketed,
  })
  const placed = { article: '2', paragraph: '1', position: { kind: 'reserve', ground: 'parliamentary' } }
  await treatyDesk(desk, 'bor')('POST', `/api/v1/agreements/closed-skies/drafts/${act}/positions`, {
    positions: [placed],
  })
}

/** Brings a text in from a file, a wrong one before it, and looks at the proposal that it makes. */
async function bringsText(desk: Desk): Promise<void> {
  const page = await desk.open('alt', 'treaty', { path: '/agreements/texts' })
  const change = skies({ text: skiesText })
  const machine = { ...change.machine, name: 'second-skies', title: { en: 'Second agreement on open skies' } }
  const buffer = Buffer.from(JSON.stringify({ ...change, machine }))
  const file = page.getByLabel(/^File/u)
  await file.setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{}') })
  await page.getByText('This file is not an agreement').waitFor()
  await file.setInputFiles({ name: 'skies.json', mimeType: 'application/json', buffer })
  await page.getByText('Concordant by form').waitFor()
  await page.getByLabel('Propose it for adoption').check()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}bring-en-day.png`, fullPage: true })
  await page.getByRole('button', { name: 'Sign in the name of the state' }).click()
  await page.getByRole('link', { name: 'second-skies' }).click()
  await page.getByRole('heading', { name: 'Second agreement on open skies' }).waitFor()
  await page.getByText('tamga charter sign act--').waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}proposal-en-day.png`, fullPage: true })
  await page.context().close()
}

/** Says of one step when it is expected, and reads it at another state. */
async function saysHowFar(desk: Desk): Promise<void> {
  const page = await desk.open('alt', 'treaty', { path: '/agreements/of/open-skies?view=clearance' })
  await page.getByText('Say how far this state is').click()
  const parliament = page.getByRole('group', { name: 'parliament' })
  await parliament.getByLabel('How far').selectOption('expected')
  const sign = page.getByRole('button', { name: 'Sign in the name of the state' })
  expect(await sign.isDisabled()).toBe(true)
  for (const [name, day] of Object.entries({ earliest: '2031-01-01', latest: '2031-03-01' })) {
    await parliament.getByLabel(`At the ${name}`).fill(day)
  }
  await parliament.getByLabel('Probably').fill('2031-02-01')
  expect(await violations(page)).toEqual([])
  await sign.click()
  await page.getByText('Signed and told to all.').waitFor()
  await page.context().close()
  const other = await desk.open('cas', 'analyst', { path: '/agreements/of/open-skies?view=clearance' })
  await other.getByRole('row', { name: /^alt/u }).getByText('2031-02-01').waitFor({ timeout: 20_000 })
  await other.context().close()
}

/** A text between two: what they see, and that a third is answered as if there were none. */
async function closedText(desk: Desk): Promise<void> {
  const {
    type: _,
    machine,
    ...text
  } = skies({ text: skiesText }, { openTo: ['alt', 'bor'], entry: { conditions: [{ count: 2 }], delay: {} } })
  const body = {
    ...text,
    participants: ['alt', 'bor'],
    machine: { ...machine, name: 'quiet-sky', title: { en: 'Quiet sky' } },
  }
  const path = '/api/v1/closed-agreements'
  const { act } = await treatyDesk(desk, 'alt')('POST', path, body)
  await untilSaid(desk, { party: 'bor', account: 'treaty', path }, /quiet-sky/u)
  for (const [language, palette] of [
    ['en', 'day'],
    ['ru', 'night'],
    ['zh', 'dusk'],
    ['rtl', 'day'],
  ] as const) {
    const page = await desk.open('bor', 'treaty', { language, palette, path: '/agreements/texts' })
    await page.getByRole('link', { name: 'Quiet sky' }).click()
    await page.locator('.side-by-side').waitFor()
    await page.getByText(`tamga agreement countersign ${act}`).waitFor()
    expect([language, await violations(page)]).toEqual([language, []])
    await page.screenshot({ path: `${shots}closed-${language}-${palette}.png`, fullPage: true })
    if (language === 'en') {
      const knows = page.getByRole('region', { name: 'Who knows of it' })
      await knows.getByText('alt, bor').waitFor()
      await knows.getByText('nothing, not even that it exists').waitFor()
    }
    await page.context().close()
  }
  const third = await desk.open('cas', 'treaty', { path: '/agreements/texts' })
  await third.getByRole('link', { name: 'closed-skies' }).waitFor()
  expect(await third.getByText('Quiet sky').count()).toBe(0)
  const answers = []
  for (const asked of [act, `act--${'0'.repeat(64)}`]) {
    await third.goto(`${desk.url('cas')}/agreements/closed/${asked}`)
    answers.push((await third.getByRole('alert').innerText()).replace(/Ref .*$/u, ''))
  }
  expect(answers[0]).toBe(answers[1])
  await third.context().close()
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  let sweep: Page
  beforeAll(async () => {
    desk = await openDesk()
    await underWay(desk)
    await negotiated(desk)
    sweep = await desk.open('alt', 'treaty')
  }, 180_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  const sides = [
    ['agreements', '/agreements'],
    ['matrix', '/agreements/matrix'],
    ['texts', '/agreements/texts'],
    ['duties', '/agreements/duties'],
    ...['status', 'text', 'clearance', 'course', 'receipts'].map(
      (view) => [`agreement-${view}`, `/agreements/of/open-skies?view=${view}`] as const,
    ),
  ] as const
  const looks = [
    { language: 'en', palette: 'day' },
    { language: 'ru', palette: 'night' },
    { language: 'zh', palette: 'dusk' },
    { language: 'rtl', palette: 'day' },
  ]

  test.each(sides)(
    'agreements: %s of the treaty desk in four languages, by day, dusk and night, with no finding',
    async (name, path) => {
      await sweep.goto(`${desk.url('alt')}${path}`)
      await sweep.locator('main table, main .empty, main h2').first().waitFor()
      await judgedInEach(sweep, looks, { name, fullPage: true })
    },
  )

  test('agreements: an officer sees why he may not yet, takes the step before, and then may', async () => {
    const page = await desk.open('alt', 'treaty', { path: '/agreements/of/open-skies' })
    await page.getByText(/actions are not open now/u).click()
    const sign = page.getByRole('button', { name: 'Sign', exact: true })
    expect(await sign.isDisabled()).toBe(true)
    expect(await page.locator('#why-signature').innerText()).toContain('full powers')
    await page.getByRole('button', { name: 'Deposit full powers' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Held by/u).fill('The Foreign Minister')
    await dialog.getByText('In due form').waitFor()
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}agreement-deed-en-day.png` })
    await dialog.getByRole('button', { name: 'Sign in the name of the state' }).click()
    await dialog.getByText('Signed and recorded').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    const row = page.getByRole('row', { name: /^alt/u })
    await row.getByText('The Foreign Minister').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Sign', exact: true }).click()
    await page.getByRole('dialog').getByText('signatory').waitFor()
    await page.context().close()
  })

  test('agreements: whoever only reads sees the same and signs nothing', async () => {
    const page = await desk.open('alt', 'analyst', { path: '/agreements/of/open-skies' })
    const steps = page.getByRole('region', { name: 'What this state may do now' })
    await steps.getByText('Your role (analyst) may not').first().waitFor()
    const buttons = steps.getByRole('button')
    expect(await buttons.count()).toBeGreaterThan(0)
    for (const button of await buttons.all()) expect(await button.isDisabled()).toBe(true)
    await page.context().close()
  })

  test('agreements: who may send what to whom is said by the gate, with the agreement or the reason', async () => {
    const page = await desk.open('alt', 'treaty', { path: '/agreements/matrix' })
    await page.getByRole('button', { name: 'alt to bor: ✓ confidential exchange-2' }).click()
    await page.getByText('Nothing goes above it:').waitFor()
    await page.getByRole('button', { name: /^alt to sec: ✗/u }).click()
    await page.getByRole('heading', { name: 'alt to sec' }).waitFor()
    await page.getByLabel('Level').selectOption('confidential')
    await page.getByRole('button', { name: /^alt to cas: ✗/u }).waitFor()
    await page.context().close()
  })

  test('agreements: a state signs its position on a paragraph of a draft, and it stands there', async () => {
    const page = await desk.open('alt', 'treaty', { path: '/agreements/texts' })
    await page.getByRole('link', { name: 'closed-skies' }).click()
    await page.getByText('in brackets').waitFor()
    await page.getByText('reserves its position: until parliament has spoken').waitFor()
    await page.getByLabel('Position on article 2, paragraph 1').selectOption('object')
    await page.getByLabel('Words').fill('Not over cities.')
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}draft-en-day.png`, fullPage: true })
    await page.getByRole('button', { name: 'Sign the position' }).nth(1).click()
    await page.getByText('Not over cities.').waitFor()
    await page.context().close()
  })

  test('agreements: a text from a file is read, proposed after a fresh look, and waits for every root', () =>
    bringsText(desk))

  test('agreements: a state says how far it is at home, and the tracker of another shows it', () => saysHowFar(desk))

  test('agreements: of a closed text its participants see who knows of it, and a third state finds nothing', () =>
    closedText(desk))

  test('agreements: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
