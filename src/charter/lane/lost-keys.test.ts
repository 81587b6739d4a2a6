import { beforeAll, expect, test } from 'vitest'
import { toBase64Url } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { actType } from '#protocol/act/act-id.ts'
import { pae } from '#protocol/act/pae.ts'
import { keyIdOf, rawKey } from '#protocol/identity/key-id.ts'
import { KeyPool } from '#protocol/identity/key-pool.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyRoles, type PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { drawSeeds, generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Charter } from '../charter.ts'
import { currentKeys, keysOf, standingAt } from '../standing.ts'
import { foundCoalition, type FoundedCoalition } from '../testing/demo-coalition.ts'
import { LaneMaker } from '../testing/lane.ts'
import { adopt } from './adopt.ts'
import { subjectOf } from './changes.ts'

const bor = 'bor' as Party
const hourMs = 3_600_000
const random = new SeededRandom('lost keys')
let demo: FoundedCoalition
let maker: LaneMaker
/** Bor's keys after it lost the old ones. */
let fresh: Keyring

beforeAll(async () => {
  demo = await foundCoalition()
  maker = new LaneMaker(demo, random)
  const pool = new KeyPool(bor)
  fresh = pool.under({ ...(await pool.add(generateSeeds(random))), party: bor } as PartyKeys)!
})

const about = (name: string, more: object = {}) => ({ type: `keys.${name}`, party: 'bor', ...more }) as never
const keysNow = (charter: Charter) => currentKeys(charter.parties.get(bor)!)
const outcomeOf = ({ place }: Charter) => [place.outcome, place.why?.code]
const others = ['alt', 'cas']

async function after(charter: Charter, change: object, by: readonly string[], hours = 0): Promise<Charter> {
  maker.at = addMs(maker.at, hours * hourMs)
  const expects = charter.lastAbout.get(subjectOf(change as never)) ?? charter.id
  const proposal = await maker.proposal(charter, 'alt', change, { expects })
  const next = adopt(charter, await maker.entry(charter, proposal, await maker.signatures(proposal, by)))
  if (isRefusal(next)) throw new Error(JSON.stringify(next))
  return next
}

/** Something of no account, entered some hours later. */
const later = (charter: Charter, hours: number) =>
  after(charter, { type: 'witnesses', witnesses: 'all' }, ['alt', 'cas', 'bor'], hours)

/** Everything of keys: all seven roles at once. */
const allOf = ({ keys }: Keyring) => Object.fromEntries(keyRoles.map((role) => [role, keys[role]]))

test.each(['link', 'journal', 'witness', 'root'] as const)(
  '3 any key of a party freezes its seal, here its %s, and that of nobody else does',
  async (role) => {
    const proposal = await maker.proposal(demo.charter, 'alt', about('freeze'))
    const signed = async (party: string) => {
      const keyring = maker.keyring(party)
      const message = pae(actType, proposal.statement)
      const sig = role === 'root' ? (await keyring.signAct('root', message))[0]!.sig : await keyring.sign(role, message)
      const keyid = keyIdOf(role, 'ed25519', rawKey(keyring.keys[role].ed25519))
      return [{ party: bor, signatures: [{ keyid, sig: toBase64Url(sig) }] }]
    }
    const own = adopt(demo.charter, await maker.entry(demo.charter, proposal, await signed('bor'))) as Charter
    expect([outcomeOf(own), keysNow(own).sealFrozen]).toEqual([['adopted', undefined], true])
    const foreign = adopt(demo.charter, await maker.entry(demo.charter, proposal, await signed('cas'))) as Charter
    expect([outcomeOf(foreign), keysNow(foreign).sealFrozen]).toEqual([['refused', 'consents-missing'], false])
    // Its root puts a new seal in the place of the frozen one, whatever else it changes before.
    const pool = new KeyPool(bor)
    const link = await after(own, about('change', { keys: await pool.add(drawSeeds(random, ['link'])) }), ['bor'])
    expect(keysNow(link).sealFrozen).toBe(true)
    const thawed = await after(link, about('change', { keys: await pool.add(drawSeeds(random, ['seal'])) }), ['bor'])
    expect(keysNow(thawed).sealFrozen).toBe(false)
  },
)

test('3 a compromised party is suspended and its seal frozen by the threshold of the others, without its consent', async () => {
  const none = await after(demo.charter, about('compromised'), ['alt', 'bor'])
  expect(outcomeOf(none)).toEqual(['refused', 'consents-missing'])
  const done = await after(demo.charter, about('compromised'), others)
  expect(outcomeOf(done)).toEqual(['adopted', undefined])
  expect([standingAt(done, bor, maker.at), keysNow(done).sealFrozen]).toEqual([undefined, true])
})

