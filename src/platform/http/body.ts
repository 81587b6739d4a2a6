import type { z } from 'zod'
import type { Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import type { BodyLimits } from '#platform/transport/link/bounded-body.ts'
import { BodyRefused, boundedBody, readBounded, tooLarge } from '#platform/transport/link/bounded-body.ts'

/** Limits of a JSON request: an act is at most 256 KiB, a form is smaller. */
export const jsonLimits: BodyLimits = { maxBytes: 256 * 1024, idleMs: 10_000, totalMs: 30_000 }
/** Limits of an uploaded file: at most 1 GiB, and a link that never pauses for long (protocol 10). */
export const uploadLimits: BodyLimits = { maxBytes: 1024 ** 3, idleMs: 20_000, totalMs: 2 * 3_600_000 }

const maxDepth = 32

export type BodyRefusal = Refusal<'too-large' | 'too-slow' | 'media-type' | 'not-strict-json' | 'request-invalid'>

/** A value that its schema accepts. Wrapped, since a value from outside may look like anything, a refusal included. */
export interface Fit<Value> {
  readonly kind: 'fits'
  readonly value: Value
}

/** A JSON body, read within the limits and by the strict parser, as the schema says; or why not. */
export async function readJson<Value>(
  request: Request,
  schema: z.ZodType<Value>,
  timers: Timers,
  limits: BodyLimits = jsonLimits,
): Promise<Fit<Value> | BodyRefusal> {
  const refusal = refusedByHeaders(request, ['application/json'], limits)
  if (refusal !== undefined) return refusal
  const bytes = await readWithin(request, timers, limits)
  if (isRefusal(bytes)) return bytes
  const parsed = parseStrictJson(bytes, { maxBytes: limits.maxBytes, maxDepth })
  if (parsed.kind === 'finding') {
    return refuse('not-strict-json', 'protocol 2: strict JSON', { finding: parsed.code, at: parsed.at })
  }
  return fit(schema, parsed.value, 'body')
}

/** A body as it arrives, for uploads. The stream throws `BodyRefused` at a limit. `['*']`: any media type. */
export function readStream(
  request: Request,
  mediaTypes: readonly string[],
  timers: Timers,
  limits: BodyLimits = uploadLimits,
): AsyncIterable<Uint8Array> | BodyRefusal {
  return refusedByHeaders(request, mediaTypes, limits) ?? boundedBody(request.body, limits, timers)
}

/** The value as the schema says, or the first place where it does not fit. The value itself is never quoted. */
export function fit<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  part: 'body' | 'query' | 'path',
): Fit<Value> | Refusal<'request-invalid'> {
  const result = schema.safeParse(value)
  if (result.success) return { kind: 'fits', value: result.data }
  const issue = result.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown].map((step) => `/${pointer(String(step))}`).join('')
  return refuse('request-invalid', `interfaces: ${part}`, { part, path, problem: issue?.code ?? 'unknown' })
}

/** RFC 6901, cut short: a path is for finding one's own mistake. */
const pointer = (step: string): string => step.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1')

/** What can be refused before the first byte. A declared length can only refuse; it is never trusted to be true. */
function refusedByHeaders(
  request: Request,
  mediaTypes: readonly string[],
  limits: BodyLimits,
): Refusal<'media-type' | 'too-large'> | undefined {
  const accepts = mediaTypes.join(', ')
  if (request.headers.has('content-encoding')) {
    return refuse('media-type', 'interfaces: no content coding', { accepts })
  }
  if (!mediaTypes.includes('*') && !mediaTypes.includes(mediaTypeOf(request))) {
    return refuse('media-type', 'interfaces: media type', { accepts })
  }
  return Number(request.headers.get('content-length') ?? 0) > limits.maxBytes ? tooLarge(limits.maxBytes) : undefined
}

function mediaTypeOf(request: Request): string {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';')
  return type.trim().toLowerCase()
}

async function readWithin(request: Request, timers: Timers, limits: BodyLimits): Promise<Uint8Array | BodyRefusal> {
  try {
    return await readBounded(request.body, limits, timers)
  } catch (error) {
    if (error instanceof BodyRefused) return error.refusal
    throw error
  }
}
