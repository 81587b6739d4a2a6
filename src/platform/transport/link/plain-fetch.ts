import { Agent, request } from 'node:http'
import type { Fetch } from '#kernel/ports.ts'
import { exchangeBy } from './http-exchange.ts'

/** Plain HTTP over warm connections, for loopback: half the work of a fetch that keeps all rules of browsers. */
export interface PlainFetch extends Disposable {
  readonly fetch: Fetch
}

export function plainFetch(): PlainFetch {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: 60_000 })
  const sender = { request, agent, streams: false }
  return { fetch: (asked) => exchangeBy(sender, asked), [Symbol.dispose]: () => agent.destroy() }
}
