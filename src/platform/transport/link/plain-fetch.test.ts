import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { equalBytes } from '#kernel/bytes.ts'
import { partsOf } from '#kernel/streamed-response.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { BodyRefused, readBounded } from './bounded-body.ts'
import { plainFetch } from './plain-fetch.ts'

const piece = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7) % 251)
const limits = { maxBytes: 1_000_000, idleMs: 5000, totalMs: 10_000 }

/** Answers with the piece, with nothing, or with what it was sent. */
async function opened() {
  let connections = 0
  const server = createServer((request, response) => {
    if (request.url === '/nothing') response.writeHead(204).end()
    else if (request.url === '/moved') response.writeHead(302, { location: '/piece' }).end('elsewhere')
    else if (request.url === '/piece') response.end(piece)
    else request.pipe(response)
  })
  server.on('connection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const road = plainFetch()
  const { port } = server.address() as AddressInfo
  return {
    ask: (path: string, init?: RequestInit) => road.fetch(new Request(`http://127.0.0.1:${port}${path}`, init)),
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      road[Symbol.dispose]()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

test('an answer is read as parts or as a body, over one connection', async () => {
  await using at = await opened()
  const first = await at.ask('/piece')
  expect([first.status, first.headers.get('content-length')]).toEqual([200, '300000'])
  const declared = [0, 1000, piece.length, 900_000]
  for (const declaredBytes of declared) {
    const body = await readBounded(partsOf(await at.ask('/piece')), { ...limits, declaredBytes }, systemTimers)
    expect(equalBytes(body, piece)).toBe(true)
  }
  expect(equalBytes(new Uint8Array(await first.arrayBuffer()), piece)).toBe(true)
  expect(await (await at.ask('/echo', { method: 'POST', body: 'said' })).text()).toBe('said')
  const nothing = await at.ask('/nothing')
  expect([nothing.status, nothing.body, partsOf(nothing)]).toEqual([204, null, undefined])
  expect(at.connections()).toBeLessThanOrEqual(2)
})

test('a redirect is an answer and is not followed', async () => {
  await using at = await opened()
  const moved = await at.ask('/moved')
  expect([moved.status, await moved.text()]).toEqual([302, 'elsewhere'])
})

test('an answer beyond the limit is let go of, and the next is read', async () => {
  await using at = await opened()
  const reading = readBounded(partsOf(await at.ask('/piece')), { ...limits, maxBytes: 1000 }, systemTimers)
  await expect(reading).rejects.toThrow(BodyRefused)
  expect(equalBytes(await readBounded(partsOf(await at.ask('/piece')), limits, systemTimers), piece)).toBe(true)
})

test('a request that is aborted is a failure of the network, before and within the answer', async () => {
  await using at = await opened()
  await expect(at.ask('/piece', { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  const ends = new AbortController()
  const answer = await at.ask('/piece', { signal: ends.signal })
  ends.abort()
  await expect(readBounded(partsOf(answer), limits, systemTimers)).rejects.toThrow('aborted')
})
