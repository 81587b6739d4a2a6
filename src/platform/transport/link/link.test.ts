import { Hono } from 'hono'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Fetch } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Party } from '#protocol/identity/party.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { linkClient, linkLimits } from './link-client.ts'
import type { LinkAsk, LinkClientPorts } from './link-client.ts'
import { linkDoor } from './link-door.ts'
import type { LinkVariables } from './link-door.ts'
import type { LinkSigner } from './link-keys.ts'
import { linkKeysOf, linkSigner } from './link-keys.ts'
import { Nonces } from './nonces.ts'
import type { LinkCall, VerifyingPorts } from './signed-request.ts'
import { signRequest, verifyRequest } from './signed-request.ts'
import { signResponse, verifyResponse } from './signed-response.ts'

const [alt, bor, cas] = ['alt', 'bor', 'cas'] as [Party, Party, Party]
const random = new SeededRandom('link')

const keyrings = await Promise.all([alt, bor, cas].map((party) => keyringFromSeeds(party, generateSeeds(random))))
const [ofAlt, ofBor, ofCas] = keyrings.map(linkSigner) as [LinkSigner, LinkSigner, LinkSigner]
const signers = { alt: ofAlt, bor: ofBor, cas: ofCas }
const keys = linkKeysOf((party) => keyrings.map((keyring) => keyring.keys).filter((own) => own.party === party))

function receiver(time: FakeTime, self = bor): VerifyingPorts {
  return { self, keys, nonces: new Nonces(3), clock: time, timers: time, limits: linkLimits }
}
const sender = (time: FakeTime, self: LinkSigner = signers.alt) => ({ self, clock: time, random })
const plain = {
  method: 'POST',
  url: 'https://bor.test/federation/v1/receipts?after=7',
  body: encodeUtf8('{}'),
} as const

test('L1 a signed request proves its sender, its body and its clock', async () => {
  const time = new FakeTime()
  const request = await signRequest(sender(time), bor, plain)
  time.step(-240_000)
  const call = await verifyRequest(receiver(time), request)
  expect(call).toMatchObject({ peer: 'alt', body: encodeUtf8('{}'), skewMs: 240_000 })
})

test('L1 a proxy may change scheme and authority', async () => {
  const time = new FakeTime()
  const request = await signRequest(sender(time), bor, plain)
  const moved = new Request(request.url.replace('https://bor.test', 'http://10.0.0.9:8080'), request)
  expect(await verifyRequest(receiver(time), moved)).toMatchObject({ peer: 'alt' })
})

interface Parts {
  method: string
  url: string
  body: string
  headers: Record<string, string>
}

async function partsOf(time: FakeTime): Promise<Parts> {
  const request = await signRequest(sender(time), bor, plain)
  const { method, url } = request
  return { method, url, body: await request.text(), headers: Object.fromEntries(request.headers) }
}

const changed = (parts: Parts, change: Partial<Parts>): Request => {
  const { url, ...init } = { ...parts, ...change }
  return new Request(url, init)
}

test('L2 every covered byte counts: no changed request is let in', async () => {
  const time = new FakeTime()
  const parts = await partsOf(time)
  const covered = ['content-digest', 'tamga-from', 'tamga-to', 'signature-input', 'signature']
  expect(await verifyRequest(receiver(time), changed(parts, {}))).toMatchObject({ peer: 'alt' })
  const letter = fc.constantFrom(...Array.from('abcdefgz0129=:;"-_/+A'))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...covered), fc.nat(), letter, async (name, place, to) => {
      const value = parts.headers[name] ?? ''
      const at = place % value.length
      fc.pre(value[at] !== to)
      const headers = { ...parts.headers, [name]: value.slice(0, at) + to + value.slice(at + 1) }
      expect(isRefusal(await verifyRequest(receiver(time), changed(parts, { headers })))).toBe(true)
    }),
    { numRuns: 300 },
  )
  const { url, headers } = parts
  const changes: Partial<Parts>[] = [
    { method: 'PUT' },
    { body: '{ }' },
    { body: '' },
    { url: url.replace('receipts', 'parcels') },
    { url: url.replace('7', '8') },
    { url: `${url}&x` },
    { url: url.replace('?after=7', '') },
    ...covered.map((name) => ({
      headers: Object.fromEntries(Object.entries(headers).filter(([own]) => own !== name)),
    })),
    ...covered.map((name) => ({ headers: { ...headers, [name]: `${headers[name]}, ${headers[name]}` } })),
  ]
  for (const change of changes)
    expect(isRefusal(await verifyRequest(receiver(time), changed(parts, change)))).toBe(true)
})

