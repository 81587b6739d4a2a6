import { beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { KeyPool } from '#protocol/identity/key-pool.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { drawSeeds, generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { keySetsOf, keysOf } from '../standing.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { adopt } from './adopt.ts'

const alt = 'alt' as Party
const random = new SeededRandom('key changes')
let demo: FoundedCoalition
let maker: LaneMaker

beforeAll(async () => {
  demo = await foundCoalition()
  maker = new LaneMaker(demo, random)
})

const drawn = (roles: readonly (keyof Omit<PartyKeys, 'party'>)[]) => new KeyPool(alt).add(drawSeeds(random, roles))
const outcomeOf = ({ place }: Charter) => [place.outcome, place.why?.code]

async function changed(charter: Charter, keys: object, by: readonly string[] = ['alt'], author = 'alt') {
  const expects = charter.lastAbout.get('keys/alt') ?? charter.id
  const proposal = await maker.proposal(charter, author, { type: 'keys.change', party: 'alt', keys }, { expects })
  const next = adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, by)))
  if (isRefusal(next)) throw new Error(`no entry: ${JSON.stringify(next)}`)
  return next
}

test('3 a key is changed by the root of its party alone, from the entry on', async () => {
  const box = await drawn(['box'])
  const next = await changed(demo.charter, box)
  expect(outcomeOf(next)).toEqual(['adopted', undefined])
  expect(keysOf(next, alt)).toEqual({ ...keysOf(demo.charter, alt), ...box })
  expect(next.parties.get(alt)?.keyTerms).toMatchObject([{ until: next.newest }, { from: next.newest, setBy: 'party' }])
  expect(keySetsOf(next, alt)).toHaveLength(2)
  // All the others together may not.
  const others = await changed(demo.charter, await drawn(['box']), ['bor', 'cas', 'sec'], 'bor')
  expect(outcomeOf(others)).toEqual(['refused', 'consents-missing'])
  expect(keysOf(others, alt)).toEqual(keysOf(demo.charter, alt))
})

test('3 a new root is named by the old one, and then the old one says nothing more', async () => {
  const seeds = generateSeeds(random)
  const next = await changed(demo.charter, { root: (await keyringFromSeeds(alt, seeds)).keys.root })
  expect(outcomeOf(await changed(next, await drawn(['link'])))).toEqual(['refused', 'consents-missing'])
  const founded = maker.keyring('alt')
  const signer = await keyringFromSeeds(alt, seeds)
  maker.keyrings.set('alt', {
    ...founded,
    signAct: (role, message) => (role === 'root' ? signer : founded).signAct(role, message),
  })
  expect(outcomeOf(await changed(next, await drawn(['link'])))).toEqual(['adopted', undefined])
  maker.keyrings.set('alt', founded)
})

test('3 a key that any party has or had, in whatever role, is no new key', async () => {
  const link = await drawn(['link'])
  const first = await changed(demo.charter, link)
  const second = await changed(first, await drawn(['link']))
  const { keys } = maker.keyring('bor')
  for (const taken of [link, { link: keys.link }, { journal: keys.link }, { link: { ed25519: keys.root.ed25519 } }]) {
    expect(outcomeOf(await changed(second, taken))).toEqual(['void', 'key-used-before'])
  }
})

test('3 of two changes of one party’s keys the second is overtaken; those of others go on beside it', async () => {
  const [one, other] = [await drawn(['link']), await drawn(['box'])]
  const proposal = await maker.proposal(demo.charter, 'alt', { type: 'keys.change', party: 'alt', keys: other })
  const next = await changed(demo.charter, one)
  const late = adopt(next, await maker.entry(next, proposal, await maker.signatures(proposal, ['alt'])))
  expect(outcomeOf(late as Charter)).toEqual(['void', 'proposal-overtaken'])
})
