import { expect, test } from 'vitest'
import { encodeUtf8, fromBase64, toBase64 } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import {
  readBytesMember,
  readInput,
  requestComponents,
  responseComponents,
  signatureBase,
  writeParams,
} from './message-signature.ts'

const bytes = (base64: string) => fromBase64(base64) ?? new Uint8Array()

test('RFC 9421 B.2.6 the signature base of the Ed25519 example gives its signature', () => {
  const pkcs8 = bytes('MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF')
  const spki = bytes('MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=')
  const params =
    '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
  const base = signatureBase(
    [
      ['"date"', 'Tue, 20 Apr 2021 02:07:55 GMT'],
      ['"@method"', 'POST'],
      ['"@path"', '/foo'],
      ['"@authority"', 'example.com'],
      ['"content-type"', 'application/json'],
      ['"content-length"', '18'],
    ],
    params,
  )
  const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=='
  const signer = ed25519.signer(pkcs8.subarray(-32))
  expect(signer.publicKey).toEqual(spki.subarray(-32))
  expect(toBase64(signer.sign(encodeUtf8(base)))).toBe(signature)
  expect(ed25519.verify(signer.publicKey, encodeUtf8(base), bytes(signature))).toBe(true)
})

const params = { created: 1_795_284_300, nonce: 'AAAAAAAAAAAAAAAAAAAAAA', keyid: 'key--00' }
const written = writeParams(requestComponents, params)

test('L1 what we write is what we read, and parameters may come in any order', () => {
  expect(readInput(`tamga=${written}`, requestComponents, true)).toEqual({ params, text: written })
  const list = `(${requestComponents.join(' ')})`
  const other = `${list};tag="tamga-federation/1";alg="ed25519";keyid="key--00";nonce="${params.nonce}";created=1795284300`
  expect(readInput(`tamga=${other}`, requestComponents, true)).toEqual({ params, text: other })
})

test.each([
  ['another label', `sig=${written}`],
  ['a second signature', `tamga=${written}, other=${written}`],
  ['a component fewer', `tamga=${written.replace(' "tamga-to"', '')}`],
  ['a component more', `tamga=${written.replace('"tamga-to"', '"tamga-to" "date"')}`],
  ['a component twice', `tamga=${written.replace('"tamga-to"', '"tamga-to" "tamga-to"')}`],
  ['components in another order', `tamga=${written.replace('"@method" "@path"', '"@path" "@method"')}`],
  ['a component parameter', `tamga=${written.replace('"@path"', '"@path";req')}`],
  ['an unknown parameter', `tamga=${written};expires=1`],
  ['a parameter twice', `tamga=${written};created=1`],
  ['a parameter in both types', `tamga=${written.replace('keyid="key--00"', 'keyid="key--00";created="1"')}`],
  ['no nonce', `tamga=${written.replace(/;nonce="[^"]*"/u, '')}`],
  ['a short nonce', `tamga=${written.replace(params.nonce, 'AAAA')}`],
  ['another tag', `tamga=${written.replace('federation/1', 'federation/2')}`],
  ['another algorithm', `tamga=${written.replace('"ed25519"', '"hmac-sha256"')}`],
  ['a negative time', `tamga=${written.replace('created=', 'created=-')}`],
  ['a leading zero', `tamga=${written.replace('created=', 'created=0')}`],
  ['an escape', `tamga=${written.replace('key--00', String.raw`key\"`)}`],
  ['white space', `tamga=${written.replace(';created', '; created')}`],
  ['the request profile read as a response', `tamga=${writeParams(responseComponents, params)}`],
  ['nothing', ''],
])('L1 a Signature-Input with %s is refused', (_what, field) => {
  expect(readInput(field, requestComponents, true)).toBeUndefined()
})

test('L1 a member of bytes is one member, of the length asked, in the one spelling', () => {
  const value = `tamga=:${toBase64(new Uint8Array(64).fill(9))}:`
  expect(readBytesMember(value, 'tamga', 64)).toEqual(new Uint8Array(64).fill(9))
  for (const wrong of [
    value.slice(0, -1),
    `${value}, x=:AA==:`,
    ` ${value}`,
    value.replace('==', '='),
    'tamga=:',
    '',
  ]) {
    expect(readBytesMember(wrong, 'tamga', 64)).toBeUndefined()
  }
  expect(readBytesMember(value, 'tamga', 32)).toBeUndefined()
  expect(readBytesMember(value, 'other', 64)).toBeUndefined()
})
