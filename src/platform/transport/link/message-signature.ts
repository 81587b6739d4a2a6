import { fromBase64, toBase64 } from '#kernel/bytes.ts'

/**
 * The part of HTTP Message Signatures (RFC 9421) that nodes speak: one signature per message, labelled `tamga`, over
 * exactly the components of its profile, in this order, with exactly these parameters.
 *
 *     Content-Digest: sha-256=:<base64 of 32 bytes>:
 *     Signature-Input: tamga=("@method" "@path" ...);created=1795284300;nonce="...";keyid="...";alg="ed25519";tag="..."
 *     Signature: tamga=:<base64 of 64 bytes>:
 *
 * Structured fields (RFC 9651) are read in the one spelling that we write: no spare white space, no escapes, no second
 * member. Parameters may come in any order, since the signer's own text of them is what is signed.
 */
export const label = 'tamga'
const tag = 'tamga-federation/1'

/** Component identifiers as they stand in Signature-Input. */
export const requestComponents = [
  '"@method"',
  '"@path"',
  '"@query"',
  '"content-digest"',
  '"tamga-from"',
  '"tamga-to"',
] as const

/** A response is bound to its request by the request's signature, which covers all of it (RFC 9421 2.4). */
export const responseComponents = ['"@status"', '"content-digest"', '"signature";req;key="tamga"'] as const

/** `created` is in seconds since 1970; `nonce` only on requests. */
export interface SignatureParams {
  readonly created: number
  readonly nonce?: string
  readonly keyid: string
}

export interface ReadInput {
  readonly params: SignatureParams
  /** The inner list with its parameters exactly as received: the value of `@signature-params`. */
  readonly text: string
}

/** One line of a signature base: identifier as in Signature-Input, and the component's value. */
export type Line = readonly [identifier: string, value: string]

/** The bytes' text that is signed (RFC 9421 2.5). `paramsText`: the inner list with parameters. */
export function signatureBase(lines: readonly Line[], paramsText: string): string {
  return [...lines, ['"@signature-params"', paramsText] as const].map(([id, value]) => `${id}: ${value}`).join('\n')
}

export function writeParams(components: readonly string[], params: SignatureParams): string {
  const nonce = params.nonce === undefined ? '' : `;nonce="${params.nonce}"`
  return `(${components.join(' ')});created=${params.created}${nonce};keyid="${params.keyid}";alg="ed25519";tag="${tag}"`
}

const inputShape = /^tamga=(\(([^()]*)\)((?:;[a-z]+=(?:0|[1-9]\d{0,11}|"[\x20\x21\x23-\x5b\x5d-\x7e]{0,200}"))+))$/u
const paramShape = /;([a-z]+)=(?:(\d+)|"([^"]*)")/gu
const nonceShape = /^[A-Za-z0-9_-]{22}$/u

/** `undefined` unless the field has exactly the components and parameters asked for, each once. */
export function readInput(field: string, components: readonly string[], withNonce: boolean): ReadInput | undefined {
  const [, text, list, tail] = inputShape.exec(field) ?? []
  if (text === undefined || tail === undefined || list !== components.join(' ')) return undefined
  const found = [...tail.matchAll(paramShape)]
  const numbers = new Map(
    found.flatMap(([, name = '', digits]) => (digits === undefined ? [] : [[name, Number(digits)]])),
  )
  const texts = new Map(found.flatMap(([, name = '', , value]) => (value === undefined ? [] : [[name, value]])))
  const created = numbers.get('created')
  const [keyid, nonce] = [texts.get('keyid'), texts.get('nonce')]
  const count = withNonce ? 5 : 4
  if (found.length !== count || numbers.size + texts.size !== count) return undefined
  if (texts.get('alg') !== 'ed25519' || texts.get('tag') !== tag) return undefined
  if (created === undefined || keyid === undefined) return undefined
  if (!withNonce) return { params: { created, keyid }, text }
  return nonce !== undefined && nonceShape.test(nonce) ? { params: { created, nonce, keyid }, text } : undefined
}

/** A member's byte sequence, `:base64:`; `undefined` unless the field is that one member with that many bytes. */
export function readBytesMember(field: string, name: string, bytes: number): Uint8Array | undefined {
  if (!field.startsWith(`${name}=:`) || !field.endsWith(':')) return undefined
  const value = fromBase64(field.slice(name.length + 2, -1))
  return value?.length === bytes ? value : undefined
}

export function writeBytesMember(name: string, value: Uint8Array): string {
  return `${name}=:${toBase64(value)}:`
}
