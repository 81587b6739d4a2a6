import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, malware } from '../federation/bundle.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { shareDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { judgedInEach } from './judged.ts'

/** The same malware from two states, with a reference that a third object of one of them bears too. */
async function sharedAlike(desk: Desk): Promise<void> {
  const more = { external_references: [{ source_name: 'cve', external_id: 'CVE-2026-2728' }] }
  const bittern = (mark: string) => malware({ name: 'Bittern', mark, more })
  const text = (...objects: readonly object[]) => new TextDecoder().decode(bundle(...objects))
  await shareFrom(desk, 'alt', { to: ['cas'], title: 'Bittern', level: 'open' }, text(bittern('a7')))
  await shareFrom(desk, 'bor', { to: ['cas'], title: 'Bittern too' }, text(bittern('a7'), bittern('a8')))
  const path = '/api/v1/related?value=CVE-2026-2728'
  await untilSaid(desk, { party: 'cas', account: 'analyst', path }, /"alt".*"bor"|"bor".*"alt"/u)
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
    await sharedAlike(desk)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('links: the drawing and its table in four languages, by day, dusk and night, with no finding', async () => {
    const page = await desk.open('cas', 'analyst', { path: '/search/links?value=CVE-2026-2728' })
    await page.getByRole('table').getByText('bor', { exact: true }).first().waitFor()
    const looks = [
      { language: 'en', palette: 'night' },
      { language: 'ru', palette: 'day' },
      { language: 'zh', palette: 'day' },
      { language: 'rtl', palette: 'dusk' },
    ]
    await judgedInEach(page, looks, { name: 'links', fullPage: true })
    await page.context().close()
  })

  test('console: a list of finds stands under the highest level among them', async () => {
    const page = await desk.open('cas', 'analyst', { path: '/search?q=Bittern' })
    const banner = page.locator('.banner-row')
    const row = page.getByRole('listitem')
    await row.filter({ hasText: 'bor' }).getByText('restricted').first().waitFor()
    await row.filter({ hasText: 'alt' }).getByText('open').first().waitFor()
    await banner.getByText('Highest level here: restricted').waitFor()
    await page.goto(`${desk.url('cas')}/search/links?value=CVE-2026-2728`)
    await banner.getByText('Highest level here: restricted').waitFor()
    await page.goto(`${desk.url('cas')}/search?q=nothing+of+the+kind`)
    await page.getByText('No match').waitFor()
    expect(await banner.innerText()).toBe('')
    await page.context().close()
  })

  test('links: whoever was sent it sees who shared the same, goes along it by keys, and a third state sees nothing', async () => {
    const page = await desk.open('cas', 'analyst', { path: '/search?q=Bittern' })
    await page
      .getByRole('listitem')
      .filter({ hasText: 'alt' })
      .getByRole('link', { name: /^Links/u })
      .click()
    await page.getByRole('rowheader', { name: /the same reference CVE-2026-2728/u }).waitFor()
    const drawn = page.getByRole('group', { name: /linked nodes/u })
    const nodes = drawn.getByRole('link')
    const rows = await page.getByRole('table').getByRole('row').count()
    expect(await nodes.count()).toBe(rows - 1 + (await page.getByRole('rowheader').count()))
    await nodes.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Bittern too' }).waitFor()
    await page.context().close()
    const other = await desk.open('alt', 'analyst', {
      path: '/search/links?value=malware--31b940d4-6f7f-459a-80ea-0000000000a8',
    })
    await other.getByText('No other state shared the same').waitFor()
    await other.context().close()
  })

  test('links: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