test('L3 a request is taken once, from a party we know, if it is for us', async () => {
  const time = new FakeTime()
  const parts = await partsOf(time)
  const ports = receiver(time)
  expect(await verifyRequest(ports, changed(parts, {}))).toMatchObject({ peer: 'alt' })
  expect(await verifyRequest(ports, changed(parts, {}))).toMatchObject({ code: 'link-replayed' })
  expect(await verifyRequest(receiver(time, cas), changed(parts, {}))).toMatchObject({ code: 'link-misaddressed' })
  expect(await verifyRequest(receiver(time, alt), changed(parts, {}))).toMatchObject({ code: 'link-key-unknown' })
  const noKeys = { ...receiver(time), keys: () => undefined }
  expect(await verifyRequest(noKeys, changed(parts, {}))).toMatchObject({ code: 'link-key-unknown' })
  expect(await verifyRequest(receiver(time), new Request(parts.url))).toMatchObject({ code: 'link-unsigned' })
  const borrowed = await signRequest(sender(time, { ...signers.cas, party: alt, keyid: signers.alt.keyid }), bor, plain)
  expect(await verifyRequest(receiver(time), borrowed)).toMatchObject({ code: 'link-signature-invalid' })
})

test('C17 nonces of a peer are bounded and push out none but its own', () => {
  const nonces = new Nonces(3)
  expect(nonces.admit(cas, 'c')).toBe(true)
  for (const nonce of ['1', '2', '3', '4']) expect(nonces.admit(alt, nonce)).toBe(true)
  expect(nonces.admit(alt, '4')).toBe(false)
  expect(nonces.admit(alt, '1')).toBe(true)
  expect(nonces.admit(cas, 'c')).toBe(false)
})

test('F10 nobody without a pinned key makes us read a body', async () => {
  const time = new FakeTime()
  const request = await signRequest(sender(time, { ...signers.cas, keyid: 'key--nobody' }), bor, plain)
  expect(await verifyRequest(receiver(time), request)).toMatchObject({ code: 'link-key-unknown' })
  expect(request.bodyUsed).toBe(false)
})

test('P10 a request never passes for a response, nor a response for a request or for another answer', async () => {
  const time = new FakeTime()
  const request = await signRequest(sender(time), bor, plain)
  const other = await signRequest(sender(time), bor, plain)
  const signature = request.headers.get('signature') ?? ''
  const response = await signResponse(sender(time, signers.bor), signature, new Response('yes'))
  const ports = { keys, clock: time }
  expect(verifyResponse(ports, { peer: bor, signature }, response)).toEqual({ skewMs: 0 })
  const { headers } = response
  const refused = [
    verifyResponse(ports, { peer: bor, signature: other.headers.get('signature') ?? '' }, response),
    verifyResponse(ports, { peer: cas, signature }, response),
    verifyResponse(ports, { peer: bor, signature }, { status: 201, headers }),
    verifyResponse(ports, { peer: alt, signature }, { status: 200, headers: request.headers }),
    verifyResponse(ports, { peer: bor, signature }, new Response('yes')),
  ]
  expect(refused).toEqual(refused.map(() => undefined))
  const asRequest = new Request(plain.url, { method: 'POST', body: 'yes', headers })
  asRequest.headers.set('tamga-from', 'bor')
  asRequest.headers.set('tamga-to', 'alt')
  expect(await verifyRequest(receiver(time, alt), asRequest)).toMatchObject({ code: 'link-signature-invalid' })
})

