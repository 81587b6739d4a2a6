import { expect, onTestFinished, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { makeCertificate } from '#platform/transport/link/certificate.ts'
import { linkClient, linkLimits } from '#platform/transport/link/link-client.ts'
import type { LinkVariables } from '#platform/transport/link/link-door.ts'
import { linkDoor } from '#platform/transport/link/link-door.ts'
import { linkKeysOf, linkSigner } from '#platform/transport/link/link-keys.ts'
import { Nonces } from '#platform/transport/link/nonces.ts'
import { pinnedFetch, pinnedTo } from '#platform/transport/link/pinned-fetch.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import { Hono } from 'hono'
import { httpApi } from './api.ts'
import { problem } from './problem.ts'
import { listen } from './server.ts'

const [alt, bor] = ['alt', 'bor'] as [Party, Party]
const random = new SeededRandom('link over tls')
const seeds = { alt: generateSeeds(random), bor: generateSeeds(random) }
const altRing = await keyringFromSeeds(alt, seeds.alt)
const borRing = await keyringFromSeeds(bor, seeds.bor)
const keys = linkKeysOf((party) => [altRing.keys, borRing.keys].filter((own) => own.party === party))
const common = { keys, clock: systemClock, random: systemRandom, timers: systemTimers }

async function borServes() {
  const edge = { sentences: (_: string, key: string) => key, random: systemRandom, log: () => undefined }
  const api = httpApi({ edge, store: new SimulatedDatabase().connect(), timers: systemTimers, levels: () => [] })
  const federation = new Hono<LinkVariables>()
  const refused: Parameters<typeof linkDoor>[0]['refused'] = (request, refusal) => problem(edge, request, refusal)
  federation.use(
    '*',
    linkDoor({
      ...common,
      self: bor,
      signer: () => linkSigner(borRing),
      nonces: new Nonces(),
      limits: linkLimits,
      refused,
    }),
  )
  federation.post('/echo', (c) => c.body(new Uint8Array(c.get('link').body)))
  federation.get('/fail', () => {
    throw new Error('canary')
  })
  api.app.route('/federation/v1', federation)
  const listener = await listen({
    fetch: api.fetch,
    timers: systemTimers,
    host: '127.0.0.1',
    port: 0,
    tls: makeCertificate(seeds.bor.link.ed25519),
  })
  onTestFinished(() => listener.stop())
  return listener.url
}

test('L6 signed requests pass over pinned TLS through a node`s listener, and its answers are proved', async () => {
  const origin = await borServes()
  const own = pinnedFetch(pinnedTo(rawKey(borRing.keys.link.ed25519)))
  onTestFinished(() => own[Symbol.dispose]())
  const ask = linkClient({ ...common, fetch: own.fetch, self: linkSigner(altRing) }, { party: bor, origin })
  const body = random.bytes(2_000_000)
  const echoed = await ask({ method: 'POST', path: '/federation/v1/echo?a=%20b', body })
  expect(echoed).toMatchObject({ kind: 'answer', status: 200 })
  if (echoed.kind === 'answer') expect(echoed.body).toEqual(body)
  expect(await ask({ method: 'GET', path: '/federation/v1/nothing' })).toMatchObject({ kind: 'answer', status: 404 })
  expect(await ask({ method: 'GET', path: '/federation/v1/fail' })).toMatchObject({ kind: 'deferred', status: 500 })
  const unsigned = await own.fetch(new Request(`${origin}/federation/v1/echo`, { method: 'POST', body: 'x' }))
  expect([unsigned.status, unsigned.headers.has('signature')]).toEqual([401, false])
  const toAnother = linkClient({ ...common, fetch: own.fetch, self: linkSigner(altRing) }, { party: alt, origin })
  expect(await toAnother({ method: 'POST', path: '/federation/v1/echo', body: encodeUtf8('x') })).toEqual({
    kind: 'unreachable',
    why: 'unproved',
    status: 421,
  })
})
