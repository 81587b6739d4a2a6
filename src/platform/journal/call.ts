import { ended, type Fetch, type Timers } from '#kernel/ports.ts'
import { concat } from '#kernel/bytes.ts'
import { partsOf } from '#kernel/streamed-response.ts'

export interface CallLimits {
  readonly timers: Timers
  readonly timeoutMs: number
  readonly maxBytes: number
  /** Ends the call before its time. */
  readonly signal?: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly body: Uint8Array
}

/**
 * One request to another party, which may answer anything or nothing: bounded in time and bytes. `undefined` for no answer, one
 * too late or one too long. Redirects are answers, never followed.
 */
export async function call(
  fetch: Fetch,
  url: string,
  init: { readonly method?: string; readonly body?: string },
  limits: CallLimits,
): Promise<Answer | undefined> {
  if (limits.signal?.aborted) return undefined
  const request = new AbortController()
  const wait = new AbortController()
  const stop = () => wait.abort(ended)
  let isAnswered = false
  const answer = answerOf(fetch, new Request(url, { ...init, redirect: 'manual', signal: request.signal }), limits)
  const answered = answer.catch(() => undefined).finally(() => (isAnswered = true))
  limits.signal?.addEventListener('abort', stop)
  try {
    return await Promise.race([answered, limits.timers.sleep(limits.timeoutMs, wait.signal).then(() => undefined)])
  } finally {
    limits.signal?.removeEventListener('abort', stop)
    stop()
    // A request that was answered has nothing left to end.
    if (!isAnswered) request.abort(ended)
  }
}

async function answerOf(fetch: Fetch, request: Request, { maxBytes }: CallLimits): Promise<Answer | undefined> {
  const response = await fetch(request)
  const chunks: Uint8Array[] = []
  let bytes = 0
  const parts = partsOf(response)
  for (let next = await parts?.next(); next?.value !== undefined; next = await parts?.next()) {
    bytes += next.value.length
    chunks.push(next.value)
    if (bytes > maxBytes) {
      parts?.stop()
      return undefined
    }
  }
  return { status: response.status, body: concat(...chunks) }
}
