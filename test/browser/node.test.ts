import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { authorizationOf, openDesk, type Desk } from './desk.ts'
import { judgedInEach, shots, violations } from './judged.ts'

const parts = ['overview', 'keys', 'users', 'profiles', 'bench', 'condition'] as const

const looks = [
  { language: 'en', palette: 'day' },
  { language: 'ru', palette: 'night' },
  { language: 'zh', palette: 'day' },
  { language: 'rtl', palette: 'day' },
]

async function fillProfile(page: Page): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill('feed')
  await page.getByLabel('Title').fill('Indicators of alt')
  await page.getByLabel('Desk that answers').fill('liaison-1')
  await page.getByLabel('Level').selectOption('restricted')
  await page.getByLabel('Category').selectOption('network-security')
  await page.getByRole('checkbox', { name: 'bor' }).check()
  await page.getByText('will receive, on the basis of exchange-1').waitFor()
  await page.getByLabel('What was assessed').fill('Technical indicators alone.')
  await page.getByLabel('Public summary').fill('Tools share technical indicators with bor.')
}

/** What another administrator makes of a profile that is as he sees it. */
async function savesMeanwhile(desk: Desk, more: object): Promise<void> {
  const headers = { authorization: await authorizationOf(desk, 'alt', 'admin'), 'content-type': 'application/json' }
  const path = `${desk.url('alt')}/api/v1/profiles`
  const { items } = (await (await fetch(path, { headers })).json()) as { readonly items: readonly Profile[] }
  const [{ name, collection: _, at: _at, active: _is, activatedBy: _by, ...content }] = items as [Profile]
  const init = { method: 'PUT', headers, body: JSON.stringify({ ...content, ...more }) }
  expect((await fetch(`${path}/${name}`, init)).status).toBe(200)
}

type Profile = Readonly<Record<'name' | 'collection' | 'at' | 'active' | 'activatedBy', unknown>> & {
  readonly name: string
}

async function changeTogether(desk: Desk, admin: Page): Promise<void> {
  await admin.getByRole('link', { name: 'Change', exact: true }).click()
  const title = admin.getByLabel('Title')
  await title.fill('Typed by the second')
  await savesMeanwhile(desk, { title: 'Saved by the first', summary: 'Less than before.' })
  await admin.getByRole('button', { name: 'Save' }).click()
  await admin.getByText('The release profile feed was changed meanwhile.').waitFor()
  const note = admin.getByRole('status').filter({ hasText: 'Another officer saved this while you were writing' })
  await note.getByRole('row', { name: 'Title Saved by the first Typed by the second' }).waitFor()
  await note.getByRole('row', { name: /^Public summary Less than before/u }).waitFor()
  expect(await title.inputValue()).toBe('Typed by the second')
  expect(await violations(admin)).toEqual([])
  await admin.screenshot({ path: `${shots}profile-overtaken.png`, fullPage: true })
  await note.getByRole('button', { name: 'Go on with mine' }).click()
  await admin.getByRole('button', { name: 'Save' }).click()
  await admin.getByRole('heading', { name: 'Typed by the second' }).waitFor()
}

const part = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Parts of the node' }).getByRole('link', { name }).click()

