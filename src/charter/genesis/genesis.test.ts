import { beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { decodeUtf8, encodeUtf8, fromHex } from '#kernel/bytes.ts'
import { actIdOf, parsePayloadType } from '#protocol/act/act-id.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import { fingerprintWords } from '#protocol/identity/fingerprint.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { charterAsOf, placesOf } from '../charter.ts'
import { journalOriginOf, keysOf } from '../standing.ts'
import { foundCoalition, foundedAt, readProfile, signedGenesis } from '../testing/demo-coalition.ts'
import type { FoundedCoalition } from '../testing/demo-coalition.ts'
import { witnessPolicyOf } from '../witnesses.ts'
import { adoptGenesis } from './adopt.ts'
import { foundingStatement } from './found.ts'

const [alt, bor, sec] = ['alt', 'bor', 'sec'] as Party[]
let demo: FoundedCoalition
beforeAll(async () => {
  demo = await foundCoalition('demo')
})

const codeOf = async (signed: SignedAct): Promise<string> => {
  const outcome = await adoptGenesis(signed)
  return isRefusal(outcome) ? outcome.code : 'adopted'
}

test('protocol 8 the act id of genesis is the coalition, and its words can be compared', () => {
  const type = parsePayloadType(demo.genesis.payloadType)
  expect(type && actIdOf(type, demo.genesis.statement)).toBe(demo.charter.id)
  const digest = fromHex(demo.charter.id.slice(5)) ?? new Uint8Array(0)
  expect(fingerprintWords(digest)).toMatch(/^[a-z]{5}(?:-[a-z]{5}){7}$/u)
  expect([...placesOf(demo.charter)]).toEqual([{ act: demo.charter.id, number: 0, at: foundedAt, outcome: 'adopted' }])
})

test('protocol 8 a charter is found as of its entries and no others', () => {
  expect(charterAsOf(demo.charter, demo.charter.id)).toBe(demo.charter)
  expect(charterAsOf(demo.charter, `act--${'0'.repeat(64)}` as typeof demo.charter.id)).toBeUndefined()
})

test('protocol 8 keys, journal origins and depositary stand in the charter as founded', () => {
  const { charter, keyrings } = demo
  for (const [party, { keys }] of keyrings) expect(keysOf(charter, party)).toEqual(keys)
  const row = charter.parties.get(alt!)
  expect(row && journalOriginOf(row, 1)).toBe('demo.tamga/alt/1')
  expect(charter.depositary).toBe(sec)
})

test('protocol 6 in the demo every node witnesses the other three, two make a checkpoint witnessed', () => {
  const { witnesses, n, f, k } = witnessPolicyOf(demo.charter, bor!, foundedAt)
  expect({ witnesses, n, f, k }).toEqual({ witnesses: ['alt', 'cas', 'sec'], n: 3, f: 0, k: 2 })
})

test('protocol 8 a genesis lacking one founder, signed by a stranger besides, or changed by a byte is refused', async () => {
  const { genesis } = demo
  expect(await codeOf({ ...genesis, signatures: genesis.signatures.slice(2) })).toBe('signature-missing')
  const stranger = await keyringFromSeeds('dor' as Party, generateSeeds(new SeededRandom(9)))
  const extra = await stranger.signAct('root', encodeUtf8('x'))
  expect(await codeOf({ ...genesis, signatures: [...genesis.signatures, ...extra] })).toBe('signature-extra')
  const altered = encodeUtf8((decodeUtf8(genesis.statement) ?? '').replace('"restricted"', '"confidenti"'))
  expect(await codeOf({ ...genesis, statement: altered })).not.toBe('adopted')
  const other = encodeUtf8((decodeUtf8(genesis.statement) ?? '').replace('Altana', 'Altanb'))
  expect(await codeOf({ ...genesis, statement: other })).toBe('signature-invalid')
})

test('protocol 8 an act of another kind founds nothing', async () => {
  const keyring = demo.keyrings.get(alt!)
  const profile = readProfile('demo')
  const founders = [...demo.keyrings].map(([party, { keys }]) => ({ party, keys }))
  const said = foundingStatement({ profile, founders, author: alt!, at: foundedAt, salt: new Uint8Array(32) })
  const share = { ...said, kind: 'exchange.share/1' as typeof said.kind }
  expect(await codeOf(await signStatement(share, keyring!, 'root'))).toBe('not-genesis')
})

test('protocol 3 a key of one party in the place of another party key is refused', async () => {
  const { keyrings } = demo
  const borrowed = new Map(keyrings)
  const [mine, theirs] = [keyrings.get(alt!)!, keyrings.get(bor!)!]
  borrowed.set(bor!, { ...theirs, keys: { ...theirs.keys, link: mine.keys.link } })
  expect(await codeOf(await signedGenesis(readProfile('demo'), borrowed, new Uint8Array(32)))).toBe(
    'genesis-inconsistent',
  )
})

test('protocol 2 a genesis of four founders is far below the limit of an act', () => {
  expect(demo.genesis.statement.length).toBeLessThan(64 * 1024)
})
