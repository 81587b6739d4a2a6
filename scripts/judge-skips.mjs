// node scripts/judge-skips.mjs REPORT PATTERN...: ends with 1 and names every skipped test that no pattern allows.
import { readFileSync } from 'node:fs'

const [report, ...patterns] = process.argv.slice(2)
const allowed = patterns.map((pattern) => new RegExp(pattern))
const skipped = JSON.parse(readFileSync(report, 'utf8')).skipped.map(({ test, reason }) => [test, reason].join(': '))
const unlisted = skipped.filter((line) => !allowed.some((pattern) => pattern.test(line)))
for (const line of unlisted) process.stderr.write(`skipped, and not on the list of .ci/run: ${line}\n`)
process.exitCode = unlisted.length === 0 ? 0 : 1
