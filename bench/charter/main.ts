// npm run bench:charter [-- --entries N] [--no-results]
import { writeFile } from 'node:fs/promises'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { isRefusal } from '#kernel/refusal.ts'
import { pae } from '#protocol/act/pae.ts'
import { actType } from '#protocol/act/act-id.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import { suites } from '#protocol/suite/table.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { adopt, charterFrom, type LaneEntry } from '#charter/lane/adopt.ts'
import { foundCoalition } from '#charter/testing/demo-coalition.ts'
import { LaneMaker } from '#charter/testing/lane.ts'
import { startsMs } from './start.ts'

const { values } = parseArgs({
  options: { entries: { type: 'string', default: '1000' }, 'no-results': { type: 'boolean', default: false } },
})
const count = Number(values.entries)
const barMs = 2000
const startBarMs = 1000
const states = ['alt', 'bor', 'cas']

const demo = await foundCoalition()
const maker = new LaneMaker(demo, new SeededRandom('bench'))
const lane: LaneEntry[] = []
let { charter } = demo
for (let n = 0; n < count; n += 1) {
  const quotas = { actsPerHour: 1000 + n, bytesPerHour: 1_000_000_000, verificationsPerHour: 100_000 }
  const expects = charter.lastAbout.get('quotas') ?? charter.id
  const proposal = await maker.proposal(charter, 'alt', { type: 'quotas', quotas }, { expects })
  const entry = await maker.entry(charter, proposal, await maker.signatures(proposal, states))
  const next = adopt(charter, entry)
  if (isRefusal(next)) throw new Error(next.code)
  lane.push(entry)
  charter = next
}

/** What no way of working could do without: the signatures of every entry, by the bare primitives, one after the other. */
function bareMs(): number {
  const [first] = lane
  if (first === undefined) return 0
  const keys = maker.keyring('alt').keys.seal
  const message = pae(actType, first.ordered.statement)
  const sigs = first.ordered.signatures.map(({ sig }) => sig)
  const started = performance.now()
  // The entry's author, the act's, and each state that countersigned.
  for (let n = 0; n < count * (2 + states.length); n += 1) {
    suites.ed25519.verify(rawKey(keys.ed25519), message, sigs[0] ?? message)
    suites['ml-dsa-44'].verify(rawKey(keys['ml-dsa-44']), message, sigs[1] ?? message)
  }
  return performance.now() - started
}

const limitMs = bareMs()
const started = performance.now()
const verified = await charterFrom(demo.genesis, lane)
const tookMs = performance.now() - started
if (isRefusal(verified) || verified.newest !== charter.newest) throw new Error('the lane did not verify')
const line = `charter of ${count} entries from genesis: ${tookMs.toFixed(0)} ms; its ${count * 10} signatures alone: ${limitMs.toFixed(0)} ms; bar ${barMs} ms`
const [firstMs, nextMs] = await startsMs(demo, lane)
const startLine = `a node with them starts: ${firstMs.toFixed(0)} ms the first time; ${nextMs.toFixed(0)} ms when it has looked at the signatures before, bar ${startBarMs} ms`
process.stdout.write(`${line}\n${startLine}\n`)
if (!values['no-results']) {
  const page = `# Results of \`npm run bench:charter\`\n\nMeasured ${new Date().toISOString()}, Node ${process.version}. Three of three members countersign each entry; signatures are looked at on other threads, the limit on one.\n\n${line}\n\n${startLine}\n`
  await writeFile(new URL('RESULTS.md', import.meta.url), page)
}
process.exitCode = tookMs > barMs || nextMs > startBarMs ? 1 : 0
