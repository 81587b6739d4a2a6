import type { Server as HttpServer } from 'node:http'
import { createServer, ServerResponse } from 'node:http'
import { constants } from 'node:crypto'
import type { Server as HttpsServer } from 'node:https'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type SecureContext } from 'node:tls'
import { createAdaptorServer } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { letGo } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import type { Fetch, Timers } from '#kernel/ports.ts'
import type { Certificate } from '#platform/transport/link/certificate.ts'
import { ownBytesOf } from './own-bytes.ts'

export interface ListenOptions {
  readonly fetch: Fetch
  readonly timers: Timers
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** PEM texts, one certificate for each kind of key; a client gets the one that it can verify. TLS 1.3, or for tools 1.2. */
  readonly tls?: Certificate | readonly Certificate[]
  /** The certificate that a client asks for by name, where it is another than those of `tls`. */
  readonly certificateNamed?: (serverName: string) => Certificate | undefined
  /** Longest wait of `stop` for answers under way. */
  readonly stopMs?: number
  readonly maxConnections?: number
}

export interface Listener extends AsyncDisposable {
  /** `http://127.0.0.1:8440`, without a path. */
  readonly url: string
  readonly port: number
  /** Takes no more connections, lets answers under way end, then closes what is left. */
  stop(): Promise<void>
}

/** Against senders who hold a connection and say nothing. Bodies have limits of their own (body.ts). */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 0,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2000,
} as const
/** A socket without any progress; event streams ping more often. */
const idleSocketMs = 300_000

/** Serves until it is stopped. Faults: `port-busy`, `port-denied`, `host-unknown`. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, tls } = options
  const server = makeServer(options)
  server.timeout = idleSocketMs
  server.maxHeadersCount = 100
  server.maxConnections = options.maxConnections ?? 4096
  await listening(server, host, port)
  const { port: given } = server.address() as AddressInfo
  const stop = stopper(server, options.timers, options.stopMs ?? 10_000)
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${name}:${given}`,
    port: given,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function makeServer({ fetch, tls, certificateNamed }: ListenOptions): HttpServer | HttpsServer {
  const common = { fetch: sending(fetch), overrideGlobalObjects: false }
  const certificates = tls === undefined ? [] : [tls].flat()
  const server =
    tls === undefined
      ? createAdaptorServer({ ...common, createServer, serverOptions: { ...limits } })
      : createAdaptorServer({
          ...common,
          createServer: createHttpsServer,
          serverOptions: {
            ...limits,
            key: certificates.map(({ key }) => key),
            cert: certificates.map(({ cert }) => cert),
            minVersion: 'TLSv1.2',
            ciphers,
            honorCipherOrder: true,
            secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
            ALPNProtocols: ['http/1.1'],
            ...(certificateNamed === undefined ? {} : { SNICallback: byName(certificateNamed) }),
          },
        })
  return server as HttpServer | HttpsServer
}

type ByName = (serverName: string, done: (error: Error | null, context?: SecureContext) => void) => void

/** Contexts are made once for each certificate that is asked for; a name of none gets what everybody gets. */
function byName(certificateNamed: NonNullable<ListenOptions['certificateNamed']>): ByName {
  const contexts = new Map<string, SecureContext>()
  return (serverName, done) => {
    const certificate = contexts.has(serverName) ? undefined : certificateNamed(serverName)
    if (certificate !== undefined)
      contexts.set(serverName, createSecureContext({ ...certificate, minVersion: 'TLSv1.3' }))
    done(null, contexts.get(serverName))
  }
}

type Adapted = Parameters<typeof createAdaptorServer>[0]['fetch']

/** What is whole already goes out at once, without a stream between. */
const sending =
  (fetch: Fetch): Adapted =>
  async (request, { outgoing }) => {
    const response = await fetch(request)
    const bytes = ownBytesOf(response)
    if (bytes === undefined || !(outgoing instanceof ServerResponse)) return response
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(bytes, () => letGo(bytes))
    return RESPONSE_ALREADY_SENT
  }

/**
 * TAXII 2.1 section 1.6 has servers accept TLS 1.2, and not with the suites that RFC 7540 warns of: what is left has ephemeral keys and
 * authenticated encryption. Nodes speak TLS 1.3 with one another, whatever a listener offers: the peer's client asks for nothing else.
 */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

const faults: Readonly<Record<string, string>> = {
  EADDRINUSE: 'port-busy',
  EACCES: 'port-denied',
  EADDRNOTAVAIL: 'host-unknown',
  ENOTFOUND: 'host-unknown',
}

function listening(server: HttpServer | HttpsServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) =>
      reject(new Fault(faults[cause.code ?? ''] ?? 'listen-failed', { params: { host, port }, cause }))
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      resolve()
    })
  })
}

function stopper(server: HttpServer | HttpsServer, timers: Timers, stopMs: number): () => Promise<void> {
  let stopped: Promise<void> | undefined
  const stop = async () => {
    server.prependListener('request', (_: unknown, response: ServerResponse) => (response.shouldKeepAlive = false))
    const ended = new AbortController()
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        ended.abort()
        resolve()
      })
    })
    const idle = closeIdle(server, timers, ended.signal)
    await Promise.race([closed, timers.sleep(stopMs, ended.signal)])
    server.closeAllConnections()
    await closed
    await idle
  }
  return () => (stopped ??= stop())
}

/** Connections kept alive by a request that was under way when we stopped would otherwise hold us. */
async function closeIdle(server: HttpServer | HttpsServer, timers: Timers, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    server.closeIdleConnections()
    await timers.sleep(50, signal)
  }
}
