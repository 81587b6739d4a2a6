// npm run check: format, lint, types, floors, dead code and the tests of what changed, in under a minute. When the change
// reaches more tests than there is time for, those nearest to it run and the others are named.
import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { changedSince, importsOfTree, runChangedTests } from './changed-tests.ts'
import { judge, judges, tell, top } from './judges.ts'
import type { Verdict } from './judges.ts'
import type { WhatRan } from './what-ran.ts'

const house = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--project=house']
/** From the start until no further test begins; the rest of the minute is for those that have begun. */
const secondsForTests = 45

/** The commit against which "what changed" is meant: where this branch left the shared one, else the last commit but one. */
function base(): string | undefined {
  for (const args of [
    ['merge-base', 'HEAD', 'origin/HEAD'],
    ['rev-parse', '--verify', 'HEAD~1'],
  ]) {
    try {
      return execFileSync('git', args, { cwd: top, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      // No such commit here: the next is asked.
    }
  }
  return undefined
}

async function inTurn(tasks: readonly (() => Promise<Verdict>)[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const task of tasks) {
    const verdict = await task()
    tell(verdict)
    verdicts.push(verdict)
  }
  return verdicts
}

async function changedTests(until: number): Promise<Verdict & WhatRan> {
  const commit = base()
  // Where nothing is known of what was before, everything has changed.
  const changed = commit === undefined ? ['package.json'] : changedSince(commit)
  return runChangedTests({ changed, imports: importsOfTree(), projects: ['unit', 'federation'], until })
}

const began = performance.now()
const until = Date.now() + secondsForTests * 1000
let left: readonly string[] = []
// Two cores: the judges in one row, the tests in the other.
const rows = await Promise.all([
  inTurn(
    Object.entries(judges).map(
      ([name, args]) =>
        () =>
          judge(name, args),
    ),
  ),
  inTurn([
    () => judge('house', house),
    async () => {
      const verdict = await changedTests(until)
      left = verdict.left
      return verdict
    },
  ]),
])
for (const path of left) process.stdout.write(`not run  ${path}\n`)
const failed = rows.flat().filter(({ ok }) => !ok)
const seconds = ((performance.now() - began) / 1000).toFixed(1)
const rest = left.length === 0 ? '' : `; ${left.length} test files that the change reaches did not run to their end`
process.stdout.write(
  failed.length === 0
    ? `check passed${rest} (${seconds} s)\n`
    : `check FAILED: ${failed.map(({ name }) => name).join(', ')}${rest} (${seconds} s)\n`,
)
process.exitCode = failed.length === 0 ? 0 : 1
