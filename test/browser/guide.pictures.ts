import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { addMs } from '#kernel/instant.ts'
import { systemClock } from '#platform/clock/system-time.ts'
import { bundle, malware } from '../federation/bundle.ts'
import { chromiumPath, noBrowser } from './chromium.ts'
import { authorizationOf, openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
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

const openAlert = async (page: Page): Promise<void> => {
  await page.locator('.desk-title').first().click()
  await page.locator('.history li').first().waitFor()
}

async function beginAlert(page: Page): Promise<void> {
  await page.locator('.topics button').nth(1).click()
  await page
    .locator('select')
    .filter({ has: page.locator('option[value=restricted]') })
    .selectOption('restricted')
  for (const party of ['bor', 'cas']) await page.getByRole('checkbox', { name: new RegExp(`^${party}`, 'u') }).check()
}

const openRequest = async (page: Page): Promise<void> => {
  await page.locator('.desk-title').first().click()
  await page.locator('.who .moment').nth(1).waitFor()
}

async function beginRequest(page: Page): Promise<void> {
  const texts = [
    'Which types were seen over crossing 12 between 1 and 20 November?',
    'A joint warning to the border services',
    'Article 4 of the exchange agreement',
  ]
  await page.locator('.compose input:not([type])').first().fill('Drones over crossing 12')
  for (const [at, text] of texts.entries()) await page.locator('.compose textarea').nth(at).fill(text)
  for (const value of ['restricted', 'border'])
    await page
      .locator('select')
      .filter({ has: page.locator(`option[value=${value}]`) })
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
  { name: 'duty', party: 'alt', account: 'duty', path: '/duty', whole: '.alert-matrix td' },
  { name: 'alert', party: 'bor', account: 'duty', path: '/duty', whole: '.desk-row', before: openAlert },
  { name: 'new-alert', party: 'alt', account: 'duty', path: '/duty/warn', whole: '.topics button', before: beginAlert },
  { name: 'comchecks', party: 'alt', account: 'duty', path: '/duty/checks', whole: '.check-desks li' },
  {
    name: 'requests',
    party: 'alt',
    account: 'duty',
    path: '/consult?queue=byUs',
    whole: '.desk-row',
    before: openRequest,
  },
  {
    name: 'new-request',
    party: 'alt',
    account: 'duty',
    path: '/consult/ask',
    whole: '.audience li',
    before: beginRequest,
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
  await warnedAndChecked(desk)
  await asked(desk)
  const path = '/api/v1/related?value=CVE-2026-1111'
  await untilSaid(desk, { party: 'cas', account: 'analyst', path }, /"alt".*"bor"|"bor".*"alt"/u)
}

/** As the duty officer of a party. */
const asking =
  (desk: Desk) =>
  async (party: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: await authorizationOf(desk, party, 'duty'), 'content-type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return (await fetch(`${desk.url(party)}/api/v1/${path}`, { headers, ...init })).json()
  }

/** A question of alt that bor has taken note of and wants clarified. */
async function asked(desk: Desk): Promise<void> {
  const ask = asking(desk)
  const { act } = Told.parse(
    await ask('alt', 'rfis', {
      level: 'restricted',
      category: 'border',
      to: ['bor', 'cas'],
      title: 'Drones over crossing 12',
      question: 'Which types were seen over crossing 12 between 1 and 20 November?',
      use: 'A joint warning to the border services',
      legalBasis: 'Article 4 of the exchange agreement',
      needBy: addMs(systemClock.now(), 48 * 3_600_000),
      zone: 'Asia/Almaty',
    }),
  )
  for (const party of ['bor', 'cas']) {
    await untilSaid(desk, { party, account: 'duty', path: '/api/v1/rfis' }, /crossing 12/u)
    await ask(party, `rfis/${act}/acknowledge`, {})
  }
  await ask('bor', `rfis/${act}/clarifications`, { text: 'Which side of the crossing?' })
  const path = `/api/v1/rfis/${act}`
  await untilSaid(desk, { party: 'alt', account: 'duty', path }, /Which side/u)
}

const Told = z.object({ act: z.string() })

/** A warning under way, and a desk of bor that was asked whether it hears. */
async function warnedAndChecked(desk: Desk): Promise<void> {
  const ask = asking(desk)
  const { items } = Templates.parse(await ask('alt', 'alert-templates'))
  const info = items
    .filter(({ name }) => name === 'drone')
    .flatMap(({ cap: category, urgency, severity, certainty, texts }) =>
      Object.entries(texts).map(([language, text]) => ({
        ...text,
        language,
        category,
        urgency,
        severity,
        certainty,
        area: [{ areaDesc: '48.1 N, 38.2 E' }],
      })),
    )
  await ask('alt', 'alerts', { level: 'restricted', category: 'drones', to: ['bor', 'cas'], info })
  await ask('bor', 'desks', {
    desk: 'border',
    title: { en: 'Border desk', ru: 'Пограничная дежурная служба', zh: '边境值班室' },
    functions: ['border'],
    channels: [{ kind: 'phone', address: '+7 7172 55 01 03' }],
    hours: { zone: 'Asia/Almaty', shifts: 'always' },
    deputies: [],
    languages: ['ru', 'en'],
  })
  await untilSaid(desk, { party: 'alt', account: 'duty', path: '/api/v1/desks' }, /border/u)
  await untilSaid(desk, { party: 'bor', account: 'duty', path: '/api/v1/alerts' }, /act--/u)
  await ask('alt', 'comchecks', { desks: ['bor/border'] })
}

const Templates = z.object({
  items: z.array(
    z.looseObject({
      name: z.string(),
      cap: z.array(z.string()),
      texts: z.record(z.string(), z.looseObject({})),
      urgency: z.string(),
      severity: z.string(),
      certainty: z.string(),
    }),
  ),
})

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
