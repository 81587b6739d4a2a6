import { ended, type Clock, type Fetch, type Random, type Timers } from '#kernel/ports.ts'
import { partsOf } from '#kernel/streamed-response.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { BodyLimits } from './bounded-body.ts'
import { BodyRefused, readBounded } from './bounded-body.ts'
import type { LinkKeys, LinkSigner } from './link-keys.ts'
import type { PlainRequest } from './signed-request.ts'
import { hasDigest, signRequest } from './signed-request.ts'
import { verifyResponse } from './signed-response.ts'

export interface LinkClientPorts {
  readonly fetch: Fetch
  readonly self: LinkSigner
  /** Further keys of ours, tried where the peer does not know the one before: it has not adopted a change of ours, or we have not. */
  readonly others?: readonly LinkSigner[]
  /** Id of the key by which we know a peer. */
  readonly expects?: (peer: Party) => string | undefined
  readonly keys: LinkKeys
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
}

/** The peer a client speaks to. `origin`: scheme, host and port from the charter, no path. */
export interface LinkTarget {
  readonly party: Party
  readonly origin: string
}

/** `path` with its query. */
export interface LinkAsk {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: Uint8Array
  readonly mediaType?: string
  readonly limits?: BodyLimits
  readonly signal?: AbortSignal
}

/**
 * What came of asking a peer. `answer`, `refused` and `deferred` are proved to be the peer's own answer to this request;
 * everything else, a proxy's error page or a forged answer included, is `unreachable` and proves nothing.
 * `status` of `unreachable` is what was claimed, for a person to read.
 */
export type LinkReply =
  | { readonly kind: 'answer'; readonly status: number; readonly body: Uint8Array; readonly skewMs: number }
  | { readonly kind: 'refused'; readonly status: number; readonly body: Uint8Array; readonly skewMs: number }
  | { readonly kind: 'deferred'; readonly status: number; readonly retryAfterMs?: number; readonly skewMs: number }
  | { readonly kind: 'unreachable'; readonly why: Unreachable; readonly status?: number }

export type Unreachable = 'network' | 'timeout' | 'unproved' | 'too-large' | 'too-slow' | 'stopped'

/** Limits of an answer: requests and answers are at most 8 MiB (protocol 10). */
export const linkLimits: BodyLimits = { maxBytes: 8 * 1024 * 1024, idleMs: 15_000, totalMs: 60_000 }

/** Asks one peer: signs, sends, bounds the answer in bytes and time, and believes only what the peer's key signed. */
export function linkClient(ports: LinkClientPorts, target: LinkTarget): (ask: LinkAsk) => Promise<LinkReply> {
  return async (ask) => {
    let reply = await askAs(ports, target, ask)
    for (const self of ports.others ?? []) {
      if (!isUnknownKey(reply)) break
      reply = await askAs({ ...ports, self }, target, ask)
    }
    return reply
  }
}

/** What a door answers to a key that it does not know: nothing is proved by it, and another key may do. */
const isUnknownKey = (reply: LinkReply): boolean =>
  reply.kind === 'unreachable' && reply.why === 'unproved' && reply.status === 401

async function askAs(ports: LinkClientPorts, target: LinkTarget, ask: LinkAsk): Promise<LinkReply> {
  const limits = ask.limits ?? linkLimits
  if (ask.signal?.aborted) return { kind: 'unreachable', why: 'stopped' }
  const over = new AbortController()
  const wait = new AbortController()
  const stop = () => wait.abort(ended)
  ask.signal?.addEventListener('abort', stop)
  let isAnswered = false
  try {
    const request = await signRequest(ports, target.party, plainOf(target, ask), over.signal)
    const answered = exchange(ports, target.party, request, limits).finally(() => (isAnswered = true))
    const tooLate = ports.timers.sleep(limits.totalMs, wait.signal).then((): LinkReply => {
      return { kind: 'unreachable', why: ask.signal?.aborted ? 'stopped' : 'timeout' }
    })
    return await Promise.race([answered, tooLate])
  } finally {
    ask.signal?.removeEventListener('abort', stop)
    stop()
    // A request that was answered has nothing left to end.
    if (!isAnswered) over.abort(ended)
  }
}

function plainOf(target: LinkTarget, ask: LinkAsk): PlainRequest {
  const { method, body, mediaType } = ask
  return {
    method,
    url: `${target.origin}${ask.path}`,
    ...(body === undefined ? {} : { body }),
    ...(mediaType === undefined ? {} : { mediaType }),
  }
}

async function exchange(ports: LinkClientPorts, peer: Party, request: Request, limits: BodyLimits): Promise<LinkReply> {
  const response = await ports.fetch(request).catch(() => undefined)
  if (response === undefined) return { kind: 'unreachable', why: 'network' }
  const { status } = response
  const signature = request.headers.get('signature') ?? ''
  const proof = verifyResponse(ports, { peer, signature }, response)
  if (proof === undefined) {
    response.body?.cancel().catch(() => undefined)
    return { kind: 'unreachable', why: 'unproved', status }
  }
  const body = await bodyOf(ports, response, limits)
  if (!(body instanceof Uint8Array)) return { kind: 'unreachable', why: body, status }
  if (!hasDigest(response.headers, body)) return { kind: 'unreachable', why: 'unproved', status }
  return { ...verdictOf(response, body), ...proof }
}

type Verdict<Reply = LinkReply> = Reply extends { readonly skewMs: number } ? Omit<Reply, 'skewMs'> : never

/** Which of the three it is follows from the status, which the signature covers. */
function verdictOf(response: Response, body: Uint8Array): Verdict {
  const { status } = response
  if (status === 401 || status === 403) return { kind: 'refused', status, body }
  if (status !== 429 && status < 500) return { kind: 'answer', status, body }
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
  return { kind: 'deferred', status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

/** Retry-After is not covered by the signature: nobody between may put a link to sleep for longer than this. */
const longestRetryAfterMs = 15 * 60_000

function readRetryAfter(field: string | null): number | undefined {
  return field !== null && /^\d{1,9}$/u.test(field) ? Math.min(Number(field) * 1000, longestRetryAfterMs) : undefined
}

async function bodyOf(
  ports: LinkClientPorts,
  response: Response,
  limits: BodyLimits,
): Promise<Uint8Array | 'too-large' | 'too-slow' | 'network'> {
  try {
    return await readBounded(partsOf(response), { ...limits, declaredBytes: declaredBy(response) }, ports.timers)
  } catch (error) {
    return error instanceof BodyRefused ? error.refusal.code : 'network'
  }
}

function declaredBy({ headers }: Response): number {
  const field = headers.get('content-length') ?? ''
  return /^\d{1,9}$/u.test(field) ? Number(field) : 0
}
