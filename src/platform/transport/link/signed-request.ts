import { encodeUtf8, equalBytes, toBase64Url } from '#kernel/bytes.ts'
import { epochMsOf } from '#kernel/instant.ts'
import type { Clock, Random, Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import type { BodyLimits } from './bounded-body.ts'
import { BodyRefused, readBounded } from './bounded-body.ts'
import type { LinkKeys, LinkSigner } from './link-keys.ts'
import type { Line, ReadInput } from './message-signature.ts'
import {
  label,
  readBytesMember,
  readInput,
  requestComponents,
  signatureBase,
  writeBytesMember,
  writeParams,
} from './message-signature.ts'
import type { Nonces } from './nonces.ts'

/** A request before it is signed. `url` with scheme and host; `body` is empty on GET. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly body?: Uint8Array
  readonly mediaType?: string
}

export interface SigningPorts {
  readonly self: LinkSigner
  /** Id of the `link` key by which we know the addressee. */
  readonly expects?: ((to: Party) => string | undefined) | undefined
  readonly clock: Clock
  readonly random: Random
}

/** Signed by our `link` key for one peer. Redirects are never followed. */
export async function signRequest(
  ports: SigningPorts,
  to: Party,
  plain: PlainRequest,
  signal?: AbortSignal,
): Promise<Request> {
  const body = plain.body ?? new Uint8Array()
  const headers = new Headers({
    'content-digest': contentDigest(body),
    'tamga-from': ports.self.party,
    'tamga-to': to,
    ...(plain.mediaType === undefined ? {} : { 'content-type': plain.mediaType }),
  })
  const expected = ports.expects?.(to)
  if (expected !== undefined) headers.set(expecting, expected)
  const params = writeParams(requestComponents, {
    created: Math.floor(epochMsOf(ports.clock.now()) / 1000),
    nonce: toBase64Url(ports.random.bytes(16)),
    keyid: ports.self.keyid,
  })
  const lines = linesOf({ method: plain.method, url: plain.url, headers })
  const signature = await ports.self.sign(encodeUtf8(signatureBase(lines, params)))
  headers.set('signature-input', `${label}=${params}`)
  headers.set('signature', writeBytesMember(label, signature))
  return new Request(plain.url, {
    method: plain.method,
    headers,
    redirect: 'manual',
    ...(plain.method === 'GET' ? {} : { body: new Uint8Array(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/**
 * Names the key that the caller holds the addressee to, so that one whose key was changed answers those who have not learned of it. Not signed:
 * whoever alters it gets an answer that the caller does not believe.
 */
const expecting = 'tamga-expects'

/** Id of the key that the sender of a request holds us to. */
export function expectedBy({ headers }: Request): string | undefined {
  return headers.get(expecting) ?? undefined
}

/** What was proved of a request: nothing else of it may be relied on. */
export interface LinkCall {
  readonly peer: Party
  readonly body: Uint8Array
  /** The field `Signature`, which the response covers. */
  readonly signature: string
  /** The peer's clock less ours. Shown to an administrator when great; never a reason to refuse. */
  readonly skewMs: number
}

export interface VerifyingPorts {
  readonly self: Party
  readonly keys: LinkKeys
  readonly nonces: Nonces
  readonly clock: Clock
  readonly timers: Timers
  readonly limits: BodyLimits
}

export type LinkRefusal = Refusal<
  | 'link-unsigned'
  | 'link-signature-invalid'
  | 'link-key-unknown'
  | 'link-misaddressed'
  | 'link-replayed'
  | 'digest-mismatch'
  | 'too-large'
  | 'too-slow'
>

/**
 * Checks a request in the order of cost: its fields, its signature, its nonce, and only then its body. Nobody without a
 * pinned key makes us read a body.
 */
export async function verifyRequest(ports: VerifyingPorts, request: Request): Promise<LinkCall | LinkRefusal> {
  const signed = verifyFields(ports, request)
  if (isRefusal(signed)) return signed
  const { peer, input, signature } = signed
  if (!ports.nonces.admit(peer, input.params.nonce ?? '')) return refuse('link-replayed', 'protocol 7: nonce')
  const body = await readWithin(ports, request)
  if (isRefusal(body)) return body
  if (!hasDigest(request.headers, body)) return refuse('digest-mismatch', 'RFC 9530: content-digest')
  return { peer, body, signature, skewMs: input.params.created * 1000 - epochMsOf(ports.clock.now()) }
}

interface SignedFields {
  readonly peer: Party
  readonly input: ReadInput
  readonly signature: string
}

function verifyFields(ports: VerifyingPorts, request: Request): SignedFields | LinkRefusal {
  const field = (name: string) => request.headers.get(name) ?? ''
  if (field('signature') === '') return refuse('link-unsigned', 'protocol 7: signed requests')
  const input = readInput(field('signature-input'), requestComponents, true)
  const signature = readBytesMember(field('signature'), label, ed25519.signatureBytes)
  if (input === undefined || signature === undefined) return refuse('link-signature-invalid', 'RFC 9421: profile')
  const peer = parseParty(field('tamga-from'))
  const key = peer === undefined || peer === ports.self ? undefined : ports.keys(peer, input.params.keyid)
  if (peer === undefined || key === undefined) return refuse('link-key-unknown', 'protocol 3: pinned link key')
  if (field('tamga-to') !== ports.self) return refuse('link-misaddressed', 'protocol 7: addressee')
  if (!ed25519.verify(key, encodeUtf8(signatureBase(linesOf(request), input.text)), signature)) {
    return refuse('link-signature-invalid', 'RFC 9421: signature')
  }
  return { peer, input, signature: field('signature') }
}

/**
 * The covered components. Path and query rather than the target URI: a proxy in front of a node may change scheme and
 * authority, and who is meant is said by `tamga-to`.
 */
function linesOf(request: { readonly method: string; readonly url: string; readonly headers: Headers }): Line[] {
  const url = new URL(request.url)
  const field = (name: string): Line => [`"${name}"`, request.headers.get(name) ?? '']
  return [
    ['"@method"', request.method],
    ['"@path"', url.pathname],
    ['"@query"', url.search === '' ? '?' : url.search],
    field('content-digest'),
    field('tamga-from'),
    field('tamga-to'),
  ]
}

/** The field `Content-Digest` of a body (RFC 9530), with the one algorithm and the one member that we write. */
export function contentDigest(body: Uint8Array): string {
  return writeBytesMember('sha-256', sha256(body))
}

/** Whether a body is the one that the field names; anything but that one member is none. */
export function hasDigest(headers: Headers, body: Uint8Array): boolean {
  const digest = readBytesMember(headers.get('content-digest') ?? '', 'sha-256', 32)
  return digest !== undefined && equalBytes(digest, sha256(body))
}

async function readWithin(ports: VerifyingPorts, request: Request): Promise<Uint8Array | LinkRefusal> {
  try {
    return await readBounded(request.body, ports.limits, ports.timers)
  } catch (error) {
    if (error instanceof BodyRefused) return error.refusal
    throw error
  }
}
