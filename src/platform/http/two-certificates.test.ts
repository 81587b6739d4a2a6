import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { connect } from 'node:tls'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { concat, encodeUtf8, toBase64 } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { makeCertificate, type Certificate } from '#platform/transport/link/certificate.ts'
import { pinnedFetch, pinnedTo } from '#platform/transport/link/pinned-fetch.ts'
import { listen } from './server.ts'

// A certificate as an authority would make it, with a P-256 key: DER by hand (X.690, RFC 5480, RFC 5758).
const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const whole = concat(...content)
  const { length } = whole
  return concat(Uint8Array.of(tag, ...(length < 128 ? [length] : [0x82, length >> 8, length & 255])), whole)
}
const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content)
const ecdsaWithSha256 = sequence(der(0x06, Uint8Array.fromHex('2a8648ce3d040302')))
const name = sequence(der(0x31, sequence(der(0x06, Uint8Array.of(0x55, 4, 3)), der(0x0c, encodeUtf8('localhost')))))
const validity = sequence(der(0x17, encodeUtf8('200101000000Z')), der(0x18, encodeUtf8('99991231235959Z')))
const altName = sequence(
  der(0x06, Uint8Array.of(0x55, 29, 17)),
  der(0x04, sequence(der(0x82, encodeUtf8('localhost')))),
)

function browserCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const version = der(0xa0, der(0x02, Uint8Array.of(2)))
  const extensions = der(0xa3, sequence(altName))
  const serial = der(0x02, Uint8Array.of(7))
  const body = sequence(version, serial, ecdsaWithSha256, name, validity, name, spkiOf(publicKey), extensions)
  const signature = der(0x03, Uint8Array.of(0), new Uint8Array(sign('sha256', body, privateKey)))
  const text = toBase64(sequence(body, ecdsaWithSha256, signature)).replaceAll(/.{64}/gu, '$&\n')
  const cert = `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`
  return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
}

const spkiOf = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }))

test('O1 one listener shows peers the pinned key, and browsers a certificate that they can verify', async () => {
  const seed = new SeededRandom('two certificates').bytes(32)
  const browser = browserCertificate()
  const listener = await listen({
    fetch: async () => new Response('sealed'),
    timers: systemTimers,
    host: '127.0.0.1',
    port: 0,
    tls: [makeCertificate(seed), browser],
  })
  onTestFinished(() => listener.stop())
  using own = pinnedFetch(pinnedTo(ed25519.signer(seed).publicKey))
  expect(await (await own.fetch(new Request(listener.url))).text()).toBe('sealed')
  const signatures = 'ecdsa_secp256r1_sha256:rsa_pss_rsae_sha256'
  const socket = connect({ port: listener.port, servername: 'localhost', ca: browser.cert, sigalgs: signatures })
  await once(socket, 'secureConnect')
  expect([socket.authorized, socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType]).toEqual([true, 'ec'])
  socket.destroy()
})
