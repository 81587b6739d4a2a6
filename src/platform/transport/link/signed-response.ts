import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { epochMsOf } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import type { LinkKeys, LinkSigner } from './link-keys.ts'
import type { Line } from './message-signature.ts'
import {
  label,
  readBytesMember,
  readInput,
  responseComponents,
  signatureBase,
  writeBytesMember,
  writeParams,
} from './message-signature.ts'
import { contentDigest } from './signed-request.ts'

/** The same response with its digest, unless it has it, and our signature, bound to the request by `requestSignature`, its field `Signature`. */
export async function signResponse(
  ports: { readonly self: LinkSigner; readonly clock: Clock },
  requestSignature: string,
  response: Response,
): Promise<Response> {
  const body = await wholeBody(response)
  const headers = new Headers(response.headers)
  if (!headers.has('content-digest')) headers.set('content-digest', contentDigest(body))
  const created = Math.floor(epochMsOf(ports.clock.now()) / 1000)
  const params = writeParams(responseComponents, { created, keyid: ports.self.keyid })
  const lines = linesOf({ status: response.status, headers }, requestSignature)
  const signature = await ports.self.sign(encodeUtf8(signatureBase(lines, params)))
  headers.set('signature-input', `${label}=${params}`)
  headers.set('signature', writeBytesMember(label, signature))
  return new Response(bodiless.has(response.status) ? null : uncopied(body), { status: response.status, headers })
}

/** A body that comes in one part is that part: a piece of a file is not copied on its way out. */
async function wholeBody({ body }: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of body ?? []) parts.push(part)
  const [only, ...more] = parts
  return only !== undefined && more.length === 0 ? only : concat(...parts)
}

/** As a stream of one part: a response copies whatever else it is given. */
export function uncopied(bytes: Uint8Array): ReadableStream {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}

/** Statuses whose messages have no body (RFC 9110). */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * Whether status and digest of a response are the peer's answer to the request with this `Signature` field: the peer's
 * clock less ours in ms, or `undefined`. The body is the caller's to compare with the digest.
 */
export function verifyResponse(
  ports: { readonly keys: LinkKeys; readonly clock: Clock },
  sent: { readonly peer: Party; readonly signature: string },
  response: { readonly status: number; readonly headers: Headers },
): { readonly skewMs: number } | undefined {
  const field = (name: string) => response.headers.get(name) ?? ''
  const input = readInput(field('signature-input'), responseComponents, false)
  const signature = readBytesMember(field('signature'), label, ed25519.signatureBytes)
  if (input === undefined || signature === undefined) return undefined
  const key = ports.keys(sent.peer, input.params.keyid)
  if (key === undefined) return undefined
  const base = signatureBase(linesOf(response, sent.signature), input.text)
  if (!ed25519.verify(key, encodeUtf8(base), signature)) return undefined
  return { skewMs: input.params.created * 1000 - epochMsOf(ports.clock.now()) }
}

/** `requestSignature` as the field stands, `tamga=:base64:`; the component is the member's value alone. */
function linesOf(
  response: { readonly status: number; readonly headers: Headers },
  requestSignature: string,
): readonly Line[] {
  return [
    ['"@status"', String(response.status)],
    ['"content-digest"', response.headers.get('content-digest') ?? ''],
    ['"signature";req;key="tamga"', requestSignature.slice(label.length + 1)],
  ]
}
