import { createHash } from 'node:crypto'

export const at = '2026-11-21T18:05:00.000Z'

export interface FakeObject {
  readonly id: string
  readonly modified: string
  readonly type: string
  readonly name: string
  readonly raw: Uint8Array
}

export interface FakeShare {
  readonly act: string
  readonly author: string
  readonly title: string
  readonly level: string
  readonly category: string
  readonly to: readonly string[]
  readonly bytes: Uint8Array
  readonly objects: readonly FakeObject[]
  /** By party; parties that do not hold it are absent. */
  readonly states: Map<string, string>
  isRecalled: boolean
}

export interface Upload {
  readonly bytes: Uint8Array
  readonly format: 'stix' | 'file'
  readonly objects: readonly FakeObject[]
  readonly refused: readonly { readonly id: string; readonly type: string; readonly rule: string }[]
}

export interface Asked {
  readonly party: string
  /** `party/user`. */
  readonly account: string
  readonly path: readonly string[]
  readonly url: URL
  readonly method: string
  readonly request: Request
}

export interface Wish {
  readonly to: readonly string[]
  readonly level: string
  readonly category: string
  readonly upload: string
  readonly title?: string
}

export const Wish = (value: unknown): Wish => value as Wish
export const Named = (value: unknown) => value as { readonly to: string; readonly name: string; readonly act?: string }

export function objectOf(raw: Uint8Array): FakeObject {
  const object = JSON.parse(new TextDecoder().decode(raw)) as Record<string, string>
  const modified = object['modified'] ?? object['created'] ?? ''
  return { id: object['id'] ?? '', modified, type: object['type'] ?? '', name: object['name'] ?? '', raw }
}

export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
export const json = (value: unknown, status = 200): Response =>
  Response.json(value, { status, headers: { date: new Date(at).toUTCString() } })

export function problem(status: number, body: Readonly<Record<string, unknown>>): Response {
  const text = JSON.stringify({ type: `urn:tamga:${String(body['code'])}`, title: '', status, ...body })
  return new Response(text, { status, headers: { 'content-type': 'application/problem+json' } })
}

export const refusal = (status: number, code: string, detail: string): Response =>
  problem(status, { code, rule: 'interfaces', detail, params: {}, wayOut: 'Ask.', ref: 'A-7F3KQ2' })
export const notFound = (): Response => refusal(404, 'not-found', 'There is nothing here for you.')

/** As `fetch` fails where nobody listens. */
export const unreachable = (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
