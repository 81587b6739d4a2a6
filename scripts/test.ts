// npm test [-- --report FILE]: everything that can be checked, and one line that says what it came to.
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { judge, judges, tell, top } from './judges.ts'
import { sumUp, tallyReporter } from './tally.ts'
import type { Tally } from './tally.ts'

const { values } = parseArgs({ options: { report: { type: 'string' } } })
process.chdir(top)

const tally: Tally = { passed: 0, failed: 0, skipped: [] }
for (const verdict of await Promise.all(Object.entries(judges).map(([name, args]) => judge(name, args)))) {
  tell(verdict)
  if (verdict.ok) tally.passed += 1
  else tally.failed += 1
}

const vitest = await startVitest([], { run: true, watch: false, reporters: ['default', tallyReporter(tally)] })
await vitest.close()

if (tally.skipped.length > 0) process.stdout.write('\nSkipped:\n')
for (const { test, reason } of tally.skipped) {
  process.stdout.write(`  ${test}${reason === undefined ? '' : `: ${reason}`}\n`)
}
if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(tally, null, 2)}\n`)
process.stdout.write(`\n${sumUp(tally)}\n`)
process.exitCode = tally.failed === 0 ? 0 : 1
