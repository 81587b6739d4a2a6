import { STATUS_CODES } from 'node:http'
import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Random } from '#kernel/ports.ts'
import type { Params, Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { codes } from '#protocol/codes.ts'
import { BodyRefused } from '#platform/transport/link/bounded-body.ts'
import { chooseLanguage } from './language.ts'

/** Renders a catalogue entry in a language, filled with parameters (kernel/message.ts in the product). */
export type Sentences = (language: string, key: string, params: Params) => string

/** What it takes to say no at the edge. */
export interface Edge {
  readonly sentences: Sentences
  readonly random: Random
  readonly log: Log
}

/**
 * RFC 9457, `application/problem+json`. `detail` and `wayOut` are sentences in the reader's language; programs read
 * `code`, `rule` and `params`. `ref` is the number to give an administrator: it stands in the log too.
 */
export interface Problem {
  readonly type: `urn:tamga:${string}`
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly rule: string
  readonly params: Params
  readonly wayOut: string
  readonly ref: string
}

export interface ProblemOptions {
  /** The request's own reference; without it a new one is drawn. */
  readonly ref?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Crockford's base 32: nothing that reads like something else over the telephone. */
const refLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `A-7F3KQ2`: random, so that it tells nothing about other requests. */
export function newRef(random: Random): string {
  return `A-${Array.from(random.bytes(6), (byte) => refLetters.charAt(byte & 31)).join('')}`
}

export function problem(edge: Edge, request: Request, refusal: Refusal, options: ProblemOptions = {}): Response {
  const language = chooseLanguage(request.headers.get('accept-language'))
  const { code, rule, params } = refusal
  const status = statusOf(code)
  const body: Problem = {
    type: `urn:tamga:${code}`,
    title: STATUS_CODES[status] ?? '',
    status,
    detail: edge.sentences(language, `refusals.${code}.sentence`, params),
    code,
    rule,
    params,
    wayOut: edge.sentences(language, `refusals.${code}.wayOut`, params),
    ref: options.ref ?? newRef(edge.random),
  }
  const headers = {
    'content-type': 'application/problem+json',
    'content-language': language,
    'cache-control': 'no-store',
    vary: 'accept-language',
    ...headersOf(status, params),
    ...options.headers,
  }
  return new Response(JSON.stringify(body), { status, headers })
}

/**
 * The answer to something thrown. A refused body is its refusal; everything else is our failure: the reader gets a
 * reference and no inner text, the log gets the reference and where it happened, and neither gets the message.
 */
export function faultProblem(edge: Edge, request: Request, error: unknown, options: ProblemOptions = {}): Response {
  const ref = options.ref ?? newRef(edge.random)
  return problem(edge, request, toldOf(edge, request, error, ref), { ...options, ref })
}

/** The same as a refusal, for interfaces with errors of a form of their own. */
export function toldOf(edge: Edge, request: Request, error: unknown, ref: string): Refusal {
  if (error instanceof BodyRefused) return error.refusal
  edge.log({ level: 'error', event: 'request-failed', ref, method: request.method, ...traceOf(error) })
  const code = (error instanceof Fault ? told.get(error.code) : undefined) ?? 'internal'
  return refuse(code, 'fault', { ref })
}

/** Faults of which the reader can be told what to do: try again, look first, make room. */
const told: ReadonlyMap<string, Code> = new Map([
  ['commit-unknown', 'outcome-unknown'],
  ['db-busy', 'unavailable'],
  ['db-unreachable', 'unavailable'],
  ['disk-full', 'disk-full'],
  ['stopping', 'unavailable'],
])

function statusOf(code: string): number {
  const known: Readonly<Record<string, { readonly status: number }>> = codes
  return (Object.hasOwn(known, code) ? known[code]?.status : undefined) ?? 500
}

function headersOf(status: number, params: Params): Readonly<Record<string, string>> {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="tamga"' }
  if (status === 503) return { 'retry-after': '5' }
  const retryAfterMs = params['retryAfterMs']
  return typeof retryAfterMs === 'number' ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } : {}
}

/** Name, code and place of an error and its cause, never its message: messages may quote content. */
function traceOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error)) return { error: typeof error }
  const place = /^ {4}at .*$/mu.exec(error.stack ?? '')?.[0].trim() ?? ''
  const cause = error.cause === undefined ? {} : { cause: nameOf(error.cause) }
  return { error: nameOf(error), place, ...cause }
}

function nameOf(error: unknown): string {
  if (error instanceof Fault) return error.code
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name
}
