import type { z } from 'zod'
import type { Fetch } from '#kernel/ports.ts'
import { streamOf } from './stream.ts'
import { exitOf, Problem, Stop, stop } from './stop.ts'

export interface ClientOptions {
  readonly fetch: Fetch
  /** Address of the node, without a path. */
  readonly node: URL
  readonly token: string
  readonly language: string
  readonly signal: AbortSignal
}

/** What is asked of a node. `body`: bytes as they are; `json`: a value. */
export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly json?: unknown
  readonly body?: AsyncIterable<Uint8Array>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly headers?: Readonly<Record<string, string>>
}

/** A node's JSON API as its officers see it. Whatever is not a success stops the verb with the node's own words. */
export interface Client {
  readonly node: URL
  ask<Answer extends z.ZodType>(path: string, answer: Answer, ask?: Ask): Promise<z.output<Answer>>
  raw(path: string, ask?: Ask): Promise<Response>
}

export function client(options: ClientOptions): Client {
  const raw = async (path: string, ask: Ask = {}): Promise<Response> => {
    const response = await send(options, path, ask)
    if (!response.ok) throw await refused(response, options.node)
    return response
  }
  return {
    node: options.node,
    raw,
    async ask(path, answer, ask) {
      const response = await raw(path, ask)
      const text = await response.text()
      const read = answer.safeParse(text === '' ? {} : parsed(text))
      if (read.success) return read.data
      throw stop('answer-unreadable', { node: options.node.origin, path })
    },
  }
}

async function send(options: ClientOptions, path: string, ask: Ask): Promise<Response> {
  try {
    return await options.fetch(requestOf(options, path, ask))
  } catch (cause) {
    if (options.signal.aborted || cause instanceof Stop) throw cause
    throw unreached(options.node, cause)
  }
}

function requestOf(options: ClientOptions, path: string, ask: Ask): Request {
  const url = new URL(path, options.node)
  for (const [name, value] of Object.entries(ask.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  const headers = new Headers({
    authorization: `Bearer ${options.token}`,
    'accept-language': options.language,
    accept: 'application/json, application/problem+json, */*;q=0.5',
    ...ask.headers,
  })
  const method = ask.method ?? 'GET'
  if (ask.json !== undefined) {
    headers.set('content-type', 'application/json')
    return new Request(url, { method, headers, signal: options.signal, body: JSON.stringify(ask.json) })
  }
  if (ask.body === undefined) return new Request(url, { method, headers, signal: options.signal })
  headers.set('content-type', 'application/octet-stream')
  const init = { method, headers, signal: options.signal, body: streamOf(ask.body), duplex: 'half' }
  return new Request(url, init)
}

async function refused(response: Response, node: URL): Promise<Stop> {
  const read = Problem.safeParse(parsed(await response.text().catch(() => '')))
  const problem = read.success && Object.keys(read.data).length > 0 ? read.data : { code: 'answer-unreadable' }
  const params = { node: node.origin, path: new URL(response.url || node).pathname, ...problem.params }
  return new Stop({ status: response.status, ...problem, params }, exitOf(problem, response.status))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Nobody answered, or somebody whose certificate is not trusted. */
function unreached(node: URL, cause: unknown): Stop {
  const reason = reasonOf(cause)
  const params = { node: node.origin, reason }
  if (reason === 'tls-wrong-key') return stop('node-key-other', params)
  return stop(/CERT|ALTNAME|UNABLE_TO/u.test(reason) ? 'node-certificate' : 'node-unreachable', params)
}

/** `ECONNREFUSED` rather than `fetch failed`. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return cause.cause === undefined ? (code ?? cause.message) : reasonOf(cause.cause)
}
