import { toolChallenge } from '#platform/http/account.ts'
import { STATUS_CODES } from 'node:http'
import type { Refusal } from '#kernel/refusal.ts'
import { codes } from '#protocol/codes.ts'
import { taxiiMediaType } from '#protocol/taxii/media-type.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import { bodyOf } from '#platform/http/own-bytes.ts'
import { newRef, type Edge } from '#platform/http/problem.ts'

/** An answer of TAXII 2.1: its media type is the same whatever was asked for. Bytes are given away. */
export function taxiiAnswer(value: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): Response {
  const told = { 'content-type': taxiiMediaType, ...headers }
  if (value instanceof Uint8Array) {
    const length = { 'content-length': String(value.length) }
    return new Response(bodyOf(value), { status, headers: { ...told, ...length } })
  }
  return new Response(typeof value === 'string' ? value : JSON.stringify(value), { status, headers: told })
}

/** The error resource of TAXII 2.1 (section 3.6.1) for a refusal; `http_status` is a string. */
export function taxiiError(edge: Edge, request: Request, refusal: Refusal, ref = newRef(edge.random)): Response {
  const language = chooseLanguage(request.headers.get('accept-language'))
  const { code, rule, params } = refusal
  const known: Readonly<Record<string, { readonly status: number }>> = codes
  const status = (Object.hasOwn(known, code) ? known[code]?.status : undefined) ?? 500
  const body = {
    title: STATUS_CODES[status] ?? 'Error',
    description: `${edge.sentences(language, `refusals.${code}.sentence`, params)} ${edge.sentences(language, `refusals.${code}.wayOut`, params)}`,
    error_id: ref,
    error_code: code,
    http_status: String(status),
    details: { rule, ...params },
  }
  const headers = {
    'content-type': taxiiMediaType,
    'content-language': language,
    vary: 'accept-language',
    ...(status === 401 ? { 'www-authenticate': toolChallenge } : {}),
  }
  return new Response(JSON.stringify(body), { status, headers })
}
