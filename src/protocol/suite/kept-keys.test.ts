import { expect, test } from 'vitest'
import { KeptKeys, publicKeyFrom } from './kept-keys.ts'
import { rfc8032Test3 } from './known-answers.ts'

const keyOf = (at: number): Uint8Array => new Uint8Array(new Uint32Array([at]).buffer)

test('S3 a public key is made once, and again only when many others came after it', () => {
  const made: number[] = []
  const object = publicKeyFrom(rfc8032Test3().publicKey, 'ed25519')
  const keys = new KeptKeys((bytes) => {
    made.push(new DataView(bytes.buffer).getUint32(0, true))
    return object
  })
  expect(keys.of(keyOf(0))).toBe(object)
  expect(keys.of(keyOf(0))).toBe(object)
  expect(made).toEqual([0])
  for (let at = 1; at <= 512; at += 1) keys.of(keyOf(at))
  keys.of(keyOf(512))
  expect(made.length).toBe(513)
  keys.of(keyOf(0))
  expect(made.length).toBe(514)
})

test('S3 bytes that are no key are none the second time either', () => {
  const keys = new KeptKeys((bytes) => publicKeyFrom(bytes, 'ed25519'))
  for (let round = 0; round < 2; round += 1) expect(keys.of(new Uint8Array(31))).toBeUndefined()
  expect(publicKeyFrom(new Uint8Array(3), 'ml-dsa-44')).toBeUndefined()
})
