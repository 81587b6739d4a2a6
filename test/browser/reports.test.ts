import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { appear, byDay, faintTexts, judgedInEach, shots, violations } from './judged.ts'

/** Letters that an English reader has not loaded, and his device may lack. */
const hasChinese = (): boolean =>
  [...document.fonts].some(({ family, status }) => family.includes('Noto Sans SC') && status === 'loaded')

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: one press signs a newcomer in, and an empty list says why it is empty', async () => {
    const page = await desk.open('cas', 'analyst')
    await page.getByText(/^Nothing has been released to you by \d connected states$/u).waitFor()
    await page.getByRole('link', { name: 'What we share with them' }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await page.title()).toBe('Reports · cas · Tamga')
    await page.context().close()
  })

  test('console: what alt shares stands on bor’s screen by itself, and is read, acknowledged and recalled', async () => {
    const bor = await desk.open('bor', 'duty', { path: '/reports' })
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

  test('console: a row does not move while someone reads; what came is counted and shown when asked for, in its letters', async () => {
    await shareFrom(desk, 'alt', { to: ['bor'], title: 'First' })
    const page = await desk.open('bor', 'analyst')
    const first = page.getByRole('row', { name: /First/u })
    await first.click()
    const before = await first.boundingBox()
    await shareFrom(desk, 'alt', { to: ['bor'], title: 'Second 边境' })
    await page.getByRole('button', { name: 'Show 1 new report' }).waitFor()
    expect(await first.boundingBox()).toEqual(before)
    await page.keyboard.press('Period')
    await page.getByRole('row', { name: /Second/u }).waitFor()
    await page.waitForFunction(hasChinese)
    await page.context().close()
  })

  test('console: the first list is asked for once, before the screens are read, and by nobody who has not signed in', () =>
    askedEarly(desk))

  test('console: a list is narrowed with each key and turned round, and the address keeps both', () =>
    siftAndOrder(desk))

  test('console: what waits for a state is counted, picked by keys, and acknowledged together; each is an act of its own', () =>
    acknowledgeTogether(desk))

  test('console: every screen is found by its name, and the highest level stands above it and on paper', () =>
    findAndPrint(desk))

  test('console: door and reports in four languages, by day and by night, with no finding, and with more contrast or colours of the device', async () => {
    const page = await desk.open('bor', undefined, { path: '/reports' })
    await page.locator('.door-roles').waitFor()
    await judgedInEach(page, byDay, { name: 'door' })
    await page.getByRole('button', { name: /^duty/u }).click()
    await page.getByRole('row').first().click()
    await page.locator('.history li').first().waitFor()
    for (const look of byDay) {
      await judgedInEach(page, [look], { name: 'reports' })
      await page.getByRole('combobox').nth(1).selectOption('night')
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}reports-${look.language}-night.png` })
    }
    await moreContrast(page)
    await page.context().close()
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})

async function askedEarly(desk: Desk): Promise<void> {
  const page = await desk.open('bor', 'analyst', { path: '/reports' })
  await page.getByRole('row', { name: /First/u }).waitFor()
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await page.getByRole('row', { name: /First/u }).waitFor()
  // The bars ask for the state of the links as soon as they are drawn.
  await expect.poll(() => asked).toContain('/api/v1/status')
  const before = asked.slice(0, asked.indexOf('/api/v1/status'))
  expect(before.filter((path) => path.startsWith('/api/'))).toEqual(['/api/v1/door', '/api/v1/acts'])
  await page.getByRole('link', { name: /analyst/u }).click()
  await page.getByRole('button', { name: 'Sign out' }).first().click()
  await page.locator('.door-roles').waitFor()
  asked.length = 0
  await page.goto(`${desk.url('bor')}/reports`)
  await page.locator('.door-roles').waitFor()
  expect(asked).not.toContain('/api/v1/acts')
  await page.context().close()
}

/** Whoever asks his device for contrast, or gives its own colours, reads every text and sees what is chosen. */
async function moreContrast(page: Page): Promise<void> {
  await page.emulateMedia({ contrast: 'more' })
  for (const palette of ['day', 'dusk', 'night']) {
    await appear(page, { language: 'en', palette })
    expect([palette, await faintTexts(page)]).toEqual([palette, []])
    await page.screenshot({ path: `${shots}reports-contrast-${palette}.png` })
  }
  await page.emulateMedia({ contrast: null, forcedColors: 'active' })
  const lineOf = (row: number) =>
    page
      .getByRole('row')
      .nth(row)
      .evaluate((one) => getComputedStyle(one).outlineStyle)
  expect([await lineOf(0), await lineOf(1)]).toEqual(['solid', 'none'])
  const [lamp, text] = await Promise.all([
    page.locator('.connected .lamp').evaluate((one) => getComputedStyle(one).backgroundColor),
    page.locator('body').evaluate((one) => getComputedStyle(one).color),
  ])
  expect(lamp).toBe(text)
  await page.screenshot({ path: `${shots}reports-forced-colours.png` })
  await page.emulateMedia({ forcedColors: null })
}

async function siftAndOrder(desk: Desk): Promise<void> {
  for (const title of ['Seen from the tower', 'Перевал закрыт', '山口封闭'])
    await shareFrom(desk, 'alt', { to: ['bor'], title })
  const list = { party: 'bor', account: 'analyst', path: '/api/v1/acts?kind=exchange.share/1&limit=1' }
  await untilSaid(desk, list, /山口封闭/u)
  const page = await desk.open('bor', 'analyst')
  const rows = page.getByRole('row')
  const field = page.getByRole('searchbox', { name: 'Title contains' })
  await rows.nth(2).waitFor()
  for (const [typed, found] of [
    ['ПЕРЕВАЛ', /Перевал закрыт/u],
    ['山口', /山口封闭/u],
    ['the TOWER', /Seen from the tower/u],
  ] as const) {
    await field.fill('')
    await field.pressSequentially(typed)
    await expect.poll(() => rows.count()).toBe(1)
    await expect.poll(() => rows.first().innerText()).toMatch(found)
  }
  await page.reload()
  await expect.poll(() => rows.count()).toBe(1)
  expect(await field.inputValue()).toBe('the TOWER')
  await field.pressSequentially(' bell')
  await page.getByText('No report here has this in its title').waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: /^Received/u }).click()
  await expect.poll(() => field.inputValue()).toBe('')
  await expect.poll(() => rows.first().innerText()).toMatch(/山口封闭/u)
  const titles = await page.locator('.row-title').allInnerTexts()
  await page.getByLabel('Order').selectOption({ label: 'Oldest arrival first' })
  await expect.poll(() => page.locator('.row-title').allInnerTexts()).toEqual(titles.toReversed())
  expect(new URL(page.url()).searchParams.get('order')).toBe('arrival')
  // Rows that are not on the screen are not in the document: what a browser would find there is found by the node.
  await rows.first().focus()
  await page.keyboard.press('Control+KeyF')
  await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true)
  await page.context().close()
}

async function acknowledgeTogether(desk: Desk): Promise<void> {
  for (const title of ['Alpha', 'Bravo', 'Charlie']) await shareFrom(desk, 'alt', { to: ['cas'], title })
  const page = await desk.open('cas', 'duty', { path: '/reports?tab=me' })
  const forMe = page.getByRole('link', { name: /^For me/u })
  await expect.poll(() => forMe.innerText()).toMatch(/3$/u)
  await page
    .getByRole('button', { name: /^Show/u })
    .or(page.getByRole('row', { name: /Charlie/u }))
    .first()
    .waitFor()
  await page.keyboard.press('Period')
  for (const title of ['Charlie', 'Bravo', 'Alpha']) await page.getByRole('row', { name: title }).waitFor()
  await page.keyboard.press('KeyJ')
  await page.keyboard.press('Shift+KeyJ')
  await page.getByText('2 reports picked').waitFor()
  await page.reload()
  await page.getByText('2 reports picked').waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}bulk-cas.png` })
  await page.getByRole('button', { name: 'Acknowledge 2 reports' }).click()
  await page.getByText('2 reports acknowledged.').waitFor()
  await expect.poll(() => forMe.innerText()).toMatch(/1$/u)
  // One by itself, by its key, with a note.
  await page.getByRole('row', { name: 'Alpha' }).click()
  await page.getByRole('button', { name: 'Add a note…' }).click()
  await page.getByLabel(/^Note to the author/u).fill('Patrol told.')
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).click()
  await page.getByText('Patrol told.').waitFor()
  await expect.poll(() => forMe.innerText()).toBe('For me')
  await page.context().close()
}

