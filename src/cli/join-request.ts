import { resolve } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import { readRequest, requestWords, SignedRequest, type JoinRequest } from '#protocol/acts/join-request.ts'
import { namedFile } from './named-file.ts'
import type { Session } from './session.ts'
import { exitOf, Stop } from './stop.ts'

/** Largest request there is, as a file. */
const maxBytes = 64 * 1024

export interface ReadRequest {
  readonly signed: SignedRequest
  readonly request: JoinRequest
  readonly words: string
}

/** The request in a file, if it is in due form and signed by the root that it names. */
export async function requestIn({ io }: Session, named: string): Promise<ReadRequest> {
  const bytes = await namedFile(io, named === '-' ? named : resolve(io.cwd, named), maxBytes)
  const signed = SignedRequest.safeParse(parsed(bytes))
  const request = signed.success ? readRequest(signed.data) : malformed
  if (!signed.success || isRefusal(request)) {
    const { code, rule, params } = isRefusal(request) ? request : malformed
    const problem = { code, rule, params: { ...params } }
    throw new Stop(problem, exitOf(problem, 422))
  }
  return { signed: signed.data, request, words: requestWords(signed.data) }
}

const malformed = {
  kind: 'refusal',
  code: 'request-malformed',
  rule: 'protocol 8: admission',
  params: { member: '' },
} as const

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** What people read of a proposal: a request to join as what it says and its words, not as the bytes that were signed. */
export function readable(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body
  if ('change' in body) return { ...body, change: readable(body.change) }
  const signed = 'request' in body ? SignedRequest.safeParse(body.request) : undefined
  const request = signed?.success === true ? readRequest(signed.data) : undefined
  if (signed?.success !== true || request === undefined || isRefusal(request)) return body
  const { party, name, url } = request
  return { ...body, request: { party, name, url, words: requestWords(signed.data) } }
}
