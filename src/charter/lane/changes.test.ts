import { beforeAll, expect, test } from 'vitest'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { charterOn, standingsOn } from '../dated.ts'
import { partiesWith, standingAt } from '../standing.ts'
import { foundCoalition, readProfile, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { requestOf } from '../testing/join.ts'
import { LaneMaker } from '../testing/lane.ts'
import { witnessPolicyOf } from '../witnesses.ts'
import { adopt } from './adopt.ts'

const states = ['alt', 'bor', 'cas']
const dayMs = 86_400_000
const party = (name: string) => name as Party
let demo: FoundedCoalition
let maker: LaneMaker
let dor: Keyring

beforeAll(async () => {
  const random = new SeededRandom('changes')
  demo = await foundCoalition()
  maker = new LaneMaker(demo, random)
  dor = await keyringFromSeeds(party('dor'), generateSeeds(random))
})

async function changed(change: object, by: readonly string[] = states, charter: Charter = demo.charter) {
  const proposal = await maker.proposal(charter, 'alt', change, { expects: charter.id })
  const next = adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, by)))
  if (isRefusal(next)) throw new Error(`no entry: ${JSON.stringify(next)}`)
  return next
}
const outcomeOf = ({ place }: Charter) => [place.outcome, place.why?.code]
const admission = async (more: object = {}) => {
  const request = await requestOf(dor, { coalition: demo.charter.id, at: demo.at })
  return { type: 'party.admit', request, standing: 'member', journalOrigin: 'demo.tamga/dor/{epoch}', ...more }
}

test('28 a candidate comes in by its own signed request and the threshold of the members', async () => {
  const wider = await changed(await admission())
  expect(outcomeOf(wider)).toEqual(['adopted', undefined])
  expect(standingAt(wider, party('dor'), demo.at)?.name).toBe('member')
  expect(wider.parties.get(party('dor'))?.keyTerms).toMatchObject([{ keys: dor.keys, from: wider.newest }])
  expect(outcomeOf(await changed(await admission(), ['alt', 'bor']))).toEqual(['refused', 'consents-missing'])
})

test('28 a request of other keys, to another coalition, of a party that exists or with a key in use admits nobody', async () => {
  const { id } = demo.charter
  const forged = await requestOf(dor, { coalition: id, at: demo.at, signer: maker.keyring('sec') })
  expect(outcomeOf(await changed(await admission({ request: forged })))).toEqual(['void', 'signature-missing'])
  const elsewhere = await requestOf(dor, { coalition: `act--${'0'.repeat(64)}` as never, at: demo.at })
  expect(outcomeOf(await changed(await admission({ request: elsewhere })))).toEqual(['void', 'other-coalition'])
  const again = await requestOf(maker.keyring('bor'), { coalition: id, at: demo.at })
  expect(outcomeOf(await changed(await admission({ request: again })))).toEqual(['void', 'party-exists'])
  const taken = await admission({ journalOrigin: 'demo.tamga/bor/{epoch}' })
  expect(outcomeOf(await changed(taken))).toEqual(['void', 'key-or-origin-taken'])
  expect(outcomeOf(await changed(await admission({ standing: 'king' })))).toEqual(['void', 'standing-unknown'])
})

test('28 where the rules of procedure ask all for a member, one that does not sign keeps the candidate out', async () => {
  const four = await changed(await admission())
  maker.keyrings.set('dor', dor)
  const strict = await changed(
    { type: 'procedure', procedure: { changes: {}, decisions: 'consensus', standings: { member: 'all' } } },
    states,
    four,
  )
  const eli = await keyringFromSeeds(party('eli'), generateSeeds(new SeededRandom('eli')))
  const request = await requestOf(eli, { coalition: demo.charter.id, at: demo.at })
  const change = await admission({ request, journalOrigin: 'demo.tamga/eli/{epoch}' })
  expect(outcomeOf(await changed(change, states, strict))).toEqual(['refused', 'consents-missing'])
  expect(outcomeOf(await changed({ ...change, standing: 'partner' }, states, strict))).toEqual(['adopted', undefined])
  expect(outcomeOf(await changed(change, [...states, 'dor'], strict))).toEqual(['adopted', undefined])
  const loosened = { type: 'procedure', procedure: { changes: {}, decisions: 'majority' } }
  const proposal = await maker.proposal(strict, 'alt', loosened, { expects: strict.newest })
  const entry = await maker.entry(strict, proposal, await maker.signatures(proposal, states))
  expect(outcomeOf(adopt(strict, entry) as Charter)).toEqual(['refused', 'consents-missing'])
})

