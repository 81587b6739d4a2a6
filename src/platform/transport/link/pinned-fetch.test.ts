import { X509Certificate, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import type { Server as HttpServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { makeCertificate, rawKeyOf } from './certificate.ts'
import { pinnedFetch, pinnedTo } from './pinned-fetch.ts'

const random = new SeededRandom('tls')
const seed = random.bytes(32)
const key = ed25519.signer(seed).publicKey
const otherKey = ed25519.signer(random.bytes(32)).publicKey

async function listening(server: Server | HttpServer): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function pinned(to: Uint8Array) {
  const own = pinnedFetch(pinnedTo(to))
  onTestFinished(() => own[Symbol.dispose]())
  return own.fetch
}

test('RFC 8410 the certificate of a link key verifies under itself, has no end and is always the same', () => {
  const { cert } = makeCertificate(seed)
  const x509 = new X509Certificate(cert)
  expect(x509.verify(x509.publicKey)).toBe(true)
  expect(rawKeyOf(new Uint8Array(x509.publicKey.export({ type: 'spki', format: 'der' })))).toEqual(key)
  expect([x509.subject, x509.issuer, x509.ca]).toEqual(['CN=tamga link', 'CN=tamga link', false])
  expect([x509.validFrom, x509.validTo]).toEqual(['Jan  1 00:00:00 2000 GMT', 'Dec 31 23:59:59 9999 GMT'])
  expect(makeCertificate(seed).cert).toBe(cert)
})

test('C6 a request goes to the pinned key over one warm connection, body and answer whole', async () => {
  let connections = 0
  const server = createServer(makeCertificate(seed), (incoming, outgoing) => {
    outgoing.writeHead(incoming.method === 'POST' ? 201 : 204, { 'x-method': incoming.method })
    incoming.pipe(outgoing)
  })
  server.on('secureConnection', () => (connections += 1))
  const origin = await listening(server)
  const fetch = pinned(key)
  const body = random.bytes(300_000)
  const posted = await fetch(new Request(`${origin}/a?b=c`, { method: 'POST', body: new Uint8Array(body) }))
  expect(posted.status).toBe(201)
  expect(new Uint8Array(await posted.arrayBuffer())).toEqual(body)
  const got = await fetch(new Request(`${origin}/a`))
  expect([got.status, got.headers.get('x-method')]).toEqual([204, 'GET'])
  expect(connections).toBe(1)
})

test('C6 a server with another key gets no byte of a request', async () => {
  let bytes = 0
  const server = createTlsServer(makeCertificate(seed), (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => (bytes += chunk.length))
  })
  const origin = await listening(server)
  const closed = once(server, 'connection').then(([socket]) => once(socket as Server, 'close'))
  const refused = pinned(otherKey)(new Request(origin, { headers: { authorization: 'canary' } }))
  await expect(refused).rejects.toThrow('tls-wrong-key')
  await closed
  expect(bytes).toBe(0)
})

test('C6 a key of another kind, and an older TLS, are refused', async () => {
  const server = createServer({ ...makeCertificate(seed), maxVersion: 'TLSv1.2' }, (_incoming, outgoing) =>
    outgoing.end(),
  )
  const origin = await listening(server)
  await expect(pinned(key)(new Request(origin))).rejects.toThrow(/protocol|version/iu)
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' })
  expect(rawKeyOf(new Uint8Array(p256))).toBeUndefined()
})

test('L4 a request that is given up ends', async () => {
  const server = createServer(makeCertificate(seed), () => undefined)
  const origin = await listening(server)
  const stop = new AbortController()
  const hanging = pinned(key)(new Request(origin, { signal: stop.signal }))
  server.once('request', () => stop.abort())
  await expect(hanging).rejects.toThrow(/abort/iu)
})
