import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sumUp } from '../../scripts/tally.ts'
import type { Tally } from '../../scripts/tally.ts'
import { top } from '../house/tree.ts'

const run = promisify(execFile)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tamga-tally-'))
  symlinkSync(`${top}node_modules`, join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const program = `
import { startVitest } from 'vitest/node'
import { tallyReporter } from '${top}scripts/tally.ts'
const tally = { passed: 0, failed: 0, skipped: [] }
const vitest = await startVitest([], { run: true, watch: false, root: process.cwd(), config: false, reporters: [tallyReporter(tally)] })
await vitest.close()
process.exitCode = 0
console.log('tally ' + JSON.stringify(tally))
`

async function tallyOf(files: Readonly<Record<string, string>>): Promise<Tally> {
  const head = "import { beforeAll, describe, expect, test } from 'vitest'\n"
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), head + text)
  writeFileSync(join(folder, 'program.mjs'), program)
  const { stdout } = await run(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' })
  return JSON.parse(stdout.slice(stdout.indexOf('tally ') + 6)) as Tally
}

test('npm test: passes, failures and skips are counted, a skip with its reason', async () => {
  const tally = await tallyOf({
    'a.test.ts':
      "test('a', () => {}); test('b', () => expect(1).toBe(2)); test('c', (t) => t.skip('no lamp')); test.skip('d', () => {})",
  })
  expect(tally).toEqual({
    passed: 1,
    failed: 1,
    skipped: [{ test: 'a.test.ts > c', reason: 'no lamp' }, { test: 'a.test.ts > d' }],
  })
  expect(sumUp(tally)).toBe('1 passed, 1 failed, 2 skipped')
})

test('npm test: a file that does not load, a hook that throws and an error outside of tests are failures', async () => {
  expect(await tallyOf({ 'broken.test.ts': "import './nowhere.ts'" })).toMatchObject({ passed: 0, failed: 1 })
  rmSync(join(folder, 'broken.test.ts'))
  const hook = "describe('s', () => { beforeAll(() => { throw new Error('no') }); test('t', () => {}) })"
  expect((await tallyOf({ 'hook.test.ts': hook })).failed).toBeGreaterThan(0)
  rmSync(join(folder, 'hook.test.ts'))
  const stray =
    "test('t', async () => { void Promise.reject(new Error('stray')); await new Promise((go) => setImmediate(go)) })"
  expect((await tallyOf({ 'stray.test.ts': stray })).failed).toBeGreaterThan(0)
})

test('.ci/run: a skip that is not on the list fails and is named', async () => {
  const report = join(folder, 'report.json')
  const judge = (...allowed: readonly string[]) =>
    run(process.execPath, [`${top}scripts/judge-skips.mjs`, report, ...allowed], { encoding: 'utf8' })
  writeFileSync(
    report,
    JSON.stringify({ skipped: [{ test: 'a > b (no shared data)' }, { test: 'c', reason: 'no lamp' }] }),
  )
  await expect(judge('no shared data', 'no lamp')).resolves.toMatchObject({ stderr: '' })
  await expect(judge('no shared data')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('c: no lamp'),
  })
})
