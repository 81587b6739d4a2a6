import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { writeSeeds } from '#platform/keyring/sealed-seeds.ts'
import type { Desk } from '#cli/testing/command-line.ts'
import { bundle, malware } from './bundle.ts'
import type { Federation } from './federation.ts'
import { typing } from './typing.ts'

export const parties = ['alt', 'bor', 'cas', 'sec'] as const
export const arrived = 3000

/** The command line of every house, and where the root of each lies. */
export interface Stage {
  readonly federation: Federation
  readonly desk: Desk
  readonly keys: (party: string) => string
  readonly acts: Map<string, string>
}

export async function staged(federation: Federation): Promise<Stage> {
  const desk = await typing({ federation })
  const keys = (party: string) => join(desk.folder, `root-${party}`)
  for (const [party, seeds] of federation.coalition.seeds) {
    await mkdir(keys(party), { mode: 0o700 })
    const text = await writeSeeds({ party, seeds }, { kind: 'plain' }, new SeededRandom(`file ${party}`))
    await writePrivateFile(join(keys(party), 'keys.json'), text)
  }
  return { federation, desk, keys, acts: new Map() }
}

/** Types a verb as a user of a house; what it printed as JSON. */
export async function typed({ desk }: Stage, as: string, words: readonly string[], exit = 0) {
  const printed = await desk.type([...words, '--json', '--yes'], { as })
  expect([words.join(' '), printed.exit, printed.err]).toEqual([words.join(' '), exit, expect.any(String)])
  return printed.out === '' ? {} : (JSON.parse(printed.out) as Record<string, unknown>)
}

export const charterOf = ({ federation }: Stage, party: string) => federation.house(party).node!.house.charter()

let count = 0
export async function shareFrom(stage: Stage, from: string, to: readonly string[]) {
  count += 1
  const wish = { to, level: 'restricted', category: 'drones', title: `Share ${count}` }
  return stage.federation.house(from).share(wish, bundle(malware({ name: 'Kite', mark: String(count) })))
}

/** A share that goes, and is looked for at the end. */
export async function flows(stage: Stage, from: string, to: readonly string[]) {
  const { status, json } = await shareFrom(stage, from, to)
  expect([from, to, status, json]).toMatchObject([from, to, 201, {}])
  stage.acts.set(json.act, from)
}

export async function expectNothingLost({ federation, acts }: Stage) {
  for (const [act, from] of acts) {
    const { json } = await federation.house(from).ask('liaison', 'GET', `/api/v1/acts/${act}`)
    const states = Object.values(json.parties as Record<string, { state: string }>).map(({ state }) => state)
    expect([act, new Set(states)]).toEqual([act, new Set(['admitted'])])
  }
  const newest = new Set<string>()
  for (const party of parties) {
    const house = federation.house(party)
    newest.add(house.node!.house.charter().newest)
    expect([party, (await house.ask('admin', 'POST', '/api/v1/verify', { all: true })).json]).toMatchObject([
      party,
      { ok: true },
    ])
    const bad = house.logged.filter((line) => /proof-refused|fork|quarantined|halted/u.test(line))
    expect([party, bad]).toEqual([party, []])
  }
  expect(newest.size).toBe(1)
}
