import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, malware } from '../federation/bundle.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { violations } from './judged.ts'

const shots = new URL('../../.tamga/screens/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

/** The same malware from two states, with a reference that a third object of one of them bears too. */
async function sharedAlike(desk: Desk): Promise<void> {
  const more = { external_references: [{ source_name: 'cve', external_id: 'CVE-2026-1111' }] }
  const kite = (mark: string) => malware({ name: 'Kite', mark, more })
  const text = (...objects: readonly object[]) => new TextDecoder().decode(bundle(...objects))
  await shareFrom(desk, 'alt', { to: ['cas'], title: 'Kite', level: 'open' }, text(kite('1')))
  await shareFrom(desk, 'bor', { to: ['cas'], title: 'Kite too' }, text(kite('1'), kite('2')))
  const path = '/api/v1/related?value=CVE-2026-1111'
  await untilSaid(desk, { party: 'cas', account: 'analyst', path }, /"alt".*"bor"|"bor".*"alt"/u)
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
    await sharedAlike(desk)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test.each([
    ['en', 'night'],
    ['ru', 'day'],
    ['zh', 'day'],
    ['rtl', 'dusk'],
  ])('links: the drawing and its table in %s by %s, with no finding', async (language, palette) => {
    const path = '/search/links?value=CVE-2026-1111'
    const page = await desk.open('cas', 'analyst', { language, palette, path })
    await page.getByRole('table').getByText('bor', { exact: true }).first().waitFor()
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}links-${language}-${palette}.png`, fullPage: true })
    await page.context().close()
  })

  test('console: a list of finds stands under the highest level among them', async () => {
    const page = await desk.open('cas', 'analyst', { path: '/search?q=Kite' })
    const banner = page.locator('.banner-row')
    const row = page.getByRole('listitem')
    await row.filter({ hasText: 'bor' }).getByText('restricted').first().waitFor()
    await row.filter({ hasText: 'alt' }).getByText('open').first().waitFor()
    await banner.getByText('Highest level here: restricted').waitFor()
    await page.goto(`${desk.url('cas')}/search/links?value=CVE-2026-1111`)
    await banner.getByText('Highest level here: restricted').waitFor()
    await page.goto(`${desk.url('cas')}/search?q=nothing+of+the+kind`)
    await page.getByText('No match').waitFor()
    expect(await banner.innerText()).toBe('')
    await page.context().close()
  })

  test('links: whoever was sent it sees who shared the same, goes along it by keys, and a third state sees nothing', async () => {
    const page = await desk.open('cas', 'analyst', { path: '/search?q=Kite' })
    await page
      .getByRole('listitem')
      .filter({ hasText: 'alt' })
      .getByRole('link', { name: /^Links/u })
      .click()
    await page.getByRole('rowheader', { name: /the same reference CVE-2026-1111/u }).waitFor()
    const drawn = page.getByRole('group', { name: /linked nodes/u })
    const nodes = drawn.getByRole('link')
    const rows = await page.getByRole('table').getByRole('row').count()
    expect(await nodes.count()).toBe(rows - 1 + (await page.getByRole('rowheader').count()))
    await nodes.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Kite too' }).waitFor()
    await page.context().close()
    const other = await desk.open('alt', 'analyst', {
      path: '/search/links?value=malware--31b940d4-6f7f-459a-80ea-000000000002',
    })
    await other.getByText('No other state shared the same').waitFor()
    await other.context().close()
  })

  test('links: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