test('3 a lost root is replaced by the others after 72 hours, by the first entry that comes then, and is marked until confirmed', async () => {
  const asked = await after(demo.charter, about('replace-root', { keys: allOf(fresh) }), others)
  expect(keysOf(asked, bor)).toEqual(keysOf(demo.charter, bor))
  const early = await later(asked, 71)
  expect(keysOf(early, bor)).toEqual(keysOf(demo.charter, bor))
  const due = await later(early, 1)
  expect(keysNow(due)).toMatchObject({ keys: fresh.keys, from: due.newest, setBy: 'others', confirmed: false })
  // The old root says nothing more, the new one confirms.
  expect(outcomeOf(await after(due, about('confirm'), ['bor']))).toEqual(['refused', 'consents-missing'])
  const old = maker.keyring('bor')
  maker.keyrings.set('bor', fresh)
  const confirmed = await after(due, about('confirm'), ['bor'])
  maker.keyrings.set('bor', old)
  expect([outcomeOf(confirmed), keysNow(confirmed)]).toMatchObject([
    ['adopted', undefined],
    { confirmed: true, setBy: 'others' },
  ])
})

test('3 the root that is to be replaced objects in time, and then nobody but all the others together replace it', async () => {
  const change = about('replace-root', { keys: allOf(fresh) })
  const asked = await after(demo.charter, change, others)
  const stopped = await after(asked, about('object'), ['bor'], 71)
  expect(outcomeOf(stopped)).toEqual(['adopted', undefined])
  expect(keysOf(await later(stopped, 100), bor)).toEqual(keysOf(demo.charter, bor))
  expect(outcomeOf(await after(stopped, change, ['alt']))).toEqual(['refused', 'consents-missing'])
  const over = await after(stopped, change, others)
  expect(keysNow(over)).toMatchObject({ keys: fresh.keys, setBy: 'others', confirmed: false })
  // An objection that comes when the keys already hold is one of nobody.
  const due = await later(asked, 72)
  expect(outcomeOf(await after(due, about('object'), ['bor']))[0]).toBe('refused')
})

test('3 what the old root proposed while its replacement waited counts no more once that holds', async () => {
  const asked = await after(demo.charter, about('replace-root', { keys: { root: fresh.keys.root } }), others)
  const pool = new KeyPool(bor)
  const keys = await pool.add(drawSeeds(random, ['box']))
  const proposal = await maker.proposal(asked, 'bor', about('change', { keys }))
  const signatures = await maker.signatures(proposal, ['bor'])
  const intime = adopt(asked, await maker.entry(asked, proposal, signatures)) as Charter
  expect(outcomeOf(intime)).toEqual(['adopted', undefined])
  const due = await later(asked, 72)
  const late = adopt(due, await maker.entry(due, proposal, signatures)) as Charter
  expect(outcomeOf(late)).toEqual(['refused', 'consents-missing'])
})

const trusting = (charter: Charter, entry: number) => {
  const { seal } = charter.parties.get(bor)!.keyTerms[0]!.keys
  return about('trusted', { seal: seal.ed25519, lastTrusted: { epoch: 1, entry } })
}
const trustedOf = (charter: Charter) => charter.parties.get(bor)?.lastTrusted?.map(({ entry }) => entry)

test('3 a party says up to where its frozen seal is trusted, says it again, and says nothing of a seal that nobody doubted', async () => {
  const never = await after(demo.charter, trusting(demo.charter, 9), ['bor'])
  expect([outcomeOf(never), trustedOf(never)]).toEqual([['void', 'seal-not-frozen'], undefined])
  const frozen = await after(demo.charter, about('freeze'), ['bor'])
  const others = await after(frozen, trusting(frozen, 9), ['alt', 'cas'])
  expect([outcomeOf(others), trustedOf(others)]).toEqual([['refused', 'consents-missing'], undefined])
  const said = await after(frozen, trusting(frozen, 9), ['bor'])
  expect(trustedOf(said)).toEqual([9])
  const fromNow = about('change', { keys: await new KeyPool(bor).add(drawSeeds(random, ['seal'])) })
  const again = await after(await after(said, fromNow, ['bor']), trusting(frozen, 12), ['bor'])
  expect(trustedOf(again)).toEqual([12])
})

test('3 the others say it with the compromise, and the root in strange hands does not unsay it, nor one that it names', async () => {
  const change = about('compromised', { lastTrusted: { epoch: 1, entry: 7 } })
  const told = await after(demo.charter, change, others)
  expect(trustedOf(told)).toEqual([7])
  const thief = await after(told, trusting(told, 99), ['bor'])
  expect([outcomeOf(thief), trustedOf(thief)]).toEqual([['void', 'root-compromised'], [7]])
  const asked = await after(thief, about('replace-root', { keys: { root: fresh.keys.root } }), others)
  const due = await later(asked, 72)
  const old = maker.keyring('bor')
  maker.keyrings.set('bor', fresh)
  const early = await after(due, trusting(due, 8), ['bor'])
  expect([outcomeOf(early), trustedOf(early)]).toEqual([['void', 'keys-unconfirmed'], [7]])
  const confirmed = await after(early, about('confirm'), ['bor'])
  expect(trustedOf(await after(confirmed, trusting(due, 8), ['bor']))).toEqual([8])
  maker.keyrings.set('bor', old)
})
