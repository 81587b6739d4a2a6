import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as tlsConnect, type ConnectionOptions } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { systemTimers } from '#platform/clock/system-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Fetch } from '#kernel/ports.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { makeCertificate } from '#platform/transport/link/certificate.ts'
import { pinnedFetch, pinnedTo } from '#platform/transport/link/pinned-fetch.ts'
import { httpApi } from './api.ts'
import { readJson } from './body.ts'
import { serveHealth } from './health.ts'
import { metrics } from './metrics.ts'
import { bodyOf } from './own-bytes.ts'
import type { ListenOptions, Listener } from './server.ts'
import { listen } from './server.ts'
import { z } from 'zod'

async function serving(fetch: Fetch, options: Partial<ListenOptions> = {}): Promise<Listener> {
  const listener = await listen({ fetch, timers: systemTimers, host: '127.0.0.1', port: 0, ...options })
  onTestFinished(() => listener.stop())
  return listener
}

test('O1 a node answers at the address it names, and a busy port is named', async () => {
  const { url, port } = await serving(async (request) => new Response(new URL(request.url).pathname))
  expect(await (await fetch(`${url}/x`)).text()).toBe('/x')
  const second = listen({ fetch, timers: systemTimers, host: '127.0.0.1', port })
  await expect(second).rejects.toMatchObject({ code: 'port-busy', params: { port } })
})

test('O1 a body of bytes that nobody else uses leaves as it is, over TLS too, and is let go', async () => {
  const seed = new SeededRandom('own').bytes(32)
  for (const tls of [[], [makeCertificate(seed)]]) {
    const bytes = new SeededRandom('page').bytes(3_000_000)
    const copy = Uint8Array.from(bytes)
    const answer = async () => new Response(bodyOf(bytes), { status: 203, headers: { 'x-of': 'bytes' } })
    const { url } = await serving(answer, tls.length === 0 ? {} : { tls })
    using own = pinnedFetch(pinnedTo(ed25519.signer(seed).publicKey))
    const found = await (tls.length === 0 ? fetch : own.fetch)(new Request(url))
    expect([found.status, found.headers.get('x-of')]).toEqual([203, 'bytes'])
    expect(equalBytes(new Uint8Array(await found.arrayBuffer()), copy)).toBe(true)
    await expect.poll(() => bytes.length).toBe(0)
  }
})

test('O1 whoever knows nothing of such bytes reads them as a stream', async () => {
  const response = new Response(bodyOf(Uint8Array.of(1, 2, 3)))
  expect(new Uint8Array(await new Response(response.body, response).arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3))
})

test('O1 TLS is served with the key that peers pin', async () => {
  const seed = new SeededRandom('server').bytes(32)
  const { url } = await serving(async () => new Response('sealed'), { tls: makeCertificate(seed) })
  using own = pinnedFetch(pinnedTo(ed25519.signer(seed).publicKey))
  expect(await (await own.fetch(new Request(url))).text()).toBe('sealed')
})

/** The protocol that a client with these options comes to, or the code of why it comes to none. */
async function agreedOn(port: number, options: ConnectionOptions): Promise<string> {
  const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  try {
    await once(socket, 'secureConnect')
    return socket.getProtocol() ?? ''
  } catch {
    return 'none'
  } finally {
    socket.destroy()
  }
}