async function makesAccount(desk: Desk, admin: Page): Promise<void> {
  await part(admin, 'Users')
  await admin.getByLabel('Name', { exact: true }).fill('opencti')
  await admin.getByLabel('Role').selectOption('Tool')
  await admin.getByLabel('Cleared up to').selectOption('restricted')
  await admin.getByRole('button', { name: 'Make the account' }).click()
  await admin
    .getByText(/^opencti:tamga/u)
    .or(admin.locator('.secret-text'))
    .first()
    .waitFor()
  expect(await admin.locator('.secret-text').innerText()).toMatch(/^opencti:\S{20,}$/u)
  await admin.getByText('/taxii2/').waitFor()
  expect(await violations(admin)).toEqual([])
  await part(admin, 'Keys')
  await part(admin, 'Users')
  await admin.getByRole('row', { name: /opencti/u }).waitFor()
  expect(await admin.locator('.secret-text').count()).toBe(0)
  const analyst = await desk.open('alt', 'analyst', { path: '/help' })
  await admin.getByRole('button', { name: 'Close the account of analyst' }).click()
  await admin.getByRole('button', { name: 'Close it' }).click()
  await admin
    .getByRole('row', { name: /analyst/u })
    .getByText('closed')
    .waitFor()
  await analyst.reload()
  await analyst.locator('.door-roles').waitFor()
  await analyst.context().close()
}

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  let admin: Page
  beforeAll(async () => {
    desk = await openDesk()
    admin = await desk.open('alt', 'admin', { path: '/node' })
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: of every peer the node shows whether its clock goes with ours', async () => {
    const peers = admin.getByRole('group', { name: 'Links to the others' })
    await peers.getByRole('columnheader', { name: 'Clock' }).waitFor()
    await peers.getByRole('row', { name: /^bor/u }).getByRole('cell', { name: 'as ours' }).waitFor()
  })

  test('console: an administrator makes an account, sees its secret once, and closing it ends its sessions', () =>
    makesAccount(desk, admin))

  test('console: the test bench says of any sender what the gate says, with its rule', async () => {
    await part(admin, 'Test bench')
    await admin.getByLabel('Sender').selectOption('bor')
    await admin.getByLabel('Level').selectOption('confidential')
    await admin.getByLabel('Category').selectOption('drones')
    await admin.getByLabel('all of them').check()
    await admin.getByText('will receive, on the basis of exchange-2').waitFor()
    await admin
      .getByText('cas would not receive this: no agreement in force for bor and cas covers confidential')
      .waitFor()
    await admin.getByText('a second liaison officer has to approve').waitFor()
    expect(await violations(admin)).toEqual([])
  })

  test('console: a release profile is written with the gate’s verdict beside it, and activated by both', async () => {
    await part(admin, 'Release profiles')
    await admin.getByRole('link', { name: 'New profile' }).click()
    await fillProfile(admin)
    expect(await violations(admin)).toEqual([])
    await admin.screenshot({ path: `${shots}profile-editor.png` })
    await admin.getByRole('button', { name: 'Save' }).click()
    await admin.getByRole('button', { name: 'Activate' }).click()
    await admin.getByText('waits for its officer').waitFor()
    const liaison = await desk.open('alt', 'liaison', { path: '/node?part=profiles' })
    await liaison.getByRole('button', { name: 'Activate' }).click()
    await liaison.getByText('in force', { exact: false }).first().waitFor()
    expect(await liaison.getByRole('link', { name: 'New profile' }).count()).toBe(0)
    await liaison.context().close()
  })

  test('console: of two who change a profile the second is refused, sees what the first saved, and loses nothing typed', async () => {
    await part(admin, 'Release profiles')
    await changeTogether(desk, admin)
  })

  test('console: keys are proposed anew and wait for the root, and who may not is told why', async () => {
    await part(admin, 'Keys')
    await admin.getByRole('checkbox', { name: 'link key' }).check()
    await admin.getByRole('button', { name: 'Draw and propose' }).click()
    await admin.getByText('Compare these words with the others by voice').waitFor()
    await admin.getByText('A change of keys waits for the signature of this state’s root').waitFor()
    expect(await violations(admin)).toEqual([])
    const duty = await desk.open('alt', 'duty', { path: '/node?part=keys' })
    await duty.getByText('Your role (duty officer) may not change keys.').waitFor()
    await duty.context().close()
  })

  test('console: an administrator sees what is wrong with the command that mends it, and takes a backup along', async () => {
    await part(admin, 'Health and backup')
    await admin.locator('.findings li').first().waitFor()
    const [download] = await Promise.all([
      admin.waitForEvent('download', { timeout: 30_000 }),
      admin.getByRole('button', { name: 'Make a backup' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^alt-\d{4}-\d\d-\d\d\.tamga-backup$/u)
    await admin.getByText(/^✓ Done: /u).waitFor()
    expect(await violations(admin)).toEqual([])
  })

  test.each(parts)(
    'console: the part %s of the node in four languages, by day and by night, with no finding',
    async (name) => {
      await admin.goto(`${desk.url('alt')}/node?part=${name}`)
      await admin.locator('.node .card').first().waitFor()
      await judgedInEach(admin, looks, { name: `node-${name}` })
    },
  )

  test('console: invitations in four languages, by day and by night, with no finding', async () => {
    const treaty = await desk.open('alt', 'treaty', { path: '/node?part=invitations' })
    await treaty.locator('.spoken strong').filter({ hasText: '-' }).waitFor()
    await judgedInEach(treaty, looks, { name: 'node-invitations' })
    await treaty.context().close()
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
