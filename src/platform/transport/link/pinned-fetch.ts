import type { AgentOptions } from 'node:https'
import { Agent, request as httpsRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { connect } from 'node:tls'
import { Fault } from '#kernel/fault.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Fetch } from '#kernel/ports.ts'
import { rawKeyOf } from './certificate.ts'
import { exchangeBy } from './http-exchange.ts'

/** Whether a raw Ed25519 key is one that the charter holds valid for the peer now. Asked once per connection. */
export type IsPinned = (publicKey: Uint8Array) => boolean

/** A fetch over TLS to one peer, and its warm connections. */
export interface PinnedFetch extends Disposable {
  readonly fetch: Fetch
}

export interface PinnedOptions {
  /** Sends bodies as they come, for files; without it a body is sent whole, with its length. */
  readonly streams?: boolean
  /** The name to ask the peer's certificate by; asked once per connection. */
  readonly serverName?: () => string | undefined
}

export const pinnedTo =
  (key: Uint8Array): IsPinned =>
  (presented) =>
    equalBytes(presented, key)

/**
 * TLS 1.3 to a peer whose certificate carries a pinned key. Names, dates and authorities are not looked at: the key is
 * compared before the connection is given to HTTP, so that no byte of a request reaches anyone else. No redirects, no
 * proxies, no resumed sessions (a resumed one presents no certificate).
 */
export function pinnedFetch(isPinned: IsPinned, { streams = false, serverName }: PinnedOptions = {}): PinnedFetch {
  const agent = new PinnedAgent(isPinned, serverName)
  const sender = { request: httpsRequest, agent, streams }
  return { fetch: (request) => exchangeBy(sender, request), [Symbol.dispose]: () => agent.destroy() }
}

type Connected = (error: Error | null, socket: Duplex) => void

class PinnedAgent extends Agent {
  readonly #isPinned: IsPinned
  readonly #serverName: (() => string | undefined) | undefined

  constructor(isPinned: IsPinned, serverName?: () => string | undefined) {
    super({ keepAlive: true, maxSockets: 8, maxCachedSessions: 0, timeout: 60_000 })
    this.#isPinned = isPinned
    this.#serverName = serverName
  }

  override createConnection(
    options: AgentOptions & { host?: string; port?: number },
    connected?: Connected,
  ): undefined {
    const { host = '', port = 443 } = options
    const servername = this.#serverName?.()
    const socket = connect({
      ...(servername === undefined ? {} : { servername }),
      host,
      port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.3',
      // A node may have a second certificate, for browsers.
      sigalgs: 'ed25519',
      ALPNProtocols: ['http/1.1'],
    })
    const fail = (error: Error) => {
      socket.destroy()
      connected?.(error, socket)
    }
    socket.once('error', fail)
    socket.once('secureConnect', () => {
      socket.off('error', fail)
      if (this.#isPinned(keyOf(socket))) connected?.(null, socket)
      else fail(new Fault('tls-wrong-key'))
    })
  }
}

/** Raw Ed25519 key of the certificate presented; empty if it is of another kind. TLS has proved that the peer holds it. */
function keyOf(socket: TLSSocket): Uint8Array {
  const spki = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
  return (spki === undefined ? undefined : rawKeyOf(new Uint8Array(spki))) ?? new Uint8Array()
}
