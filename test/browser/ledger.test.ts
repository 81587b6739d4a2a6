import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { violations } from './judged.ts'

const shots = new URL('../../.tamga/screens/', import.meta.url).pathname
mkdirSync(shots, { recursive: true })

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  let act = ''
  beforeAll(async () => {
    desk = await openDesk()
    for (const title of ['Kite', 'Buoy', 'Flare'])
      act = await shareFrom(desk, 'alt', { to: ['bor', 'cas'], title: `${title} <b>at dawn</b>` })
    for (const party of ['bor', 'cas'])
      await untilSaid(desk, { party, account: 'oversight', path: `/api/v1/ledger/${act}` }, /"act":/u)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: an auditor reads every act with what proves it, and verifies one, a stretch, everything and a proof', async () => {
    const page = await desk.open('bor', 'oversight', { path: `/ledger?act=${act}` })
    await page.getByText('alt, seal, Ed25519').waitFor()
    await page.getByText('alt, seal, ML-DSA-44').waitFor()
    await page.getByText(/witnesses have cosigned; 2 are needed/u).waitFor({ timeout: 15_000 })
    await page.getByRole('row').nth(3).waitFor()
    expect(await page.getByText('Flare').count()).toBe(0)
    await page.getByRole('button', { name: 'Verify this act' }).click()
    await page.getByRole('status').getByText('Everything holds').waitFor()
    expect(await violations(page)).toEqual([])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save the proof' }).click(),
    ])
    const proof = await download.path()
    await page.keyboard.press('KeyV')
    await page.getByRole('button', { name: 'Verify everything' }).click()
    await page.getByText('Everything holds').waitFor()
    await page.getByLabel('Arrived here from (UTC)').fill('2020-01-01')
    await page.getByRole('button', { name: 'Verify this stretch' }).click()
    await page.getByText('Everything holds').nth(1).waitFor()
    await page.getByLabel(/^File of the proof/u).setInputFiles(proof)
    await page.getByLabel('Number of the act').fill(act)
    await page.getByRole('button', { name: 'Verify the proof' }).click()
    await page.getByText('The proof holds', { exact: false }).waitFor()
    await page.getByLabel('Number of the act').fill(`act--${'0'.repeat(64)}`)
    await page.getByRole('button', { name: 'Verify the proof' }).click()
    await page.getByText('The proof does not hold').waitFor()
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}ledger-verify.png` })
    await page.context().close()
  })

  test('console: the ledger is filtered and ordered by the node, its address says how, and an administrator verifies without reading it', async () => {
    const page = await desk.open('bor', 'analyst', { path: '/ledger' })
    await page.getByRole('row', { name: /Flare <b>at dawn/u }).waitFor()
    await page.getByLabel('Kind').selectOption('Acknowledgement')
    await page.getByText('No signed acts in this range').waitFor()
    await page.getByLabel('Kind').selectOption('Report')
    await page.getByRole('button', { name: 'Signed (UTC)' }).click()
    await page.getByRole('button', { name: 'Signed (UTC)' }).click()
    await page.getByRole('columnheader', { name: 'Signed (UTC)' }).and(page.locator('[aria-sort=ascending]')).waitFor()
    expect(new URL(page.url()).searchParams.get('sort')).toBe('at')
    await page.reload()
    await page.getByRole('row', { name: /Kite/u }).waitFor()
    expect(await page.getByRole('row').nth(1).innerText()).toContain('Kite')
    await page.keyboard.press('KeyJ')
    await page.getByRole('heading', { name: /Kite <b>at dawn<\/b>/u }).waitFor()
    await page.context().close()
    const admin = await desk.open('bor', 'admin', { path: '/ledger?check=on' })
    await admin.getByRole('button', { name: 'Verify everything' }).click()
    await admin.getByText('Everything holds').waitFor()
    expect(await admin.getByRole('row').count()).toBe(0)
    expect(await violations(admin)).toEqual([])
    await admin.context().close()
  })

  test.each(['en', 'ru', 'zh', 'rtl'])(
    'console: the ledger in %s, by day and by night, with no finding',
    async (language) => {
      const page = await desk.open('bor', 'analyst', { language, path: `/ledger?act=${act}` })
      await page.locator('.marks li').nth(2).waitFor()
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}ledger-${language}.png` })
      await page.getByRole('combobox').nth(1).selectOption('night')
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}ledger-${language}-night.png` })
      await page.context().close()
    },
  )

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