test('8 a party is suspended without its consent and resumed, and keeps its standing meanwhile', async () => {
  const cas = party('cas')
  const without = await changed({ type: 'party.suspend', party: 'cas' }, ['alt', 'bor'])
  expect(outcomeOf(without)).toEqual(['adopted', undefined])
  expect(partiesWith(without, 'govern', demo.at)).toEqual(['alt', 'bor'])
  maker.at = addMs(demo.at, dayMs)
  const back = await maker.after(without, { type: 'party.resume', party: 'cas' }, ['alt', 'bor'])
  maker.at = demo.at
  expect(standingAt(back, cas, addMs(demo.at, dayMs))?.name).toBe('member')
  expect(standingAt(back, cas, addMs(demo.at, dayMs - 1))).toBeUndefined()
  expect(outcomeOf(await changed({ type: 'party.resume', party: 'cas' }, ['alt', 'bor']))).toEqual([
    'void',
    'subject-unknown',
  ])
})

test('8 a state leaves by its own root alone, and nobody makes another leave', async () => {
  const gone = await changed({ type: 'party.leave', party: 'cas', from: addMs(demo.at, dayMs) }, ['cas'])
  expect(outcomeOf(gone)).toEqual(['adopted', undefined])
  expect(standingsOn(gone, demo.at).find((row) => row.party === 'cas')?.standing).toBe('member')
  expect(standingsOn(gone, addMs(demo.at, dayMs)).find((row) => row.party === 'cas')?.standing).toBeUndefined()
  expect(outcomeOf(await changed({ type: 'party.leave', party: 'cas' }, ['alt', 'bor', 'sec']))).toEqual([
    'refused',
    'consents-missing',
  ])
})

test('8 the last that governs cannot go', async () => {
  const first = await changed({ type: 'party.leave', party: 'cas' }, ['cas'])
  const second = await changed({ type: 'party.leave', party: 'bor' }, ['bor'], first)
  expect(outcomeOf(await changed({ type: 'party.leave', party: 'alt' }, ['alt'], second))).toEqual([
    'void',
    'nobody-governs',
  ])
})

test('8 label policy: words and levels are added, none goes and no level changes its place', async () => {
  const { levels, categories, handling, purposes, secondOfficerFrom } = readProfile('demo')
  const policy = { type: 'labels', levels, categories, handling, purposes, secondOfficerFrom }
  const title = { en: 'x', ru: 'x', zh: 'x' }
  const [open, ...others] = levels
  const more = await changed({ ...policy, levels: [open, { name: 'noted', title }, ...others] })
  expect([...more.levels.keys()].slice(0, 3)).toEqual(['open', 'noted', 'restricted'])
  expect(more.agreements.map(({ ceiling, ceilingRank }) => more.levels.get(ceiling) === ceilingRank)).not.toContain(
    false,
  )
  for (const wrong of [
    { levels: others },
    { levels: levels.toReversed() },
    { levels: [...levels, { name: 'noted', title: { en: 'x' } }] },
    { levels: [...levels, ...levels] },
    { secondOfficerFrom: 'noted' },
    { categories: categories.slice(1) },
  ]) {
    expect(outcomeOf(await changed({ ...policy, ...wrong }))).toEqual(['void', 'labels-contradict'])
  }
})

test('29 organs are dated: what there was on a date is still said when it is gone', async () => {
  const title = { en: 'Cell', ru: 'Ячейка', zh: '小组' }
  const organ = { name: 'cell', title, mandate: title, party: 'sec' }
  maker.at = addMs(demo.at, dayMs)
  const there = await changed({ type: 'organ', name: 'cell', organ })
  maker.at = addMs(demo.at, 2 * dayMs)
  const gone = await maker.after({ ...there, lastAbout: new Map() }, { type: 'organ', name: 'cell' }, states)
  maker.at = demo.at
  const on = (days: number) => charterOn(gone, addMs(demo.at, days * dayMs)).organs.some(({ name }) => name === 'cell')
  expect([on(0), on(1), on(2)]).toEqual([false, true, false])
})

test('6 the witness policy names who cosigns among those with the right', async () => {
  const fewer = await changed({ type: 'witnesses', witnesses: ['bor', 'cas'], cadenceMs: 3000 })
  expect([witnessPolicyOf(fewer, party('alt'), demo.at).witnesses, fewer.cadenceMs]).toEqual([['bor', 'cas'], 3000])
  expect(outcomeOf(await changed({ type: 'witnesses', witnesses: ['zzz'] }))).toEqual(['void', 'subject-unknown'])
})
