import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { fill, shareDesk, shareFrom, type Desk } from './desk.ts'
import { byDay, judgedInEach, shots, violations } from './judged.ts'

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: keys go by their place under a Russian layout, and can be switched off', async () => {
    await shareFrom(desk, 'alt', { to: ['bor'], title: 'Upper' })
    const page = await desk.open('bor', 'analyst')
    await page.getByRole('row', { name: /Upper/u }).waitFor()
    const keyboard = await page.context().newCDPSession(page)
    const press = async (code: string, key: string): Promise<void> => {
      for (const type of ['keyDown', 'keyUp'] as const)
        await keyboard.send('Input.dispatchKeyEvent', { type, code, key })
    }
    await press('KeyJ', 'о')
    await page.getByRole('heading', { name: 'Upper' }).waitFor()
    await press('KeyG', 'п')
    await press('KeyN', 'т')
    await page.getByRole('heading', { name: 'Links to the others' }).waitFor()
    await press('KeyG', 'п')
    await press('KeyS', 'ы')
    await page.getByRole('searchbox').waitFor()
    await page.getByRole('link', { name: /analyst/u }).click()
    await page.getByLabel('Single-key shortcuts').uncheck()
    await press('KeyG', 'п')
    await press('KeyI', 'ш')
    expect(await page.getByRole('heading', { name: 'This device' }).isVisible()).toBe(true)
    await page.context().close()
  })

  test('console: a text of others stays a text wherever it stands', async () => {
    const title = '<img src=x onerror=alert(1)> ‮gpj.exe <svg/onload=alert(2)>'
    await shareFrom(desk, 'alt', {
      to: ['bor'],
      title,
      description: '<script>alert(3)</script> javascript:alert(4) ' + 'я'.repeat(3000),
    })
    const page = await desk.open('bor', 'analyst')
    await page.getByRole('row', { name: /onerror/u }).click()
    await page.getByText('<script>alert(3)</script>').waitFor()
    await page.goto(`${desk.url('bor')}/search?q=onerror`)
    await page.getByRole('listitem').filter({ hasText: 'onerror' }).first().waitFor()
    expect(await page.locator('main img, main script').count()).toBe(0)
    await page.context().close()
  })

  test('console: writing, searching, node, account and help in four languages, with no finding', async () => {
    const page = await desk.open('alt', 'liaison')
    for (const name of ['node', 'me', 'help', 'search', 'compose']) {
      await page.goto(`${desk.url('alt')}/${name}`)
      await page.locator('main h1').waitFor()
      await judgedInEach(page, byDay, { name })
    }
    await page.context().close()
  })

  test('console: what is chosen in one window of a device holds in the others', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/reports?tab=sent' })
    const row = page.getByRole('row', { name: /Upper/u })
    await row.waitFor()
    const roomy = await row.boundingBox()
    const beside = await page.context().newPage()
    await beside.goto(`${desk.url('alt')}/me`)
    await beside.getByRole('combobox', { name: 'Rows of lists' }).selectOption('dense')
    await expect.poll(async () => (await row.boundingBox())?.height).toBe(44)
    expect(roomy?.height).toBe(56)
    await beside.getByRole('combobox', { name: 'Language' }).first().selectOption('ru')
    await page.locator('html[lang=ru]').waitFor()
    await beside.getByRole('combobox').nth(1).selectOption('night')
    await page.locator('html[data-palette=night]').waitFor()
    await page.context().close()
  })

  test('console: each role begins where it works, and is told why it may not sign', async () => {
    const admin = await desk.open('alt', 'admin')
    await admin.getByRole('heading', { name: 'Links to the others' }).waitFor()
    const places = admin.getByRole('navigation', { name: 'Screens' }).getByRole('link')
    expect(await places.allInnerTexts()).toEqual(['Agreements', 'Node', 'Help and shortcuts'])
    await admin.context().close()
    const analyst = await desk.open('alt', 'analyst', { path: '/compose' })
    await fill(analyst, { title: 'A draft', level: 'open' })
    await analyst.getByLabel('Text', { exact: true }).fill('A draft.')
    await analyst.getByRole('checkbox', { name: /^bor/u }).check()
    await analyst.getByText('will receive').waitFor()
    await analyst.getByRole('button', { name: 'Review and release' }).click()
    expect(await analyst.getByRole('button', { name: 'Sign and release' }).isDisabled()).toBe(true)
    expect(await analyst.locator('#why-sign').innerText()).toContain('analyst')
    await analyst.context().close()
  })

  test('console: a screen that fails says so in its place, the bars stay, and it is shown again when it can be', () =>
    failAndShow(desk))

  test('console: a page of a list that the node refuses is not asked for without end', () => refusedPage(desk))

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})

async function failAndShow(desk: Desk): Promise<void> {
  const page = await desk.open('bor', 'liaison')
  const isOfHelp = ({ pathname }: URL): boolean => /\/help-[^/]*\.js$/u.test(pathname)
  await page.route(isOfHelp, (route) => route.abort())
  const help = page.getByRole('link', { name: 'Help and shortcuts' }).first()
  await help.click()
  const failed = page.getByText('This screen failed')
  await failed.waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}failed-screen.png` })
  await page
    .getByRole('link', { name: /^Reports/u })
    .first()
    .click()
  await failed.waitFor({ state: 'detached' })
  await help.click()
  await failed.waitFor()
  await page.unroute(isOfHelp)
  await page.getByRole('button', { name: 'Show it again' }).click()
  await page.getByRole('heading', { name: 'Help and shortcuts' }).waitFor()
  expect(await failed.count()).toBe(0)
  await page.context().close()
}

async function refusedPage(desk: Desk): Promise<void> {
  await shareFrom(desk, 'alt', { to: ['bor'], title: 'The only one of its page' })
  const page = await desk.open('bor', 'liaison', { path: '/help' })
  let refused = 0
  await page.route(
    ({ pathname }) => pathname === '/api/v1/acts',
    async (route) => {
      if (new URL(route.request().url()).searchParams.has('after')) {
        refused += 1
        return route.fulfill({ status: 400, json: { code: 'cursor-invalid' } })
      }
      const answer = await route.fetch()
      return route.fulfill({ response: answer, json: { ...((await answer.json()) as object), next: 'gone' } })
    },
  )
  const first = page.waitForResponse((answer) => answer.url().includes('after=gone'))
  await page.goto(`${desk.url('bor')}/reports`)
  await first
  const before = refused
  // The list itself is answered anew every five seconds, and then once more.
  await page.waitForResponse((answer) => answer.url().includes('/api/v1/acts?') && !answer.url().includes('after='))
  expect(refused - before).toBeLessThan(3)
  await page.context().close()
}
