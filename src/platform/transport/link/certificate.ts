import { createPrivateKey, sign } from 'node:crypto'
import { concat, encodeUtf8, toBase64 } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'

/** PEM texts for a TLS server: PKCS #8 private key and self-signed certificate. `key` is as secret as the seed. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/**
 * The self-signed X.509 certificate (RFC 5280, RFC 8410) of a node's `link` key, the same for ever: its name says
 * nothing, its dates never end, its serial is a digest of the key. Peers look at its key alone, which the charter pins.
 * `linkSeed`: the 32-byte Ed25519 seed.
 */
export function makeCertificate(linkSeed: Uint8Array): Certificate {
  const pkcs8 = concat(pkcs8Prefix, linkSeed)
  const key = createPrivateKey({ key: nodeBuffer(pkcs8), format: 'der', type: 'pkcs8' })
  const toBeSigned = certificateBody(ed25519.signer(linkSeed).publicKey)
  const signature = new Uint8Array(sign(null, toBeSigned, key))
  const cert = sequence(toBeSigned, ed25519Algorithm, bitString(signature))
  return { key: pem('PRIVATE KEY', pkcs8), cert: pem('CERTIFICATE', cert) }
}

/**
 * The name by which a client of TLS asks for the certificate of a `link` key: the two halves of the key id under a domain that nobody has (RFC
 * 2606). A node whose key was changed shows the old one to those who have not learned of it.
 */
export function serverNameOf(keyid: string): string {
  const digits = keyid.slice('key--'.length)
  return `${digits.slice(0, 32)}.${digits.slice(32)}.link.invalid`
}

/** The key id in such a name. */
export function keyIdNamed(serverName: string): string | undefined {
  const [, first, second] = /^([0-9a-f]{32})\.([0-9a-f]{32})\.link\.invalid$/u.exec(serverName) ?? []
  return first === undefined || second === undefined ? undefined : `key--${first}${second}`
}

/** SubjectPublicKeyInfo of Ed25519 (RFC 8410): these bytes and the 32 of the raw key. */
const spkiPrefix = Uint8Array.fromHex('302a300506032b6570032100')
/** PrivateKeyInfo of Ed25519 (RFC 8410): these bytes and the 32 of the seed. */
const pkcs8Prefix = Uint8Array.fromHex('302e020100300506032b657004220420')

/** Raw Ed25519 key of a SubjectPublicKeyInfo, or `undefined` for a key of any other kind. */
export function rawKeyOf(spki: Uint8Array): Uint8Array | undefined {
  const isEd25519 = spki.length === spkiPrefix.length + 32 && spkiPrefix.every((byte, at) => spki[at] === byte)
  return isEd25519 ? spki.subarray(spkiPrefix.length) : undefined
}

// DER (X.690): tag, length, content.
const der = (tag: number, ...content: readonly Uint8Array[]): Uint8Array => {
  const whole = concat(...content)
  const { length } = whole
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return concat(Uint8Array.of(tag, ...size), whole)
}
const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content)
const bitString = (content: Uint8Array) => der(0x03, Uint8Array.of(0), content)

const ed25519Algorithm = sequence(der(0x06, Uint8Array.of(0x2b, 0x65, 0x70)))
const commonName = Uint8Array.of(0x55, 0x04, 0x03)
const basicConstraints = Uint8Array.of(0x55, 0x1d, 0x13)
const version3 = der(0xa0, der(0x02, Uint8Array.of(2)))

function certificateBody(publicKey: Uint8Array): Uint8Array {
  const name = sequence(der(0x31, sequence(der(0x06, commonName), der(0x0c, encodeUtf8('tamga link')))))
  // RFC 5280 4.1.2.5: 99991231235959Z says that there is no end.
  const validity = sequence(der(0x17, encodeUtf8('000101000000Z')), der(0x18, encodeUtf8('99991231235959Z')))
  const noAuthority = sequence(der(0x06, basicConstraints), der(0x01, Uint8Array.of(255)), der(0x04, sequence()))
  const extensions = der(0xa3, sequence(noAuthority))
  const spki = concat(spkiPrefix, publicKey)
  return sequence(version3, serialOf(publicKey), ed25519Algorithm, name, validity, name, spki, extensions)
}

/** Positive and without a leading zero byte, as DER wants an INTEGER. */
function serialOf(publicKey: Uint8Array): Uint8Array {
  const serial = sha256(publicKey).slice(0, 16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return der(0x02, serial)
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = toBase64(bytes).match(/.{1,64}/gu) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

const nodeBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
