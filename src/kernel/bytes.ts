import type { Brand } from './brand.ts'

/** Lower-case hex of 32 bytes. */
export type Sha256Hex = Brand<string, 'Sha256Hex'>

const utf8 = new TextEncoder()
const fatal = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeUtf8(text: string): Uint8Array {
  return utf8.encode(text)
}

/** Text of well-formed UTF-8, a byte order mark kept as a character; `undefined` for anything else. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return fatal.decode(bytes)
  } catch {
    return undefined
  }
}

/** base64url without padding (RFC 4648 section 5), the form of binary values in JSON. */
export function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: 'base64url', omitPadding: true })
}

/** `undefined` unless the text is exactly what `toBase64Url` writes: no padding, no spare bits, no white space. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  return strictly(text, toBase64Url, (value) => Uint8Array.fromBase64(value, { alphabet: 'base64url' }))
}

/** Standard base64 with padding (RFC 4648 section 4), the form of binary values in C2SP texts. */
export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64()
}

/** `undefined` unless the text is exactly what `toBase64` writes. */
export function fromBase64(text: string): Uint8Array | undefined {
  return strictly(text, toBase64, (value) => Uint8Array.fromBase64(value))
}

export function toHex(bytes: Uint8Array): string {
  return bytes.toHex()
}

/** `undefined` unless the text is lower-case hex of whole bytes. */
export function fromHex(text: string): Uint8Array | undefined {
  return strictly(text, toHex, (value) => Uint8Array.fromHex(value))
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * Gives the memory of bytes that nobody needs any more back at once, where they have it to themselves: they are empty afterwards. Megabytes
 * that wait for the collector make it come, and it looks through everything else.
 */
export function letGo({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength > 0 && buffer.byteLength === byteLength) buffer.transfer(0)
}

/** Whether two byte strings are equal. Not constant in time: for public values only. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  const { length } = one
  if (length !== other.length) return false
  const [ones, others] = [viewOf(one), viewOf(other)]
  let at = 0
  for (; at + 4 <= length; at += 4) if (ones.getInt32(at) !== others.getInt32(at)) return false
  for (; at < length; at += 1) if (one[at] !== other[at]) return false
  return true
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)

function strictly(
  text: string,
  encode: (bytes: Uint8Array) => string,
  decode: (text: string) => Uint8Array,
): Uint8Array | undefined {
  try {
    const bytes = decode(text)
    return encode(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}
