import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, malware } from '../federation/bundle.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { shareDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { judgedInEach, shots, violations } from './judged.ts'

const kite = (mark: string) => new TextDecoder().decode(bundle(malware({ name: `Kite ${mark}`, mark })))

async function shareKite(desk: Desk, mark: string): Promise<void> {
  await shareFrom(desk, 'alt', { to: ['bor'], title: `Kite ${mark}` }, kite(mark))
  const path = `/api/v1/search?q=${encodeURIComponent(`kite ${mark}`)}`
  await untilSaid(desk, { party: 'bor', account: 'analyst', path }, new RegExp(`"Kite ${mark}"`, 'u'))
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
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

  test('watches: the list and what is new in three languages, by day, dusk and night, with no finding', async () => {
    const page = await desk.open('bor', 'duty', { language: 'ru', path: '/search?q=kite&type=malware' })
    await page.locator('.watch-save button').click()
    await page.locator('.watch-save input').fill('Kites')
    await page.keyboard.press('Enter')
    await page.locator('.watches').getByText('Kites').click()
    await page.locator('#watch-title').waitFor()
    const looks = [
      { language: 'ru', palette: 'day' },
      { language: 'zh', palette: 'night' },
      { language: 'rtl', palette: 'dusk' },
    ]
    await judgedInEach(page, looks, { name: 'watches', fullPage: true })
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

  test('languages: an officer adds a version in another language, through audience and check page, and its author reads it', () =>
    addVersion(desk))

  test('console: how the finds divide is told and narrows them, and each says why it is one', () => narrow(desk))

  test('watches: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})

async function addVersion(desk: Desk): Promise<void> {
  const adder = malware({ name: 'Adder', mark: '8', more: { description: 'Stays in the system.' } })
  const shared = { to: ['bor', 'cas'], title: 'Adder' }
  const act = await shareFrom(desk, 'alt', shared, new TextDecoder().decode(bundle(adder)))
  const path = `/api/v1/acts/${act}/texts`
  await untilSaid(desk, { party: 'bor', account: 'analyst', path }, /"Adder"/u)
  const page = await desk.open('bor', 'liaison', { path: `/reports?tab=all&act=${act}` })
  const said = page.getByRole('region', { name: 'What it says' })
  await said.getByText('Add a language version').click()
  await said.getByLabel('Translate into').selectOption('ru')
  const next = said.getByRole('button', { name: 'On to the audience' })
  expect(await next.isDisabled()).toBe(true)
  const object = said.getByRole('group', { name: 'Adder' })
  await object.getByLabel('Name').fill('Гадюка')
  await object.getByLabel('Text').fill('Закрепляется в системе.')
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}language-version-en-day.png`, fullPage: true })
  // Another report is looked at meanwhile: nothing that was written is lost.
  await page.getByRole('link', { name: 'Help', exact: false }).first().click()
  await page.goBack()
  expect(await object.getByLabel('Name').inputValue()).toBe('Гадюка')
  await next.click()
  await page.getByText('will receive, on the basis of').waitFor()
  expect(await page.getByLabel('Title').inputValue()).toBe('Adder (Russian)')
  expect(await page.getByRole('checkbox', { name: /^alt/u }).isChecked()).toBe(true)
  expect(await page.getByRole('checkbox', { name: /^cas/u }).isChecked()).toBe(false)
  await page.getByRole('button', { name: 'Review and release' }).click()
  await page.getByRole('button', { name: 'Sign and release' }).click()
  await page.getByRole('cell', { name: 'Received' }).waitFor()
  await page.context().close()
  await untilSaid(desk, { party: 'alt', account: 'analyst', path }, /Гадюка/u)
  const author = await desk.open('alt', 'analyst', { language: 'ru', path: `/reports?tab=all&act=${act}` })
  await author.getByRole('heading', { name: 'Гадюка' }).waitFor()
  await author.getByText('Закрепляется в системе.').waitFor()
  expect(await violations(author)).toEqual([])
  await author.context().close()
  for (const language of ['ru', 'zh', 'rtl']) {
    const other = await desk.open('bor', 'liaison', { language, path: `/reports?tab=all&act=${act}` })
    await other.locator('.language-version summary').click()
    await other.locator('.object-version').first().waitFor()
    expect([language, await violations(other)]).toEqual([language, []])
    await other.screenshot({ path: `${shots}language-version-${language}-day.png`, fullPage: true })
    await other.context().close()
  }
}

async function narrow(desk: Desk): Promise<void> {
  const heron = malware({ name: 'Heron', mark: '7' })
  const { is_family: _, ...of } = heron
  const campaign = { ...of, type: 'campaign', id: heron.id.replace('malware', 'campaign') }
  await shareFrom(desk, 'alt', { to: ['bor'], title: 'Herons' }, new TextDecoder().decode(bundle(heron, campaign)))
  await untilSaid(desk, { party: 'bor', account: 'analyst', path: '/api/v1/search?q=heron&type=campaign' }, /"Heron"/u)
  const page = await desk.open('bor', 'analyst', { path: '/search?q=heron' })
  const division = page.getByRole('region', { name: 'How the finds divide' })
  await division.getByText('2 finds').waitFor()
  await page.getByText('“heron”: “Heron” in the name').first().waitFor()
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: `${shots}search-facets-en-day.png` })
  await division.getByRole('group', { name: 'Type' }).getByRole('link', { name: 'campaign' }).click()
  await division.getByText('1 find', { exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('type')).toBe('campaign')
  await page.getByRole('link', { name: 'Without Type:' }).click()
  await division.getByText('2 finds').waitFor()
  for (const language of ['ru', 'zh', 'rtl']) {
    const other = await desk.open('bor', 'analyst', { language, path: '/search?q=heron' })
    await other.locator('.facets li').first().waitFor()
    expect([language, await violations(other)]).toEqual([language, []])
    await other.screenshot({ path: `${shots}search-facets-${language}-day.png` })
    await other.context().close()
  }
  await page.context().close()
}
