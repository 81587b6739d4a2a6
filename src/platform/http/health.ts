import type { Timers } from '#kernel/ports.ts'
import type { Api } from './api.ts'

/** What must be well for the node to do its work, by name. A check that throws or takes too long has failed. */
export type Checks = Readonly<Record<string, () => Promise<boolean>>>

const checkMs = 2000

/**
 * `/livez`: the process answers. `/readyz`: every check passes, else 503; `?verbose` names each check. Nothing else is
 * told: anyone may ask. They are for machines of the house and no part of the API, so they are plain text.
 */
export function serveHealth(api: Api, timers: Timers, checks: Checks): void {
  api.app.get('/livez', () => plain('ok\n', true))
  api.app.get('/readyz', async (c) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => [name, await passes(check, timers)] as const),
    )
    const isReady = results.every(([, hasPassed]) => hasPassed)
    const verdict = isReady ? 'ok\n' : 'not ready\n'
    const lines = results.map(([name, hasPassed]) => `${hasPassed ? '[+]' : '[-]'} ${name}\n`)
    return plain(c.req.query('verbose') === undefined ? verdict : lines.join('') + verdict, isReady)
  })
}

const plain = (text: string, isWell: boolean): Response =>
  new Response(text, { status: isWell ? 200 : 503, headers: { 'content-type': 'text/plain; charset=utf-8' } })

async function passes(check: () => Promise<boolean>, timers: Timers): Promise<boolean> {
  const answered = new AbortController()
  const tooLate = timers.sleep(checkMs, answered.signal).then(() => false)
  try {
    return await Promise.race([check(), tooLate])
  } catch {
    return false
  } finally {
    answered.abort()
  }
}
