import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { bytesOf, eventsOf, type SentEvent } from './sse.ts'

const said =
  'id: a1\nevent: act\ndata: {"act":"x"}\n\n: ping\n\nretry: 3000\n\nid: a2\nevent: act\ndata: é\ndata: 2\n\nid: a3\ndata: cut'

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield piece
}

async function read(pieces: readonly Uint8Array[]): Promise<readonly SentEvent[]> {
  const found: SentEvent[] = []
  for await (const event of eventsOf(oneByOne(pieces))) found.push(event)
  return found
}

test('events are read wherever the stream is cut, and what is unfinished is no event', async () => {
  const bytes = encodeUtf8(said)
  const wanted = [
    { id: 'a1', event: 'act', data: '{"act":"x"}' },
    { id: 'a2', event: 'act', data: 'é\n2' },
  ]
  for (let at = 0; at <= bytes.length; at += 1) {
    expect(await read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(wanted)
  }
})

test('an event without end is not kept', async () => {
  expect(await read([encodeUtf8(`data: ${'x'.repeat(70_000)}`), encodeUtf8('\n\n')])).toEqual([])
})

test('a stream ends when its reader does, and its sender learns of it', async () => {
  const stop = new AbortController()
  let isCancelled = false
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(Uint8Array.from(encodeUtf8('data: 1\n\n'))),
    cancel: () => void (isCancelled = true),
  })
  const found: SentEvent[] = []
  for await (const event of eventsOf(bytesOf(body, stop.signal))) {
    found.push(event)
    stop.abort()
  }
  expect([found.length, isCancelled]).toEqual([1, true])
})
