import { generateKeyPairSync, sign } from 'node:crypto'
import { concat, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'

/** What a device and the browser before it would say; whoever attacks says something else. */
export interface Saying {
  readonly challenge: string
  readonly origin?: string
  readonly rpId?: string
  readonly isVerified?: boolean
  readonly counter?: number
  readonly type?: string
  readonly crossOrigin?: boolean
  readonly userHandle?: string
}

/** A device with one P-256 key, as in WebAuthn 3 sections 6.1 and 6.5 (attestation `none`). */
export class SoftAuthenticator {
  static #made = 0
  readonly id = toBase64Url(sha256(encodeUtf8(`credential ${(SoftAuthenticator.#made += 1)}`)))
  readonly #key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  counter = 0

  register(saying: Saying): object {
    const { x = '', y = '' } = this.#key.publicKey.export({ format: 'jwk' })
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}: ES256 in COSE.
    const cose = concat(cbor('a5010203262001215820'), bytesOf(x), cbor('225820'), bytesOf(y))
    const id = bytesOf(this.id)
    const key = concat(new Uint8Array(16), Uint8Array.of(0, id.length), id, cose)
    const data = concat(this.#data(saying, 0x40), key)
    const head = concat(cbor('a3'), text('fmt'), text('none'), text('attStmt'), cbor('a0'), text('authData'))
    const attestationObject = concat(head, Uint8Array.of(0x58, data.length), data)
    const clientDataJSON = clientData({ type: 'webauthn.create', ...saying })
    const response = { clientDataJSON: toBase64Url(clientDataJSON), attestationObject: toBase64Url(attestationObject) }
    return { id: this.id, type: 'public-key', response: { ...response, transports: ['internal'] } }
  }

  assert(saying: Saying): object {
    const data = this.#data(saying, 0)
    const clientDataJSON = clientData({ type: 'webauthn.get', ...saying })
    const signature = sign('sha256', concat(data, sha256(clientDataJSON)), this.#key.privateKey)
    const response = {
      clientDataJSON: toBase64Url(clientDataJSON),
      authenticatorData: toBase64Url(data),
      signature: toBase64Url(signature),
      ...(saying.userHandle !== undefined && { userHandle: saying.userHandle }),
    }
    return { id: this.id, type: 'public-key', response }
  }

  #data({ rpId = 'alt', isVerified = true, counter }: Saying, more: number): Uint8Array {
    this.counter += 1
    const flags = 0x01 | (isVerified ? 0x04 : 0) | more
    const count = new Uint8Array(4)
    new DataView(count.buffer).setUint32(0, counter ?? this.counter)
    return concat(sha256(encodeUtf8(rpId)), Uint8Array.of(flags), count)
  }
}

const bytesOf = (text: string): Uint8Array => fromBase64Url(text) ?? new Uint8Array()
const cbor = (hex: string): Uint8Array => Uint8Array.fromHex(hex)
const text = (value: string): Uint8Array => concat(Uint8Array.of(0x60 + value.length), encodeUtf8(value))

const clientData = ({ type, challenge, origin = 'http://alt', crossOrigin = false }: Saying): Uint8Array =>
  encodeUtf8(JSON.stringify({ type, challenge, origin, crossOrigin }))
