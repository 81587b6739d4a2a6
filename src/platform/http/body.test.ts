import { expect, test } from 'vitest'
import { z } from 'zod'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import type { BodyLimits } from '#platform/transport/link/bounded-body.ts'
import { BodyRefused } from '#platform/transport/link/bounded-body.ts'
import { readJson, readStream } from './body.ts'

const limits: BodyLimits = { maxBytes: 64, idleMs: 1000, totalMs: 3000 }
const schema = z.strictObject({ name: z.string().max(10), tags: z.array(z.string()).optional() })

function post(body: string | ReadableStream<Uint8Array>, headers: Record<string, string> = {}): Request {
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json', ...headers } }
  return new Request('http://alt.test/x', init)
}

const json = (body: string | ReadableStream<Uint8Array>, headers?: Record<string, string>) =>
  readJson(post(body, headers), schema, new FakeTime(), limits)

test('H1 a body that fits the schema is given on', async () => {
  expect(await json('{"name":"desk"}')).toEqual({ kind: 'fits', value: { name: 'desk' } })
})

test.each([
  ['{"name":1}', 'request-invalid', { path: '/name', problem: 'invalid_type' }],
  ['{"name":"a","x/y":1}', 'request-invalid', { path: '/x~1y', problem: 'unrecognized_keys' }],
  ['{"name":"a","__proto__":{"x":1}}', 'request-invalid', { path: '/__proto__' }],
  ['{"name":"a","name":"b"}', 'not-strict-json', { finding: 'duplicate-member' }],
  ['{"name":1.5}', 'not-strict-json', { finding: 'float' }],
  ['', 'not-strict-json', { finding: 'truncated' }],
])('H1 the body %s is refused as %s', async (body, code, params) => {
  expect(await json(body)).toMatchObject({ kind: 'refusal', code, params })
})

test('C13 a body beyond its limit is cut off while it arrives, whatever Content-Length says', async () => {
  let pulled = 0
  let cancelled = false
  const endless = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(16))
      },
      cancel() {
        cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  expect(await json(endless, { 'content-length': '1' })).toMatchObject({ code: 'too-large', params: { limit: 64 } })
  expect(pulled).toBe(5)
  expect(cancelled).toBe(true)
})

test('C13 a declared length beyond the limit and a content coding are refused before the first byte', async () => {
  expect(await json('{"name":"a"}', { 'content-length': '65' })).toMatchObject({ code: 'too-large' })
  expect(await json('{"name":"a"}', { 'content-encoding': 'gzip' })).toMatchObject({ code: 'media-type' })
  expect(await json('{"name":"a"}', { 'content-type': 'text/plain' })).toMatchObject({ code: 'media-type' })
})

test('F11 a silent sender and a trickling sender are both let go', async () => {
  const silent = new FakeTime()
  const answer = readJson(post(new ReadableStream({})), schema, silent, limits)
  await silent.advance(1000)
  expect(await answer).toMatchObject({ code: 'too-slow', params: { idleSeconds: 1 } })
  expect(silent.asleep).toBe(0)

  const slow = new FakeTime()
  const trickle = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await slow.sleep(900)
      controller.enqueue(encodeUtf8(' '))
    },
  })
  const late = readJson(post(trickle), schema, slow, limits)
  for (let second = 0; second < 4; second++) await slow.advance(1000)
  expect(await late).toMatchObject({ code: 'too-slow' })
})

test('F11 a sender is not called silent while we are the slow ones', async () => {
  const time = new FakeTime()
  const stream = readStream(post('x'.repeat(60), { 'content-type': 'text/plain' }), ['*'], time, limits)
  if ('kind' in stream) throw new Error('refused early')
  let bytes = 0
  const reading = (async () => {
    for await (const chunk of stream) {
      bytes += chunk.length
      await time.sleep(2500)
    }
  })()
  for (let half = 0; half < 5; half++) await time.advance(500)
  await reading
  expect([bytes, time.asleep]).toEqual([60, 0])
})

test('H2 an upload is handed on as it arrives and stops at its limit', async () => {
  const stream = readStream(post('x'.repeat(65), { 'content-type': 'text/plain' }), ['*'], new FakeTime(), limits)
  if ('kind' in stream) throw new Error('refused early')
  const reading = async () => {
    for await (const chunk of stream) expect(chunk.length).toBeLessThanOrEqual(64)
  }
  await expect(reading()).rejects.toThrow(BodyRefused)
})
