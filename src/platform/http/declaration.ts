import type { z } from 'zod'
import type { Refusal } from '#kernel/refusal.ts'
import type { BodyLimits } from '#platform/transport/link/bounded-body.ts'
import type { Reader } from './reader.ts'
import type { Action } from './roles.ts'

/** A body of bytes rather than JSON, with its media types; `['*']` takes any. */
export interface Raw {
  readonly raw: readonly string[]
  /** Of a request's body; uploads' limits without it. */
  readonly limits?: BodyLimits
}

/**
 * A route as data: what it takes, whose it is, what it answers. From it come the handler's types and checks, the OpenAPI
 * text and the tests that every route must pass. GET never writes; `public` needs no account and is GET only; `sign-in` needs none either
 * and judges for itself what it is given.
 */
export interface Declaration {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `/api/v1/acts/:act`: parameters are whole segments. */
  readonly path: `/${string}`
  readonly action: Action | 'public' | 'sign-in'
  readonly summary: string
  /** Strict object of strings; a member given twice is refused before. */
  readonly query?: z.ZodType
  readonly body?: z.ZodType | Raw
  /** `undefined`: no content. */
  readonly answer?: z.ZodType | Raw
  /** Statuses of success, the usual one first. Without it 200, or 204 where there is no answer. */
  readonly statuses?: readonly number[]
  /** Opened by name and token too (HTTP Basic), for tools that know nothing else. */
  readonly isForTools?: true
}

/** How routes speak that are not of the JSON API: another media type, other errors, other ways to say who asks. */
export interface Manner {
  readonly mediaType: string
  /** Of requests. */
  readonly bodyTypes: readonly string[]
  readonly error: { readonly name: string; readonly schema: z.ZodType }
  readonly schemes: readonly ('basic' | 'bearer')[]
}

/** A route that stands beside the JSON API and checks for itself what it takes. It is declared so that it is described. */
export interface Spoken extends Declaration {
  readonly manner: Manner
  /** Statuses of its errors. */
  readonly failures: readonly number[]
  /** Of its answers of success, with what they say. */
  readonly headers?: Readonly<Record<string, string>>
}

type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Readonly<Record<Name, string>> & PathParams<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Readonly<Record<Name, string>>
    : unknown

type Parsed<Schema> = Schema extends z.ZodType
  ? z.output<Schema>
  : Schema extends Raw
    ? AsyncIterable<Uint8Array>
    : undefined

/** What a handler gets: everything checked, and who asks. */
export interface Call<D extends Declaration> {
  readonly reader: D['action'] extends 'public' | 'sign-in' ? undefined : Reader
  readonly params: PathParams<D['path']>
  readonly query: Parsed<D['query']>
  readonly body: Parsed<D['body']>
  /** For what has no place above: Range, the reader's language. Aborted when the client is gone. */
  readonly request: Request
  /** Number of this request in the log and in its answer. */
  readonly ref: string
}

type Answer<D extends Declaration> = D['answer'] extends z.ZodType ? z.input<D['answer']> : never

/** A value for the usual status, `reply` for another, a refusal, or a whole response where bytes are answered. */
export type Outcome<D extends Declaration> = Answer<D> | Reply<Answer<D>> | Refusal | Response | undefined

export type Handler<D extends Declaration> = (call: Call<D>) => Promise<Outcome<D>>

export class Reply<Value> {
  readonly status: number
  readonly value: Value

  constructor(status: number, value: Value) {
    this.status = status
    this.value = value
  }
}

export const reply = <Value>(status: number, value: Value): Reply<Value> => new Reply(status, value)

/** Whether nobody is asked who he is. */
export const isOpen = (action: Declaration['action']): action is 'public' | 'sign-in' =>
  action === 'public' || action === 'sign-in'

export function isRaw(shape: z.ZodType | Raw | undefined): shape is Raw {
  return shape !== undefined && 'raw' in shape
}

/** Names of the parameters of a declared path. */
export function paramsOf(path: string): readonly string[] {
  return path.split('/').flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []))
}

/** Whether a request's path is one of a declared path. */
export function matches(declared: string, path: string): boolean {
  const [wanted, given] = [declared.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((segment, at) => (segment.startsWith(':') ? given[at] !== '' : segment === given[at]))
  )
}
