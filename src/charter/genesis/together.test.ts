import { beforeAll, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8, toBase64Url } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { pae } from '#protocol/act/pae.ts'
import { signRequest } from '#protocol/acts/join-request.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { foundedAt, readProfile } from '../testing/demo-coalition.ts'
import { adoptGenesis } from './adopt.ts'
import {
  draftId,
  genesisOf,
  isFounding,
  lacking,
  merged,
  readFounding,
  unsigned,
  withFounder,
  withSignatures,
  writeFounding,
  type Founding,
} from './together.ts'

const parties = ['alt', 'bor', 'cas', 'sec'] as Party[]
const keyrings = new Map<Party, Keyring>()
const { $schema: _, ...profile } = readProfile('demo')
const draftOf = (salt: number): Founding['draft'] => {
  return { profile, author: parties[0]!, at: foundedAt, salt: toBase64Url(new Uint8Array(32).fill(salt)) }
}
const empty = (salt = 1): Founding => ({ draft: draftOf(salt), founders: new Map(), signatures: new Map() })

const good = <Value>(value: Value | Refusal): Value => {
  if (isRefusal(value)) throw new Error(`${value.code} ${JSON.stringify(value.params)}`)
  return value
}
const codeOf = (value: unknown): string => (isRefusal(value) ? value.code : 'good')

const keyringOf = (party: Party): Keyring => {
  const found = keyrings.get(party)
  if (found === undefined) throw new Error(`no keys of ${party}`)
  return found
}

async function requestOf(founding: Founding, party: Party, url = `https://${party}.example`) {
  const { keys } = keyringOf(party)
  const name = { en: party, ru: party, zh: party }
  const request = { coalition: draftId(founding.draft), party, name, url, keys, at: foundedAt }
  return signRequest(request, keyringOf(party))
}

async function added(founding: Founding, ...who: readonly Party[]): Promise<Founding> {
  let all = founding
  for (const party of who) all = good(withFounder(all, await requestOf(founding, party)))
  return all
}

async function signed(founding: Founding, ...who: readonly Party[]): Promise<Founding> {
  let all = founding
  for (const party of who) all = good(withSignatures(all, party, await signaturesOf(all, party)))
  return all
}

async function signaturesOf(founding: Founding, party: Party) {
  const act = genesisOf(founding)
  const made = act === undefined ? [] : await keyringOf(party).signAct('root', pae(act.payloadType, act.statement))
  return made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) }))
}

/** As it comes out of a file. */
const carried = (founding: Founding): Founding => good(readFounding(writeFounding(founding)))

beforeAll(async () => {
  const random = new SeededRandom('together')
  for (const party of parties) keyrings.set(party, await keyringFromSeeds(party, generateSeeds(random)))
})

test('8 founders add themselves and sign in any order, by files, and the same genesis comes of it', async () => {
  const [alt, bor, cas, sec] = parties as [Party, Party, Party, Party]
  const one = carried(await added(empty(), alt, bor, cas, sec))
  const other = carried(await added(empty(), sec, cas, bor, alt))
  expect(lacking(one)).toEqual([])
  expect(genesisOf(one)?.id).toBe(genesisOf(other)?.id)
  // Two copies are signed side by side and put together.
  const whole = good(merged(await signed(one, alt, bor), carried(await signed(other, cas, sec))))
  expect(unsigned(whole)).toEqual([])
  expect(isFounding(writeFounding(whole))).toBe(true)
  const genesis = genesisOf(carried(whole))
  const charter = good(genesis === undefined ? 'none' : await adoptGenesis(genesis))
  expect(charter).toMatchObject({ id: genesis?.id })
  expect([...(typeof charter === 'string' ? [] : charter.parties.values())].map(({ url }) => url)).toContain(
    'https://bor.example',
  )
})

test('8 one founder that has not signed, and nothing is founded', async () => {
  const most = await signed(await added(empty(), ...parties), ...parties.slice(1))
  const genesis = genesisOf(most)
  expect(codeOf(genesis === undefined ? undefined : await adoptGenesis(genesis))).toBe('signature-missing')
})

test('8 a stale copy of the file takes nothing away', async () => {
  const [alt, bor] = parties as [Party, Party]
  const old = await added(empty(), alt)
  const own = await added(old, bor)
  expect(lacking(good(merged(own, old)))).toEqual(lacking(own))
})

test('8 what is of another founding, or other keys than before, is refused by name', async () => {
  const [alt, bor] = parties as [Party, Party]
  const one = await added(empty(1), alt)
  const other = await added(empty(2), alt)
  expect(codeOf(merged(one, other))).toBe('founding-other')
  expect(codeOf(withFounder(one, await requestOf(other, bor)))).toBe('founding-mixed')
  const own = await added(one, bor)
  const again = good(withFounder(one, await requestOf(one, bor, 'https://elsewhere.example')))
  expect(codeOf(merged(own, again))).toBe('founding-mixed')
  const stranger = 'zed' as Party
  keyrings.set(stranger, await keyringFromSeeds(stranger, generateSeeds(new SeededRandom('zed'))))
  expect(codeOf(withFounder(one, await requestOf(one, stranger)))).toBe('party-not-founding')
})

test('8 a file that was changed on its way is refused: facts, keys, signatures, form', async () => {
  const whole = await signed(await added(empty(), ...parties), ...parties)
  const text = decodeUtf8(writeFounding(whole)) ?? ''
  const changed = (from: string | RegExp, to: string) => codeOf(readFounding(encodeUtf8(text.replace(from, to))))
  expect(changed('"cadenceMs":1000', '"cadenceMs":2000')).toBe('founding-mixed')
  const [, payload = ''] = /"payload":"([^"]+)"/u.exec(text) ?? []
  const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('https://', 'http://')).toString(
    'base64url',
  )
  expect(changed(payload, forged)).toBe('signature-invalid')
  const swapped = {
    ...whole,
    signatures: new Map([...whole.signatures, [parties[0]!, whole.signatures.get(parties[1]!)!]]),
  }
  expect(codeOf(readFounding(writeFounding(swapped)))).toBe('signature-missing')
  expect(changed('{"draft"', '{"more":1,"draft"')).toBe('founding-malformed')
  expect(codeOf(readFounding(encodeUtf8(text.slice(0, -40))))).toBe('founding-malformed')
  const early = { ...(await added(empty(), parties[0]!)), signatures: whole.signatures }
  expect(codeOf(readFounding(writeFounding(early)))).toBe('founding-malformed')
})
