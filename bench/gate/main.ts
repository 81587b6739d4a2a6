// npm run bench:gate [-- --profile NAME] [--agreements N] [--seconds S] [--no-results]
import { readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { isRefusal } from '#kernel/refusal.ts'
import { checkProfile } from '#charter/profile/check.ts'
import { release } from '#charter/release.ts'
import { unsignedCharter } from '#charter/testing/unsigned-charter.ts'
import { whereRan } from '../report.ts'
import { median } from '../statistics.ts'
import { crowded, questions } from './questions.ts'

/** Decisions a second that one core must make. */
const bar = 100_000

const { values } = parseArgs({
  options: {
    profile: { type: 'string', default: 'sco' },
    agreements: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '2' },
    'no-results': { type: 'boolean', default: false },
  },
})
const text = await readFile(new URL(`../../profiles/${values.profile}.json`, import.meta.url), 'utf8')
const { profile } = checkProfile(text)
if (profile === undefined) throw new Error(`profile ${values.profile} is not in order`)
const charter = unsignedCharter(crowded(profile, Number(values.agreements)))
const asked = questions(charter, 20_000)

/** Decisions in a second of processor time. */
function rate(of: typeof asked, seconds: number): number {
  const before = process.cpuUsage()
  const spent = (): number => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  }
  let decided = 0
  while (spent() < seconds) {
    for (const { act, recipient, at } of of) release(act, recipient, { charter, at })
    decided += of.length
  }
  return decided / spent()
}

const permitted = asked.filter(({ act, recipient, at }) => !isRefusal(release(act, recipient, { charter, at })))
const refused = asked.filter(({ act, recipient, at }) => isRefusal(release(act, recipient, { charter, at })))
const rows = [
  ['every act', asked],
  ['those that may go', permitted],
  ['those that may not', refused],
] as const
const seconds = Number(values.seconds)
for (const [, of] of rows) rate(of, 0.5)
const lines = rows.map(([name, of]) => {
  const each = median(Array.from({ length: 5 }, () => rate(of, seconds / 5)))
  return { name, of, each }
})
const page = [
  '# Results of `npm run bench:gate`',
  '',
  `The gate asked in one process: ${charter.parties.size} parties, ${charter.agreements.length} agreements, ${asked.length} acts of every author to one, three or ten parties`,
  `under every category and level, one in four with a named basis (profile \`${values.profile}\`, filled up). A decision is \`release()\` for one act and one addressee; time is that of the processor.`,
  '',
  whereRan(new Date().toISOString()),
  '',
  '| acts | number | decisions a second | bar |',
  '| --- | --- | --- | --- |',
  ...lines.map(({ name, of, each }) => {
    const verdict = name === 'every act' ? `${bar} ${each >= bar ? 'holds' : 'missed'}` : ''
    return `| ${name} | ${of.length} | ${each.toFixed(0)} | ${verdict} |`
  }),
  '',
].join('\n')
process.stdout.write(page)
if (!values['no-results']) await writeFile(new URL('RESULTS.md', import.meta.url), page)
process.exitCode = lines.every(({ name, each }) => name !== 'every act' || each >= bar) ? 0 : 1
