import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, onTestFinished, test } from 'vitest'
import { runChangedTests, type ChangedTests } from './changed-tests.ts'

const files = {
  'low.mjs': 'export const one = 1',
  'apart.mjs': 'export const two = 2',
  'low.test.mjs': `import { one } from './low.mjs'
    test('holds', () => expect(one).toBe(1))
    test('holds too', () => expect(one).toBe(1))`,
  'middle.test.mjs': `import { one } from './low.mjs'
    test('is wrong', () => expect(one).toBe(2))`,
  'apart.test.mjs': `import { two } from './apart.mjs'
    test('would be wrong', () => expect(two).toBe(1))`,
}

/** Runs the tests of a small tree of its own; the process that asks keeps its own exit code. */
async function run(changed: readonly string[], until: number, more: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'tamga-check-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const [name, text] of Object.entries({ ...files, ...more })) writeFileSync(join(root, name), text)
  const { exitCode } = process
  const options = { config: false as const, globals: true, include: ['*.test.mjs'], project: [] }
  const asked: ChangedTests = { root, changed, until, imports: new Map(), projects: [''], options }
  const verdict = await runChangedTests(asked)
  process.exitCode = exitCode
  return verdict
}

const inTime = Number.MAX_SAFE_INTEGER

test('check: a test that ran and failed fails the run, and one that the change does not reach does not run', async () => {
  const verdict = await run(['low.mjs'], inTime)
  expect(verdict).toMatchObject({ ok: false, left: [] })
  expect(verdict.said).toBe('ran all test files that the change reaches (2); 2 passed, 1 failed, 0 skipped')
  expect(verdict.output).toContain('is wrong')
})

test('check: when the time is up no test begins, and each file that waits is named', async () => {
  const verdict = await run(['low.mjs'], 0)
  expect(verdict.ok).toBe(true)
  expect(verdict.said).toMatch(/^ran 0 of the 2 test files .*; 0 passed, 0 failed, 3 skipped$/)
  expect(verdict.left).toEqual(['low.test.mjs', 'middle.test.mjs'])
})

test('check: a file that does not load fails the run, even when the time is up', async () => {
  const broken = { 'broken.test.mjs': "import './low.mjs'\nthrow new Error('not loaded')" }
  expect(await run(['low.mjs'], 0, broken)).toMatchObject({ ok: false })
})

test('check: a change that reaches no test runs none and passes', async () => {
  const verdict = await run(['README.md'], inTime)
  expect(verdict).toMatchObject({ ok: true, left: [] })
  expect(verdict.said).toBe('ran all test files that the change reaches (0); 0 passed, 0 failed, 0 skipped')
})
