import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, noBrowser } from './chromium.ts'
import { fill, shareDesk, type Desk } from './desk.ts'
import { shots, violations } from './judged.ts'

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noBrowser : 'in Chromium', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await shareDesk()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  test('console: whoever writes sees before signing who will receive it, and why another will not', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    await page.getByRole('button', { name: 'Review and release' }).click()
    await page.getByText('There is something missing.').waitFor()
    await fill(page, { title: 'Drones over the pass', level: 'confidential' })
    await page.getByLabel('Text', { exact: true }).fill('Two unknown drones at dawn.')
    await page.getByRole('checkbox', { name: /^bor/u }).check()
    await page.getByText('will receive, on the basis of exchange-2').waitFor()
    await page.getByText('a second liaison officer has to approve').waitFor()
    await page.getByRole('checkbox', { name: /^cas/u }).check()
    await page
      .getByText('cas would not receive this: no agreement in force for alt and cas covers confidential')
      .waitFor()
    await page.screenshot({ path: `${shots}compose-refused.png` })
    expect(await violations(page)).toEqual([])
    expect(await page.getByRole('button', { name: 'Review and release' }).isDisabled()).toBe(true)
    await page.getByLabel('Level').selectOption('restricted')
    await page.getByText('will receive, on the basis of exchange-1').nth(1).waitFor()
    await page.getByRole('button', { name: 'Review and release' }).click()
    await page.getByRole('heading', { name: 'Check, then sign' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.screenshot({ path: `${shots}check.png` })
    await page.getByRole('button', { name: 'Sign and release' }).click()
    await page.getByRole('rowheader', { name: 'cas' }).waitFor()
    await page.getByRole('cell', { name: 'Received' }).nth(1).waitFor()
    await page.context().close()
  })

  test('console: at a level that asks for it a second officer approves, and not the one who wrote', async () => {
    const first = await desk.open('alt', 'liaison', { path: '/compose' })
    await fill(first, { title: 'For two officers', level: 'confidential' })
    await first.getByLabel('Text', { exact: true }).fill('Listening post.')
    await first.getByRole('checkbox', { name: /^bor/u }).check()
    await first.getByText('will receive').waitFor()
    await first.getByRole('button', { name: 'Review and release' }).click()
    await first.getByRole('button', { name: 'Sign and release' }).click()
    await first.getByText('For two officers').waitFor()
    await first.getByRole('button', { name: 'Approve and sign' }).click()
    await first.getByRole('alert').waitFor()
    const second = await desk.open('alt', 'liaison2', { path: '/reports?tab=drafts' })
    await second.getByRole('button', { name: 'Approve and sign' }).click()
    await second.getByText('No draft waits for a second officer').waitFor()
    await second.goto(`${desk.url('alt')}/reports?tab=sent`)
    await second.getByRole('row', { name: /For two officers/u }).waitFor()
    await first.context().close()
    await second.context().close()
  })

  test('console: a bundle is read as it comes, its objects are listed, and it is found by its words at bor', async () => {
    const page = await desk.open('alt', 'liaison', { path: '/compose' })
    const objects = Array.from({ length: 300 }, (_, at) => ({
      type: 'malware',
      spec_version: '2.1',
      id: `malware--31b940d4-6f7f-459a-80ea-${String(at).padStart(12, '0')}`,
      created: '2026-11-21T18:05:00.000Z',
      modified: '2026-11-21T18:05:00.000Z',
      name: `Gyrfalcon ${at}`,
      is_family: false,
    }))
    const bundle = { type: 'bundle', id: 'bundle--5d0092c5-5f74-4287-9642-33f4c354e56d', objects }
    const buffer = Buffer.from(JSON.stringify(bundle))
    await page.getByLabel(/^File/u).setInputFiles({ name: 'falcons.json', mimeType: 'application/json', buffer })
    await page.getByText('300 objects').waitFor()
    await fill(page, { title: 'Falcons', level: 'open' })
    await page.getByRole('checkbox', { name: /^bor/u }).check()
    await page.getByText('will receive').waitFor()
    await page.getByRole('button', { name: 'Review and release' }).click()
    await page.getByRole('button', { name: 'Sign and release' }).click()
    await page.getByRole('heading', { name: '300 objects' }).waitFor()
    await page.getByRole('cell', { name: 'Received' }).waitFor()

    const bor = await desk.open('bor', 'analyst', { path: '/search' })
    await bor.getByRole('searchbox').fill('gyrfalcon 17')
    await bor.getByRole('button', { name: 'Search' }).click()
    await bor.getByRole('link', { name: 'Gyrfalcon 17', exact: true }).waitFor()
    expect(await violations(bor)).toEqual([])
    await bor.screenshot({ path: `${shots}search.png` })
    await bor.getByRole('link', { name: 'Gyrfalcon 17', exact: true }).click()
    await bor.getByRole('heading', { name: 'Falcons' }).waitFor()
    await bor.context().close()
    await page.context().close()
  })

  test('console: nothing was asked of another host, and the policy of the page was never hit', () => {
    expect(desk.wrong).toEqual([])
  })
})