test('TAXII 1.6 and 8.2.2: TLS 1.3 and 1.2 are accepted, 1.2 with none of the suites that RFC 7540 warns of, and nothing older', async () => {
  const seed = new SeededRandom('versions').bytes(32)
  const { port } = await serving(async () => new Response(''), { tls: makeCertificate(seed) })
  const old = { maxVersion: 'TLSv1.2' } as const
  expect(await agreedOn(port, {})).toBe('TLSv1.3')
  expect(await agreedOn(port, old)).toBe('TLSv1.2')
  for (const suite of ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-CHACHA20-POLY1305'])
    expect([suite, await agreedOn(port, { ...old, ciphers: suite })]).toEqual([suite, 'TLSv1.2'])
  for (const suite of [
    'ECDHE-ECDSA-AES128-SHA256',
    'ECDHE-ECDSA-AES256-SHA',
    'AES128-GCM-SHA256',
    'DHE-RSA-AES128-SHA',
  ])
    expect([suite, await agreedOn(port, { ...old, ciphers: suite })]).toEqual([suite, 'none'])
  const ancient = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const
  expect(await agreedOn(port, ancient)).toBe('none')
})

/** Numbers of the tagged members of a session: behind words of the runtime DER, one sequence, as OpenSSL writes it (ssl/ssl_asn1.c). */
function tagsIn(told: Buffer): readonly number[] {
  const session = told.subarray(told.indexOf('3082', 0, 'hex'))
  const lengthAt = (at: number) => {
    const first = session.readUInt8(at)
    if (first < 0x80) return { length: first, next: at + 1 }
    const bytes = first & 0x7f
    return { length: session.readUIntBE(at + 1, bytes), next: at + 1 + bytes }
  }
  const tags: number[] = []
  for (let at = lengthAt(1).next; at < session.length;) {
    const tag = session.readUInt8(at)
    const { length, next } = lengthAt(at + 1)
    if ((tag & 0xe0) === 0xa0) tags.push(tag & 0x1f)
    at = next + length
  }
  return tags
}

test('TAXII 8.2.2: no session that is handed out allows early data', async () => {
  const { port } = await serving(async () => new Response('whole'), {
    tls: makeCertificate(new SeededRandom('early').bytes(32)),
  })
  const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  const handed = once(socket, 'session')
  socket.write('GET / HTTP/1.1\r\nhost: node\r\n\r\n')
  const [session] = (await handed) as [Buffer]
  socket.destroy()
  const tags = tagsIn(session)
  // Tag 2 is how long it is good for; 15 would be how many bytes may come early.
  expect(tags).toContain(2)
  expect(tags).not.toContain(15)
})

test('O2 stopping lets an answer under way end, and closes what only idles', async () => {
  const started = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const listener = await serving(async () => {
    started.resolve()
    await release.promise
    return new Response('whole')
  })
  const idle = connect(listener.port, '127.0.0.1')
  await once(idle, 'connect')
  const answer = fetch(listener.url)
  await started.promise
  const stopped = listener.stop()
  release.resolve()
  expect(await (await answer).text()).toBe('whole')
  await stopped
  await expect(fetch(listener.url)).rejects.toThrow('fetch failed')
  expect(listener.stop()).toBe(stopped)
})

test('O2 what does not end is cut off at the deadline', async () => {
  const time = new FakeTime()
  const started = Promise.withResolvers<void>()
  const hanging: Fetch = () => {
    started.resolve()
    return new Promise(() => undefined)
  }
  const listener = await serving(hanging, { timers: time, stopMs: 5000 })
  const answer = fetch(listener.url).catch(() => 'cut')
  await started.promise
  const stopped = listener.stop()
  await time.advance(5000)
  await stopped
  expect(await answer).toBe('cut')
})

test('C13 over a socket too, a long body is cut off and its sender told', async () => {
  const limits = { maxBytes: 1000, idleMs: 5000, totalMs: 5000 }
  const { url } = await serving(async (request) => {
    const body = await readJson(request, z.unknown(), systemTimers, limits)
    return new Response('code' in body ? body.code : 'fits', { status: 413 })
  })
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(500)) })
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', body: endless, duplex: 'half', headers } as const
  const told = await fetch(url, init).then(
    (response) => response.text(),
    () => 'cut off',
  )
  expect(['too-large', 'cut off']).toContain(told)
  expect(await (await fetch(url, { method: 'POST', headers, body: '{}' })).text()).toBe('fits')
})

test('F11 too long a header is refused by the server itself', async () => {
  const { port } = await serving(async () => new Response('ok'))
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`)
  const [chunk] = (await once(socket, 'data')) as [Uint8Array]
  expect(new TextDecoder().decode(chunk)).toMatch(/^HTTP\/1\.1 431 /u)
  socket.destroy()
})

function healthy(checks: Record<string, () => Promise<boolean>>, time = new FakeTime()) {
  const edge = { sentences: () => '', random: new SeededRandom('health'), log: () => undefined }
  const api = httpApi({ edge, store: new SimulatedDatabase().connect(), timers: time, levels: () => [] })
  serveHealth(api, time, checks)
  return (path: string) => api.fetch(new Request(`http://alt.test${path}`))
}

test('O3 readiness names each check that failed, threw or took too long, and liveness needs none', async () => {
  const time = new FakeTime()
  const ask = healthy(
    {
      database: async () => true,
      journal: async () => false,
      disk: () => Promise.reject(new Error('canary')),
      slow: () => new Promise(() => undefined),
    },
    time,
  )
  const answer = ask('/readyz?verbose')
  await time.advance(2000)
  const response = await answer
  expect([response.status, await response.text()]).toEqual([
    503,
    '[+] database\n[-] journal\n[-] disk\n[-] slow\nnot ready\n',
  ])
  expect(await (await ask('/livez')).text()).toBe('ok\n')
  expect(await (await healthy({ database: async () => true })('/readyz')).text()).toBe('ok\n')
  expect(time.asleep).toBe(0)
})

test('O4 metrics have units in their names, a peer as their only label, and a door on loopback', async () => {
  const own = metrics()
  own.counter('parcels_sent_total', 'Parcels')({ peer: 'bor' }, 2)
  own.gauge('outbox_waiting_count', 'Waiting')(7)
  own.histogram('delivery_seconds', 'Delay', [0.1, 1])(0.5, { peer: 'cas' })
  const { url, port } = await serving(own.fetch)
  const text = await (await fetch(`${url}/metrics`)).text()
  expect(text).toContain('tamga_parcels_sent_total{peer="bor"} 2')
  expect(text).toContain('tamga_outbox_waiting_count 7')
  expect(text).toContain('tamga_delivery_seconds_bucket{le="1",peer="cas"} 1')
  expect((await own.fetch(new Request(`http://evil.test:${port}/metrics`))).status).toBe(404)
  expect((await fetch(`${url}/`)).status).toBe(404)
  expect(() => own.counter('parcels', 'x')).toThrow('metric-name')
})
