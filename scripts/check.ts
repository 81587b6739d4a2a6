// npm run check: format, lint, types, floors, dead code and the tests of what changed, in under a minute.
import { execFileSync } from 'node:child_process'
import process from 'node:process'
import { judge, judges, tell, top } from './judges.ts'
import type { Verdict } from './judges.ts'

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--passWithNoTests']

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

const changed = base()
const began = performance.now()
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
    () => judge('house', [...vitest, '--project=house']),
    () =>
      judge('tests of what changed', [
        ...vitest,
        '--project=unit',
        '--project=federation',
        ...(changed === undefined ? [] : [`--changed=${changed}`]),
      ]),
  ]),
])
const failed = rows.flat().filter(({ ok }) => !ok)
const seconds = ((performance.now() - began) / 1000).toFixed(1)
process.stdout.write(
  failed.length === 0
    ? `check passed (${seconds} s)\n`
    : `check FAILED: ${failed.map(({ name }) => name).join(', ')} (${seconds} s)\n`,
)
process.exitCode = failed.length === 0 ? 0 : 1
