import { beforeAll, expect, test } from 'vitest'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { lanePoint, type Charter } from '../charter.ts'
import { standingsOn } from '../dated.ts'
import { currentKeys, keysOf, leftAt } from '../standing.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { requestOf } from '../testing/join.ts'
import { LaneMaker } from '../testing/lane.ts'
import { adopt } from './adopt.ts'

const cas = 'cas' as Party
const dayMs = 86_400_000
const origin = 'demo.tamga/cas/{epoch}'
let demo: FoundedCoalition
let maker: LaneMaker
/** What cas signs with when it comes back. */
let fresh: Keyring
/** The charter in which cas left a day after the founding. */
let gone: Charter

const on = (days: number) => addMs(demo.at, days * dayMs)

beforeAll(async () => {
  const random = new SeededRandom('returning')
  demo = await foundCoalition()
  maker = new LaneMaker(demo, random)
  fresh = await keyringFromSeeds(cas, generateSeeds(random))
  maker.at = on(1)
  gone = await maker.after(demo.charter, { type: 'party.leave', party: 'cas' }, ['cas'])
})

interface Back {
  readonly keyring?: Keyring
  readonly journalOrigin?: string
  readonly by?: readonly string[]
  readonly charter?: Charter
}

async function back({ keyring = fresh, journalOrigin = origin, by = ['alt', 'bor'], charter = gone }: Back = {}) {
  maker.at = on(3)
  const request = await requestOf(keyring, { coalition: demo.charter.id, at: maker.at })
  const change = { type: 'party.admit', request, standing: 'member', journalOrigin }
  const expects = charter.lastAbout.get('party/cas') ?? charter.id
  const proposal = await maker.proposal(charter, 'alt', change, { expects })
  const next = adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, by)))
  if (isRefusal(next)) throw new Error(`no entry: ${JSON.stringify(next)}`)
  return next
}
/** As long as it takes, cas signs with other keys than those of the founding. */
async function signing<T>(keyring: Keyring, work: () => Promise<T>): Promise<T> {
  const founding = maker.keyring('cas')
  maker.keyrings.set('cas', keyring)
  return work().finally(() => maker.keyrings.set('cas', founding))
}

const outcomeOf = ({ place }: Charter) => [place.outcome, place.why?.code]

test('8 a state that left comes back under its name by a request of its own and the consents of an admission', async () => {
  const again = await back()
  expect(outcomeOf(again)).toEqual(['adopted', undefined])
  const row = again.parties.get(cas)
  expect(row).toMatchObject({ journalOrigin: origin, returned: again.newest, suspended: [] })
  expect(keysOf(again, cas)).toEqual(fresh.keys)
  // What it signed before stands under the keys of then.
  expect(row?.keyTerms[0]).toMatchObject({ keys: maker.keyring('cas').keys, until: again.newest })
  expect(leftAt(again, cas, on(3))).toBeUndefined()
  expect(outcomeOf(await back({ by: ['alt'] }))).toEqual(['refused', 'consents-missing'])
})

test('29 what a state was on a date shows both its times, and nothing in between', async () => {
  const again = await back()
  const standing = (days: number) => standingsOn(again, on(days)).find(({ party }) => party === cas)?.standing
  expect([0.5, 1, 2.9, 3, 400].map(standing)).toEqual(['member', undefined, undefined, 'member', 'member'])
  expect(standingsOn(again, on(2)).filter(({ party }) => party === cas)).toHaveLength(1)
})

test('8 nobody comes back who has not left, with a key that anyone had, or with another journal', async () => {
  const before = await back({ charter: demo.charter, by: ['alt', 'bor', 'cas'] })
  expect(outcomeOf(before)).toEqual(['void', 'party-exists'])
  expect(outcomeOf(await back({ keyring: maker.keyring('cas') }))).toEqual(['void', 'key-or-origin-taken'])
  expect(outcomeOf(await back({ journalOrigin: 'demo.tamga/cas-2/{epoch}' }))).toEqual(['void', 'journal-goes-on'])
  const again = await back()
  const third = await keyringFromSeeds(cas, generateSeeds(new SeededRandom('third')))
  const twice = await signing(fresh, () => back({ charter: again, keyring: third, by: ['alt', 'bor', 'cas'] }))
  expect(outcomeOf(twice)).toEqual(['void', 'party-exists'])
})

test('8 a party whose standing was changed has not left', async () => {
  maker.at = on(1)
  const change = { type: 'party.standing', party: 'cas', standing: 'partner' }
  const partner = await maker.after(demo.charter, change, ['alt', 'bor'])
  expect(outcomeOf(partner)).toEqual(['adopted', undefined])
  expect(leftAt(partner, cas, on(2))).toBeUndefined()
})

test('8 what hung over a state when it left, and what was proposed about its keys of then, does not follow it back', async () => {
  maker.at = on(0.5)
  const accused = await maker.after(demo.charter, { type: 'keys.compromised', party: 'cas' }, ['alt', 'bor'])
  maker.at = on(1)
  const left = await maker.after(accused, { type: 'party.leave', party: 'cas' }, ['cas'])
  const replacement = await keyringFromSeeds(cas, generateSeeds(new SeededRandom('replacement')))
  const change = { type: 'keys.replace-root', party: 'cas', keys: { root: replacement.keys.root } }
  const open = await maker.proposal(left, 'alt', change, { expects: left.id })
  const again = await back({ charter: left })
  expect(outcomeOf(again)).toEqual(['adopted', undefined])
  const row = again.parties.get(cas)!
  expect([row.compromised, currentKeys(row).sealFrozen, currentKeys(row).confirmed]).toEqual([undefined, false, true])
  expect(row.keyTerms[0]?.sealFrozen).toBe(true)
  const later = adopt(again, await maker.entry(again, open, await maker.signatures(open, ['alt', 'bor', 'cas'])))
  expect(outcomeOf(later as Charter)).toEqual(['void', 'proposal-overtaken'])
})

test('8 a state leaves and comes back more than once, each time with other keys', async () => {
  const again = await back()
  maker.at = on(4)
  const twice = await signing(fresh, () => maker.after(again, { type: 'party.leave', party: 'cas' }, ['cas']))
  expect([outcomeOf(twice)[0], leftAt(twice, cas, on(4))]).toEqual(['adopted', on(4)])
  expect(outcomeOf(await back({ charter: twice }))).toEqual(['void', 'key-or-origin-taken'])
  const third = await keyringFromSeeds(cas, generateSeeds(new SeededRandom('third')))
  const home = await back({ charter: twice, keyring: third })
  expect(outcomeOf(home)).toEqual(['adopted', undefined])
  expect(home.parties.get(cas)?.keyTerms.map(({ keys }) => keys)).toEqual([
    maker.keyring('cas').keys,
    fresh.keys,
    third.keys,
  ])
  expect(lanePoint(home, twice.newest)?.parties.get(cas)?.standings).toHaveLength(2)
})
