import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, malware } from '../federation/bundle.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { adoptSkies } from './treaty.ts'

/** The pictures of the guides, taken anew by `npm run pictures`. */
const pictures = new URL('../../docs/user-guide/pictures/', import.meta.url).pathname

interface Screen {
  readonly name: string
  readonly party: string
  readonly account?: string
  readonly path: string
  /** What stands there once the screen is whole. */
  readonly whole: string
  before?(page: Page): Promise<void>
}

const openFirst = async (page: Page): Promise<void> => {
  await page.getByRole('row').filter({ hasText: 'Drones' }).first().click()
  await page.locator('.history li').first().waitFor()
}

/** Found by what is chosen, since the words differ by language. */
async function writeOne(page: Page): Promise<void> {
  await page.locator('.compose input:not([type])').first().fill('Drones over the pass')
  await page.locator('.compose textarea').last().fill('Two unknown drones over the pass at dawn, heading north.')
  for (const value of ['confidential', 'drones'])
    await page
      .locator('select')
      .filter({ has: page.locator(`option[value=${value}]`) })
      .last()
      .selectOption(value)
  for (const party of ['bor', 'cas']) await page.getByRole('checkbox', { name: new RegExp(`^${party}`, 'u') }).check()
  await page
    .locator('.audience')
    .getByText(/exchange-1/u)
    .first()
    .waitFor()
}

const screens: readonly Screen[] = [
  { name: 'door', party: 'bor', path: '/', whole: '.door-roles' },
  { name: 'tour', party: 'alt', path: '/tour', whole: '.tour-steps li' },
  { name: 'reports', party: 'bor', account: 'duty', path: '/reports', whole: '.reports', before: openFirst },
  { name: 'compose', party: 'alt', account: 'liaison', path: '/compose', whole: '.audience li', before: writeOne },
  { name: 'search', party: 'bor', account: 'analyst', path: '/search?q=Kite', whole: '.find, main li' },
  {
    name: 'links',
    party: 'cas',
    account: 'analyst',
    path: '/search/links?value=CVE-2026-1111',
    whole: 'main table td',
  },
  { name: 'ledger', party: 'bor', account: 'oversight', path: '/ledger', whole: 'main [role=row]' },
  { name: 'agreements', party: 'alt', account: 'treaty', path: '/agreements', whole: 'main table' },
  {
    name: 'agreement',
    party: 'alt',
    account: 'treaty',
    path: '/agreements/of/open-skies?view=status',
    whole: 'main table',
  },
  { name: 'matrix', party: 'alt', account: 'treaty', path: '/agreements/matrix', whole: 'main table' },
  ...['overview', 'keys', 'users', 'profiles', 'bench', 'condition'].map((part) => ({
    name: `node-${part}`,
    party: 'alt',
    account: 'admin',
    path: `/node?part=${part}`,
    whole: '.node .card',
  })),
  {
    name: 'node-invitations',
    party: 'alt',
    account: 'treaty',
    path: '/node?part=invitations',
    whole: '.spoken strong',
  },
  { name: 'me', party: 'alt', account: 'liaison', path: '/me', whole: 'main h1' },
  { name: 'help', party: 'alt', account: 'liaison', path: '/help', whole: 'main h1' },
]

/** What a reader of the guides sees: reports in three languages, one object from two states, an agreement under way. */
async function toldAll(desk: Desk): Promise<void> {
  const more = { external_references: [{ source_name: 'cve', external_id: 'CVE-2026-1111' }] }
  const kite = new TextDecoder().decode(bundle(malware({ name: 'Kite', mark: '1', more })))
  await adoptSkies(desk, { fullPowers: true })
  for (const party of ['alt', 'bor']) await shareFrom(desk, party, { to: ['cas'], title: 'Kite' }, kite)
  await shareFrom(desk, 'alt', { to: ['bor'], title: 'Kite' }, kite)
  await shareFrom(
    desk,
    'alt',
    { to: ['bor'], title: '山口上空的无人机' },
    '拂晓时分山口上空出现两架不明无人机，向北飞行。',
  )
  const russian = 'На рассвете над перевалом замечены два неизвестных беспилотника, курс на север.'
  await shareFrom(desk, 'alt', { to: ['bor'], title: 'Беспилотники над перевалом' }, russian)
  await shareFrom(desk, 'alt', { to: ['bor'], title: 'Drones over the pass' })
  await untilSaid(desk, { party: 'bor', account: 'analyst', path: '/api/v1/acts' }, /Drones over/u)
  await untilSaid(desk, { party: 'bor', account: 'analyst', path: '/api/v1/search?q=Kite' }, /"act"/u)
  const path = '/api/v1/related?value=CVE-2026-1111'
  await untilSaid(desk, { party: 'cas', account: 'analyst', path }, /"alt".*"bor"|"bor".*"alt"/u)
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    desk = await openDesk()
    await toldAll(desk)
  }, 180_000)
  afterAll(() => desk[Symbol.asyncDispose]())

  test.each([
    ['en', 'day', 'en'],
    ['ru', 'day', 'ru'],
    ['zh', 'day', 'zh'],
    ['rtl', 'day', 'rtl'],
    ['en', 'night', 'night'],
  ])(
    'guides: a picture of every screen in %s by %s',
    async (language, palette, suffix) => {
      for (const { name, party, account, path, whole, before } of screens) {
        const page = await desk.open(party, account, { language, palette })
        if (path !== '/') await page.goto(`${desk.url(party)}${path}`)
        await page.locator(whole).first().waitFor()
        await before?.(page)
        await page.screenshot({ path: `${pictures}${name}-${suffix}.png` })
        await page.context().close()
      }
      expect(desk.wrong).toEqual([])
    },
    180_000,
  )
})
