import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, malware } from '../federation/bundle.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { violations } from './judged.ts'

const shots = new URL('../../.tamga/screens/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

const kite = (mark: string) => new TextDecoder().decode(bundle(malware({ name: `Kite ${mark}`, mark })))

async function shareKite(desk: Desk, mark: string): Promise<void> {
  await shareFrom(desk, 'alt', { to: ['bor'], title: `Kite ${mark}` }, kite(mark))
  const path = `/api/v1/search?q=${encodeURIComponent(`kite ${mark}`)}`
  await untilSaid(desk, { party: 'bor', account: 'analyst', path }, new RegExp(`"Kite ${mark}"`, 'u'))
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await openDesk()
    await shareKite(desk, '1')
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('watches: a search is saved, what comes is announced without a question, looked at, renamed and deleted by keys', async () => {
    const page = await desk.open('bor', 'analyst', { path: '/search?q=kite&type=malware' })
    await page.getByRole('link', { name: 'Kite 1' }).waitFor()
    await page.getByRole('button', { name: 'Save as watch' }).press('Enter')
    await page.getByLabel('Name of the watch').fill('Kites')
    await page.keyboard.press('Enter')
    const list = page.getByRole('navigation', { name: 'Watches' })
    await list.getByRole('link', { name: 'Kites' }).waitFor()
    const screens = page.getByRole('navigation', { name: 'Screens' })
    expect(await screens.getByRole('link', { name: /^Search/u }).innerText()).toBe('Search')
    await shareKite(desk, '2')
    await list.getByRole('link', { name: 'Kites 1 new' }).waitFor()
    await screens
      .getByRole('link', { name: 'Search1' })
      .or(screens.getByRole('link', { name: 'Search 1' }))
      .waitFor()
    await list.getByRole('link', { name: /^Kites/u }).press('Enter')
    await page.getByRole('heading', { name: 'Kites' }).waitFor()
    await page.getByRole('link', { name: 'Kite 2' }).waitFor()
    // Looked at: the number is gone, and what is shown stays.
    await list.getByRole('link', { name: 'Kites', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'Kite 2' }).count()).toBe(1)
    expect(await page.getByRole('link', { name: 'Kite 1' }).count()).toBe(0)
    await shareKite(desk, '3')
    await page.getByRole('button', { name: 'Show 1 more that just came' }).press('Enter')
    await page.getByRole('link', { name: 'Kite 3' }).waitFor()
    expect(await page.getByRole('link', { name: 'Kite 2' }).count()).toBe(1)
    await page.getByRole('button', { name: 'Rename' }).press('Enter')
    await page.getByLabel('Name of the watch').fill('Birds <b>&')
    await page.keyboard.press('Enter')
    await list.getByRole('link', { name: 'Birds <b>&' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.reload()
    await page.getByText('Nothing new', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'All finds' }).click()
    await page.getByRole('link', { name: 'Kite 1' }).waitFor()
    await page.getByRole('link', { name: 'Without Type:' }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Delete' }).press('Enter')
    await page.getByText('None yet.', { exact: false }).waitFor()
    await page.context().close()
  })

  test.each([
    ['ru', 'day'],
    ['zh', 'night'],
    ['rtl', 'dusk'],
  ])('watches: the list and what is new in %s by %s, with no finding', async (language, palette) => {
    const page = await desk.open('bor', 'duty', { language, palette, path: '/search?q=kite&type=malware' })
    await page.locator('.watch-save button').click()
    await page.locator('.watch-save input').fill(`Kites ${language}`)
    await page.keyboard.press('Enter')
    await page.locator('.watches').getByText(`Kites ${language}`).click()
    await page.locator('#watch-title').waitFor()
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}watches-${language}-${palette}.png`, fullPage: true })
    await page.context().close()
  })

  test('languages: a report is read in the reader’s language, switched, and as it was written by one key of any layout', async () => {
    const viper = malware({
      name: 'Гадюка',
      mark: '9',
      more: { lang: 'ru', description: '<img src=x onerror=alert(1)>' },
    })
    const { name: _, is_family: __, ...of } = malware({ name: '', mark: '9' })
    const id = 'language-content--31b940d4-6f7f-459a-80ea-000000000009'
    const contents = { en: { name: 'Viper' }, fa: { name: 'افعی', description: 'ماندگار' } }
    const translated = { ...of, type: 'language-content', id, object_ref: viper.id, contents }
    const text = new TextDecoder().decode(bundle(viper, translated))
    const act = await shareFrom(desk, 'alt', { to: ['bor'], title: 'Viper' }, text)
    const path = `/api/v1/acts/${act}/texts`
    await untilSaid(desk, { party: 'bor', account: 'analyst', path }, /"Viper"/u)
    const page = await desk.open('bor', 'analyst', { path: `/reports?tab=all&act=${act}` })
    const said = page.getByRole('region', { name: 'What it says' })
    await said.getByRole('heading', { name: 'Viper' }).waitFor()
    expect(await said.locator('[lang=en]').count()).toBe(1)
    await page.locator('#report-title').click()
    await page.evaluate(() => dispatchEvent(new KeyboardEvent('keydown', { key: 'щ', code: 'KeyO', cancelable: true })))
    await said.getByRole('heading', { name: 'Гадюка' }).waitFor()
    await said.getByText('<img src=x onerror=alert(1)>').waitFor()
    expect(await violations(page)).toEqual([])
    await said.getByLabel('Language').selectOption({ label: 'Persian (its author’s translation)' })
    await said.getByRole('heading', { name: 'افعی' }).waitFor()
    expect(await said.locator('[lang=fa][dir=rtl]').innerText()).toContain('ماندگار')
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}languages-en-day.png`, fullPage: true })
    await page.context().close()
  })

  test('watches: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
