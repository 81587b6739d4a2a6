// npm run bench:console [-- --quick] [--reports N] [--no-results]
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openBrowser } from '../../test/browser/chromium.ts'
import { startFederation, type Federation } from '../federation.ts'
import { runBareScroll, runPaint, runScroll, runTyping } from './browser.ts'
import { fill } from './fill.ts'
import { runLists } from './lists.ts'
import { consolePage, consoleTable } from './report.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    reports: { type: 'string' },
    'no-results': { type: 'boolean', default: false },
  },
})
const { quick } = values
const reports = Number(values.reports ?? (quick ? 5000 : 100_000))
const script = fileURLToPath(new URL('../../scripts/console.ts', import.meta.url))
execFileSync(process.execPath, [script], { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } })

/** One report, shared in the ordinary way. */
async function sharedOnce(federation: Federation): Promise<string> {
  const [alt, bor] = [await federation.desk('alt', 'liaison'), await federation.desk('bor', 'liaison')]
  const { upload } = await alt.post<{ readonly upload: string }>('/api/v1/uploads?name=a.txt', new Uint8Array(200))
  const label = { level: 'restricted', category: 'network-security' }
  const { act } = await alt.post<{ readonly act: string }>('/api/v1/shares', {
    upload,
    to: ['bor'],
    title: 'One',
    ...label,
  })
  while ((await bor.get(`/api/v1/acts/${act}`)) === undefined) await new Promise((resolve) => setTimeout(resolve, 100))
  return act
}

const doing = (what: string): void => void process.stderr.write(`tamga: ${what}\n`)

await using federation = await startFederation([])
doing(`making ${reports} reports`)
await fill(federation.socketFolder, await sharedOnce(federation), reports)
const admin = await federation.desk('bor', 'admin')
for (const party of ['alt', 'cas', 'dor', 'sec']) await admin.post(`/demo/v1/stop/${party}`, {})
doing('asking for lists')
const lists = await runLists(await federation.desk('bor', 'liaison'), reports, quick ? 10 : 50)

const browser = await openBrowser()
try {
  const url = federation.urlOf('bor')
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(`${url}/reports`)
  await page.locator('.door-roles button', { has: page.getByText('liaison', { exact: true }) }).click()
  await page.getByRole('row').nth(5).waitFor()
  doing('typing')
  const typing = await runTyping(page, quick ? 1 : 3)
  const turns = quick ? 60 : 200
  doing('scrolling')
  const scroll = await runScroll(page, '.grid-scroller', turns)
  await page.goto(`${url}/ledger`)
  await page.getByRole('row').nth(5).waitFor()
  const ledger = await runScroll(page, '.grid-scroller', turns)
  const bare = await runBareScroll(context, turns)
  doing('opening')
  const paint = await runPaint(browser, context, url, quick ? 1 : 3)
  const run = { reports, lists, typing, scroll, ledger, bare, paint }
  process.stdout.write(`${consoleTable(run)}\n`)
  if (!quick && !values['no-results'])
    await writeFile(new URL('RESULTS.md', import.meta.url), consolePage(run, new Date().toISOString()))
} finally {
  await browser.close()
}
