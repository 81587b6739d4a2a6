import { z } from 'zod'
import type { Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { BodyRefusal, Fit } from './body.ts'
import { fit, readJson, readStream } from './body.ts'
import type { Declaration } from './declaration.ts'
import { isRaw } from './declaration.ts'

/** The parts of a request that its declaration asks for, checked; or the first that does not fit. */
export interface GivenCall {
  readonly params: Readonly<Record<string, string>>
  readonly query: unknown
  readonly body: unknown
}

const noQuery = z.strictObject({})
const longestParam = 200

export async function readCall(
  declaration: Declaration,
  request: Request,
  timers: Timers,
): Promise<GivenCall | Refusal> {
  const url = new URL(request.url)
  const params = readParams(declaration.path, url.pathname)
  if (params === undefined) return refuse('not-found', 'interfaces: paths')
  const query = readQuery(declaration.query ?? noQuery, url.searchParams)
  if (isRefusal(query)) return query
  const body = await readBody(declaration.body, request, timers)
  return isRefusal(body) ? body : { params, query: query.value, body: body.value }
}

/** Segments decoded once, by us alone, so that no two readers of one path differ. */
function readParams(declared: string, path: string): Readonly<Record<string, string>> | undefined {
  const given = path.split('/')
  const params = new Map<string, string>()
  for (const [at, segment] of declared.split('/').entries()) {
    if (!segment.startsWith(':')) continue
    const value = decoded(given[at] ?? '')
    if (value === undefined) return undefined
    params.set(segment.slice(1), value)
  }
  return Object.fromEntries(params)
}

/** `undefined` for what cannot be the name of anything: broken escapes, control characters, separators, great length. */
function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment)
    return value === '' || value.length > longestParam || /[\p{Cc}/\\]/u.test(value) ? undefined : value
  } catch {
    return undefined
  }
}

function readQuery(schema: z.ZodType, search: URLSearchParams): Fit<unknown> | Refusal<'request-invalid'> {
  const names = [...search.keys()]
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) {
    return refuse('request-invalid', 'interfaces: query', {
      part: 'query',
      path: `/${twice.slice(0, 80)}`,
      problem: 'twice',
    })
  }
  const odd = [...search].find(([name, value]) => name.includes('\0') || value.includes('\0'))?.[0]
  if (odd !== undefined) {
    return refuse('request-invalid', 'interfaces: query', {
      part: 'query',
      path: `/${odd.slice(0, 80)}`,
      problem: 'nul',
    })
  }
  return fit(schema, Object.fromEntries(search), 'query')
}

async function readBody(
  shape: Declaration['body'],
  request: Request,
  timers: Timers,
): Promise<Fit<unknown> | BodyRefusal> {
  if (shape === undefined) return { kind: 'fits', value: undefined }
  if (!isRaw(shape)) return readJson(request, shape, timers)
  const stream = readStream(request, shape.raw, timers, shape.limits)
  return isRefusal(stream) ? stream : { kind: 'fits', value: stream }
}
