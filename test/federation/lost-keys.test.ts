import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { writePrivateFile } from '#platform/keyring/private-file.ts'
import { writeSeeds } from '#platform/keyring/sealed-seeds.ts'
import { currentKeys, standingAt } from '#charter/standing.ts'
import type { Desk } from '#cli/testing/command-line.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation } from './federation.ts'
import { begun } from './scene.ts'
import { typing } from './typing.ts'

const alt = 'alt' as Party
const parties = ['alt', 'bor', 'cas', 'sec'] as const
const arrived = 8000
const hourMs = 3_600_000

/** The command line of every house, and where the root of each lies. */
interface Stage {
  readonly federation: Federation
  readonly desk: Desk
  readonly keys: (party: string) => string
  readonly acts: Map<string, string>
}

async function staged(federation: Federation): Promise<Stage> {
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
async function typed({ desk }: Stage, as: string, words: readonly string[], exit = 0) {
  const printed = await desk.type([...words, '--json', '--yes'], { as })
  expect([words.join(' '), printed.exit, printed.err]).toEqual([words.join(' '), exit, expect.any(String)])
  return printed.out === '' ? {} : (JSON.parse(printed.out) as Record<string, unknown>)
}

const charterOf = ({ federation }: Stage, party: string) => federation.house(party).node!.house.charter()
const keysAt = (stage: Stage, party: string) => currentKeys(charterOf(stage, party).parties.get(alt)!)

let count = 0
async function shareFrom(stage: Stage, from: string, to: readonly string[]) {
  count += 1
  const wish = { to, level: 'restricted', category: 'drones', title: `Share ${count}` }
  return stage.federation.house(from).share(wish, bundle(malware({ name: 'Kite', mark: String(count) })))
}

/** A share that goes, and is looked for at the end. */
async function flows(stage: Stage, from: string, to: readonly string[]) {
  const { status, json } = await shareFrom(stage, from, to)
  expect([from, to, status, json]).toMatchObject([from, to, 201, {}])
  stage.acts.set(json.act, from)
}

/** Signed by the house that says it and by another of the others. */
async function saidByOthers(stage: Stage, words: readonly string[]) {
  const { act, consents } = await typed(stage, 'bor/treaty', [...words, '--keys', stage.keys('bor')])
  expect(consents).toMatchObject({ needed: 2, signed: ['bor'] })
  await stage.federation.pass(arrived)
  await typed(stage, 'cas/treaty', ['charter', 'sign', String(act), '--keys', stage.keys('cas')])
  await stage.federation.pass(arrived)
}

/** So much time that nobody looks at each cadence of it. */
async function sleep({ federation }: Stage, hours: number) {
  for (const party of parties) await federation.house(party).stop()
  await federation.pass(hours * hourMs)
  for (const party of parties) await federation.house(party).start()
  await federation.pass(begun + arrived)
}

/** Whatever is proposed and signed next brings keys that are due. */
async function resumed(stage: Stage) {
  const file = await stage.desk.file('resume.json', JSON.stringify({ type: 'party.resume', party: 'alt' }))
  const { act } = await typed(stage, 'bor/treaty', ['charter', 'propose', file])
  await stage.federation.pass(arrived)
  for (const party of ['bor', 'cas'])
    await typed(stage, `${party}/treaty`, ['charter', 'sign', String(act), '--keys', stage.keys(party)])
  await stage.federation.pass(arrived)
}

test('3 a root in strange hands: its party is suspended, gets a new root from the others after 72 hours, confirms it, and all goes on; and one that is not lost objects', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const stage = await staged(federation)
  await flows(stage, 'alt', ['bor', 'cas'])
  await flows(stage, 'bor', ['alt', 'cas'])
  await federation.pass(arrived)

  // Compromise: nobody asks alt. A rehearsal leaves nothing behind.
  const would = await typed(stage, 'bor/treaty', ['key', 'compromised', 'alt', '--dry-run'])
  expect(would).toMatchObject({ consents: { needed: 2, of: ['bor', 'cas'] } })
  await saidByOthers(stage, ['key', 'compromised', 'alt', '--reason', 'Its officer called'])
  for (const party of parties) {
    expect(standingAt(charterOf(stage, party), alt, federation.time.now())).toBeUndefined()
    expect(keysAt(stage, party)).toMatchObject({ sealFrozen: true, confirmed: true })
  }
  expect(charterOf(stage, 'bor').place).toMatchObject({ number: 1, outcome: 'adopted' })
  expect((await shareFrom(stage, 'alt', ['bor'])).json).toMatchObject({ code: 'author-standing' })
  await flows(stage, 'bor', ['cas'])
  await flows(stage, 'cas', ['bor'])

  // A new root, drawn where alt keeps its keys, told by voice, set by the others.
  const drawing = ['key', 'draw', 'root', '--party', 'alt', '--keys', stage.keys('alt'), '--out', 'alt-keys.json']
  const { words } = await typed(stage, 'alt/admin', drawing)
  const replace = ['key', 'replace-root', 'alt-keys.json', '--words', String(words)]
  await typed(stage, 'bor/treaty', ['key', 'replace-root', 'alt-keys.json', '--words', 'lusab-babad'], 5)
  await saidByOthers(stage, replace)
  const old = keysAt(stage, 'bor').keys.root
  await sleep(stage, 71)
  expect(keysAt(stage, 'bor').keys.root).toEqual(old)
  await sleep(stage, 1)
  await flows(stage, 'bor', ['cas'])
  await resumed(stage)
  for (const party of parties) {
    expect(keysAt(stage, party)).toMatchObject({ setBy: 'others', confirmed: false, sealFrozen: true })
    expect(keysAt(stage, party).keys.root).not.toEqual(old)
  }
  expect((await shareFrom(stage, 'bor', ['alt'])).json).toMatchObject({ code: 'keys-unconfirmed' })

  // The party takes them as its own, and gets a seal that counts.
  expect(await typed(stage, 'alt/admin', ['key', 'confirm', '--dry-run'])).toMatchObject({ consents: { of: ['alt'] } })
  await typed(stage, 'alt/admin', ['key', 'confirm', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'seal', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  for (const party of parties)
    expect(keysAt(stage, party)).toMatchObject({ setBy: 'others', confirmed: true, sealFrozen: false })
  await flows(stage, 'alt', ['bor', 'cas'])
  await flows(stage, 'bor', ['alt', 'cas'])

  // A second time it is not true: the root is there and says so.
  const again = ['key', 'draw', 'root', '--party', 'alt', '--keys', stage.keys('alt'), '--out', 'again.json']
  const second = await typed(stage, 'alt/admin', again)
  await saidByOthers(stage, ['key', 'replace-root', 'again.json', '--words', String(second['words'])])
  const present = keysAt(stage, 'bor').keys.root
  const objecting = await typed(stage, 'alt/admin', ['key', 'object'])
  expect(objecting).toMatchObject({ signed: false })
  await typed(stage, 'alt/admin', ['key', 'sign', String(objecting['act']), '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  await sleep(stage, 73)
  await typed(stage, 'alt/admin', ['key', 'rotate', 'box', '--keys', stage.keys('alt')])
  await federation.pass(arrived)
  for (const party of parties) expect(keysAt(stage, party).keys.root).toEqual(present)
  const overruled = await typed(stage, 'bor/treaty', [...replaceOf('again.json', second), '--dry-run'])
  expect(overruled).toMatchObject({ consents: { needed: 2, of: ['bor', 'cas'] } })
  await typed(stage, 'alt/admin', ['key', 'object'], 3)
  await flows(stage, 'alt', ['bor', 'cas'])
  await federation.pass(arrived)
  await expectNothingLost(stage)
})

const replaceOf = (file: string, { words }: Readonly<Record<string, unknown>>) => [
  'key',
  'replace-root',
  file,
  '--words',
  String(words),
]

async function expectNothingLost({ federation, acts }: Stage) {
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
