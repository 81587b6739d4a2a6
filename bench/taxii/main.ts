// npm run bench:taxii [-- --quick] [--objects N] [--dir FOLDER, kept for the next run] [--fill, and measure nothing] [--no-results] [--flag=--cpu-prof]
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startFederation, type Federation } from '../federation.ts'
import { forgetPeak, residentBytes } from '../memory.ts'
import { settled } from '../settled.ts'
import { fill, filledIn } from './fill.ts'
import { runPages } from './pages.ts'
import { taxiiPage, taxiiTable, type Grown } from './report.ts'
import { runSearches } from './searches.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    objects: { type: 'string' },
    dir: { type: 'string' },
    fill: { type: 'boolean', default: false },
    'no-results': { type: 'boolean', default: false },
    flag: { type: 'string', multiple: true, default: [] },
  },
})
const { quick } = values
const most = Number(values.objects ?? (quick ? 10_000 : 1_000_000))
const ms = quick ? 1500 : 6000
const scratch = values.dir === undefined ? await mkdtemp(join(tmpdir(), 'tamga-taxii-')) : undefined
const dir = values.dir ?? scratch ?? ''

/** A tool's account at bor that does not see every category. */
async function toolOf(federation: Federation): Promise<{ readonly url: string; readonly authorization: string }> {
  const file = join(dir, 'tool.token')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  const admin = await federation.desk('bor', 'admin')
  const token = known ?? (await made(admin.post('/api/v1/users', tool)))
  await writeFile(file, token, { mode: 0o600 })
  return { url: federation.urlOf('bor'), authorization: `Basic ${btoa(`${tool.name}:${token}`)}` }
}

const tool = {
  name: 'puller',
  role: 'taxii',
  clearance: 'restricted',
  categories: ['network-security', 'drones', 'infrastructure'],
}

const made = async (asked: Promise<unknown>): Promise<string> => String(((await asked) as { token: unknown }).token)

const idleSeconds = 7

/** What the folder was measured at when it held less. */
const measured = join(dir, 'measured.json')
const grown: Grown[] = []
try {
  await mkdir(dir, { recursive: true })
  const before = JSON.parse(await readFile(measured, 'utf8').catch(() => '[]')) as readonly Grown[]
  grown.push(...before.filter(({ objects }) => objects < most))
  const present = await filledIn(dir)
  const sizes = [10_000, 100_000, 1_000_000].filter((size) => size < most && size > present).concat(most)
  for (const objects of sizes) {
    if ((await filledIn(dir)) < objects) {
      await using filling = await startFederation([], dir)
      await fill(dir, { alt: await filling.desk('alt', 'liaison'), bor: await filling.desk('bor', 'liaison') }, objects)
      await settled(filling, idleSeconds)
    }
    if (values.fill) continue
    // Who serves began anew, and alone: nothing of the filling is in its memory, and no other node in its process.
    await using federation = await startFederation(values.flag, dir)
    const { url, authorization } = await toolOf(federation)
    const admin = await federation.desk('bor', 'admin')
    for (const party of ['alt', 'cas', 'dor', 'sec']) await admin.post(`/demo/v1/stop/${party}`, {})
    await forgetPeak(federation.pid)
    const pages = await runPages(url, authorization, ms)
    const searches = await runSearches(await federation.desk('bor', 'analyst'), quick ? 5 : 30)
    const { peak } = await residentBytes(federation.pid)
    grown.push({ objects, pages, searches, peakBytes: peak })
    await writeFile(measured, JSON.stringify(grown))
    process.stdout.write(`${taxiiTable(grown.slice(-1))}\n\n`)
  }
  if (grown.length > 1) process.stdout.write(`${taxiiTable(grown)}\n`)
  if (!quick && !values.fill && !values['no-results'])
    await writeFile(new URL('RESULTS.md', import.meta.url), taxiiPage(grown, new Date().toISOString()))
} finally {
  if (scratch !== undefined) await rm(scratch, { recursive: true, force: true })
}
