import { insert, update } from '#platform/db/table.ts'
import type { Instant } from '#kernel/instant.ts'
import { runs } from '../../src/node/verifying/tables.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { authorizationOf, openDesk, shareFrom, untilSaid, type Desk } from './desk.ts'
import { byDay, judgedInEach, shots, violations } from './judged.ts'

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

  test('console: a verification goes on while its page is left, says how far it is, and is stopped', () =>
    verifyElsewhere(desk))

  test('console: the ledger in four languages, by day and by night, with no finding', async () => {
    const page = await desk.open('bor', 'analyst', { path: `/ledger?act=${act}` })
    await page.locator('.marks li').nth(2).waitFor()
    for (const look of byDay) {
      await judgedInEach(page, [look], { name: 'ledger' })
      await page.getByRole('combobox').nth(1).selectOption('night')
      expect(await violations(page)).toEqual([])
      await page.screenshot({ path: `${shots}ledger-${look.language}-night.png` })
    }
    await page.context().close()
  })

  test('console: of verifications that one account begins at the same moment one goes on, and the others are refused', async () => {
    const headers = {
      authorization: await authorizationOf(desk, 'cas', 'oversight'),
      'content-type': 'application/json',
    }
    const begin = async () => {
      const asked = { method: 'POST', headers, body: '{}' }
      return (await fetch(`${desk.url('cas')}/api/v1/verify/runs`, asked)).status
    }
    expect((await Promise.all([begin(), begin(), begin(), begin()])).toSorted()).toEqual([202, 409, 409, 409])
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})

/** A verification in another process of the node, as far as this one sees it. */
async function verifyElsewhere(desk: Desk): Promise<void> {
  const disk = [...desk.federation.houses.values()].find(({ party }) => party === 'bor')?.disk
  if (disk === undefined) throw new Error('no disk')
  const at = new Date().toISOString() as Instant
  const run = 'run-elsewhere'
  const row = { run, account: 'oversight', arrived_from: null, arrived_until: null, state: 'running' } as const
  const far = { stopping: false, started_at: at, beat_at: at, done: 400, whole: 1000, bytes: 5_000_000, verdict: null }
  await disk.store.transaction((tx) => tx.apply([insert(runs, { ...row, ...far })]))
  const page = await desk.open('bor', 'oversight', { path: '/ledger?check=on' })
  const everything = page.getByRole('region', { name: 'Everything on this node' })
  await everything.getByText('400 of 1,000 recomputed · 5,000,000 bytes').waitFor()
  expect(await everything.getByRole('button', { name: 'Verify everything' }).isDisabled()).toBe(true)
  expect(await violations(page)).toEqual([])
  const tongues = page.getByRole('combobox', { name: 'Language' })
  await page.screenshot({ path: `${shots}ledger-under-way-en.png` })
  expect(await tongues.count()).toBe(1)
  await page.goto(`${desk.url('bor')}/help`)
  await page.goto(`${desk.url('bor')}/ledger?check=on`)
  await disk.store.transaction((tx) => tx.apply([update(runs, { run }, { done: 700 })]))
  await everything.getByText('700 of 1,000 recomputed').waitFor()
  await everything.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(async () => (await disk.store.find(runs, { run }))?.stopping).toBe(true)
  await disk.store.transaction((tx) => tx.apply([update(runs, { run }, { state: 'stopped' })]))
  await everything.getByText('Stopped. What had been recomputed held. 700 of 1,000 recomputed').waitFor()
  await everything.getByRole('button', { name: 'Verify everything' }).click()
  await everything.getByText('Everything holds').waitFor()
  await page.context().close()
}