const chosenOf = (page: Page): Promise<string | null> =>
  page.getByRole('combobox', { name: 'Commands' }).getAttribute('aria-activedescendant')

async function findAndPrint(desk: Desk): Promise<void> {
  const act = await shareFrom(desk, 'alt', { to: ['bor'], title: 'On paper' })
  const page = await desk.open('bor', 'liaison', { path: '/help' })
  expect(await page.getByText('Highest level here').count()).toBe(0)
  await page.keyboard.press('Control+KeyK')
  // The last of them, by the key that goes up from the first, is in view.
  await page.keyboard.press('ArrowUp')
  const last = page.getByRole('listbox').getByRole('option').last()
  expect(await last.getAttribute('aria-selected')).toBe('true')
  const [row, list] = [await last.boundingBox(), await page.getByRole('listbox').boundingBox()]
  expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual((list?.y ?? 0) + (list?.height ?? 0) + 1)
  // Keys that choose among Chinese letters choose no command.
  const typing = await page.context().newCDPSession(page)
  await typing.send('Input.imeSetComposition', { text: 'bao', selectionStart: 3, selectionEnd: 3 })
  const before = await chosenOf(page)
  await page.keyboard.press('ArrowDown')
  expect(await chosenOf(page)).toBe(before)
  await page.getByRole('combobox', { name: 'Commands' }).fill('dus')
  await page.keyboard.press('Enter')
  expect(await page.locator('html').getAttribute('data-palette')).toBe('dusk')
  await page.keyboard.press('Control+KeyK')
  await page.getByRole('combobox', { name: 'Commands' }).fill(act)
  await page.getByRole('option').nth(1).waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}commands.png` })
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'On paper' }).waitFor()
  await page.getByText('Highest level here: Restricted').first().waitFor()
  await page.pdf({ path: `${shots}report.pdf`, format: 'A4' })
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByText('Highest level here: Restricted').filter({ visible: true }).count()).toBe(2)
  expect(await page.getByText(/^Printed by bor · .* at \d{4}-/u).isVisible()).toBe(true)
  expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0)
  await page.screenshot({ path: `${shots}print.png` })
  await page.context().close()
}
