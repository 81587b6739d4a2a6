import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { suites } from '#protocol/suite/table.ts'
import { fingerprintWords } from './fingerprint.ts'
import { keyIdOf, parseKeyId, rawKey } from './key-id.ts'
import type { Keyring } from './keyring.ts'
import { isBoxKey, keyRoles, PartyKeys } from './keys.ts'
import { keyringFromSeeds } from './memory-keyring.ts'
import { parseParty } from './party.ts'
import { generateSeeds } from './seeds.ts'

const alt = parseParty('alt')!
const message = encodeUtf8('message')
const counting = () => {
  let calls = 0
  return { bytes: (count: number) => new Uint8Array(count).fill(++calls) }
}
let keyring: Keyring
beforeAll(async () => {
  keyring = await keyringFromSeeds(alt, generateSeeds(counting()))
})

test('P3 the same seeds give the same keys, and every seed is another', async () => {
  const seeds = generateSeeds(counting())
  const again = await keyringFromSeeds(alt, seeds)
  expect(again.keys).toEqual(keyring.keys)
  const all = keyRoles.flatMap((role) => Object.values<Uint8Array>(seeds[role]).map((seed) => seed.toHex()))
  expect(new Set(all).size).toBe(11)
})

test('P3 a keyring signs acts with both suites under the ids of its keys', async () => {
  for (const role of ['root', 'seal', 'exercise'] as const) {
    const signatures = await keyring.signAct(role, message)
    expect(signatures.length).toBe(2)
    for (const [at, suite] of (['ed25519', 'ml-dsa-44'] as const).entries()) {
      const raw = rawKey(keyring.keys[role][suite])
      expect(signatures[at]?.keyid).toBe(keyIdOf(role, suite, raw))
      expect(suites[suite].verify(raw, message, signatures[at]?.sig ?? message)).toBe(true)
    }
  }
})

test('P3 a keyring signs notes and headers, cosigns, and opens what is sealed to it', async () => {
  for (const role of ['journal', 'witness', 'link'] as const) {
    const signature = await keyring.sign(role, message)
    expect(suites.ed25519.verify(rawKey(keyring.keys[role].ed25519), message, signature)).toBe(true)
  }
  const cosignature = await keyring.cosign(message)
  expect(suites['ml-dsa-44'].verify(rawKey(keyring.keys.witness['ml-dsa-44']), message, cosignature)).toBe(true)
  const context = { info: message, aad: message }
  const sealed = await suites['x-wing'].seal(rawKey(keyring.keys.box['x-wing']), message, context)
  expect(await keyring.open(sealed, context)).toEqual(message)
})

test('P3 a key set passes its schema as it is', async () => {
  expect(PartyKeys.parse(keyring.keys)).toEqual(keyring.keys)
  expect(await isBoxKey(keyring.keys)).toBe(true)
})

test.each([
  ['another role', () => ({ ...keyring.keys, master: keyring.keys.root })],
  ['another suite', () => ({ ...keyring.keys, link: { ...keyring.keys.link, rsa: 'AA' } })],
  ['a role without its ML-DSA key', () => ({ ...keyring.keys, seal: { ed25519: keyring.keys.seal.ed25519 } })],
  ['one key in two roles', () => ({ ...keyring.keys, link: keyring.keys.journal })],
  [
    'one half of a key in two roles',
    () => ({ ...keyring.keys, root: { ...keyring.keys.seal, ed25519: keyring.keys.root.ed25519 } }),
  ],
  ['a small-order key', () => ({ ...keyring.keys, link: { ed25519: toBase64Url(new Uint8Array(32)) } })],
  ['a padded key', () => ({ ...keyring.keys, link: { ed25519: `${keyring.keys.link.ed25519}=` } })],
  ['a short box key', () => ({ ...keyring.keys, box: { 'x-wing': keyring.keys.box['x-wing'].slice(4) } })],
  ['a name that is no party', () => ({ ...keyring.keys, party: 'Alt' })],
])('P3 a key set with %s is refused', (_, keys) => {
  expect(PartyKeys.safeParse(keys()).success).toBe(false)
})

test('P3 a box key that is not reduced is noticed', async () => {
  const raw = fromBase64Url(keyring.keys.box['x-wing'])!.fill(255, 0, 100)
  expect(await isBoxKey({ ...keyring.keys, box: { 'x-wing': toBase64Url(raw) } })).toBe(false)
})

test('P3 a key id names role, suite and key', () => {
  const raw = new Uint8Array(32)
  const ids = [
    keyIdOf('seal', 'ed25519', raw),
    keyIdOf('root', 'ed25519', raw),
    keyIdOf('seal', 'ml-dsa-44', raw),
    keyIdOf('seal', 'ed25519', raw.with(0, 1)),
  ]
  expect(new Set(ids).size).toBe(4)
  // sha256("tamga key\nseal\ned25519\n" || 32 zero bytes), computed with another tool.
  expect(ids[0]).toBe('key--058f05e669571db3191961fb9fe679db799ae8284d947360f72a873b275a2838')
  expect(parseKeyId(ids[0] ?? '')).toBe(ids[0])
  expect(parseKeyId('key--00')).toBeUndefined()
})

test('P8 fingerprint words follow arXiv:0901.4016', () => {
  // 127.0.0.1 and 63.84.220.193 are examples of the paper.
  const digest = Uint8Array.of(127, 0, 0, 1, 63, 84, 220, 193, ...new Uint8Array(8))
  expect(fingerprintWords(digest)).toBe('lusab-babad-gutih-tugad-babab-babab-babab-babab')
})

test('P8 fingerprints differ where the first sixteen bytes differ', () => {
  const digest = fc.uint8Array({ minLength: 16, maxLength: 32 })
  fc.assert(
    fc.property(digest, digest, (one, other) => {
      const isSame = one.subarray(0, 16).toHex() === other.subarray(0, 16).toHex()
      expect(fingerprintWords(one) === fingerprintWords(other)).toBe(isSame)
    }),
  )
})
