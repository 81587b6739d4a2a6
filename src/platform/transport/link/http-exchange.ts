import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { StreamedResponse } from '#kernel/streamed-response.ts'

/** What sends a request of HTTP or of HTTPS. */
export interface Sender {
  readonly request: (url: string, options: RequestOptions, answered: (answer: IncomingMessage) => void) => ClientRequest
  readonly agent: Agent
  /** Sends bodies as they come, for files; without it a body is sent whole, with its length. */
  readonly streams: boolean
}

/** One request and its answer, over a connection of the agent. No redirects, no proxies. */
export async function exchangeBy({ request: ask, agent, streams }: Sender, request: Request): Promise<Response> {
  const { url, method, signal } = request
  const body = streams && request.body !== null ? request.body : await wholeOf(request)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {}
    const headers = { ...Object.fromEntries(request.headers), ...length }
    const outgoing = ask(url, { agent, method, headers, signal }, resolve)
    // A server may answer and close before it has read a body: its answer stands.
    outgoing.on('error', reject)
    if (body instanceof Uint8Array) outgoing.end(body)
    else pipeline(Readable.from(body), outgoing).catch(reject)
  })
  return responseOf(answer)
}

async function wholeOf(request: Request): Promise<Uint8Array> {
  return request.body === null ? new Uint8Array(0) : new Uint8Array(await request.arrayBuffer())
}

/** Statuses whose messages have no body (RFC 9110). */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers()
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const status = answer.statusCode ?? 502
  if (bodiless.has(status)) {
    answer.resume()
    return new Response(null, { status, headers })
  }
  const parts = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  const given = { next: () => parts.next(), stop: () => answer.destroy(), isOwned: true } as const
  return new StreamedResponse(given, { status, headers })
}