/** A peer's door over a handler that answers what the path says, and a client to it through `between`. */
function linked(time: FakeTime, between: (fetch: Fetch) => Fetch = (fetch) => fetch) {
  const calls: LinkCall[] = []
  const app = new Hono<LinkVariables>()
  const refused = (_request: Request, refusal: { code: string }) => new Response(refusal.code, { status: 401 })
  const ports = {
    ...receiver(time),
    signer: () => signers.bor,
    refused,
    onContact: (call: LinkCall) => calls.push(call),
  }
  app.use('*', linkDoor(ports))
  app.onError(() => new Response('inner', { status: 500 }))
  app.get('/fail', () => {
    throw new Error('inner')
  })
  app.all('/status/:code', (c) => {
    const status = Number(c.req.param('code'))
    const init = { status, headers: { 'retry-after': '100000' } }
    return new Response(status === 204 ? null : `${c.get('link').peer} ${c.get('link').body.length}`, init)
  })
  const fetch: Fetch = between(async (request) => app.fetch(request))
  const client: LinkClientPorts = { fetch, self: signers.alt, keys, clock: time, random, timers: time }
  return { calls, ask: linkClient(client, { party: bor, origin: 'http://bor.test' }) }
}
const get = (code: number): LinkAsk => ({ method: 'GET', path: `/status/${code}?a=b` })

test('L4 an answer is the peer`s own, and its status says what it means for the link', async () => {
  const { ask, calls } = linked(new FakeTime())
  const body = encodeUtf8('alt 0')
  expect(await ask(get(200))).toEqual({ kind: 'answer', status: 200, body, skewMs: 0 })
  expect(await ask({ method: 'POST', path: '/status/201', body: new Uint8Array(9) })).toMatchObject({ status: 201 })
  expect(await ask(get(204))).toMatchObject({ kind: 'answer', status: 204 })
  expect(await ask(get(404))).toMatchObject({ kind: 'answer', status: 404 })
  expect(await ask(get(403))).toMatchObject({ kind: 'refused', status: 403, body })
  expect(await ask(get(429))).toEqual({ kind: 'deferred', status: 429, retryAfterMs: 900_000, skewMs: 0 })
  expect(await ask({ method: 'GET', path: '/fail' })).toMatchObject({ kind: 'deferred', status: 500 })
  expect(calls.map((call) => call.peer)).toEqual(calls.map(() => 'alt'))
})

test('L4 nobody between the two can refuse, answer or change in the peer`s name', async () => {
  const attacks: Record<string, (fetch: Fetch) => Fetch> = {
    'an unsigned refusal': () => async () => new Response('no', { status: 403 }),
    'another status': (fetch) => async (request) => {
      const { body, headers } = await fetch(request)
      return new Response(body, { status: 403, headers })
    },
    'another body': (fetch) => async (request) => new Response('x', { headers: (await fetch(request)).headers }),
    'a changed request': (fetch) => async (request) => {
      const changedRequest = new Request(request)
      changedRequest.headers.set('tamga-from', 'cas')
      return fetch(changedRequest)
    },
    'a redirect': () => async () => Response.redirect('http://cas.test/', 302),
  }
  for (const [name, attack] of Object.entries(attacks)) {
    expect(await linked(new FakeTime(), attack).ask(get(200)), name).toMatchObject({
      kind: 'unreachable',
      why: 'unproved',
    })
  }
  const earlier: Response[] = []
  const replaying = linked(new FakeTime(), (fetch) => async (request) => {
    earlier.push((await fetch(request)).clone())
    return earlier[0]?.clone() ?? Response.error()
  })
  expect(await replaying.ask(get(200))).toMatchObject({ kind: 'answer' })
  expect(await replaying.ask(get(200))).toMatchObject({ kind: 'unreachable', why: 'unproved' })
})

test('F10 a peer that fails, hangs or never ends is unreachable, and holds nothing', async () => {
  const time = new FakeTime()
  const failing = linked(time, () => () => Promise.reject(new TypeError('refused')))
  expect(await failing.ask(get(200))).toEqual({ kind: 'unreachable', why: 'network' })

  const hanging = linked(time, () => () => new Promise(() => undefined))
  const late = hanging.ask(get(200))
  await time.advance(linkLimits.totalMs)
  expect(await late).toEqual({ kind: 'unreachable', why: 'timeout' })

  const stop = new AbortController()
  const stopped = hanging.ask({ ...get(200), signal: stop.signal })
  stop.abort()
  expect(await stopped).toEqual({ kind: 'unreachable', why: 'stopped' })

  const small = { ...linkLimits, maxBytes: 4 }
  expect(await linked(time).ask({ ...get(200), limits: small })).toMatchObject({
    kind: 'unreachable',
    why: 'too-large',
  })
  expect(time.asleep).toBe(0)
})
