import { expect, test } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import type { Adapter, Attempt } from '#platform/outgoing/adapter.ts'
import { startSending } from './sending.ts'
import { outgoing } from './tables.ts'

const key = { adapter: 'desk', id: 'msg_1' }

/** A message that waits, and processes of one node that take it; each says itself how its attempt ends, and when. */
async function waiting() {
  const time = new FakeTime(instantOf(1_795_000_000_000))
  const database = new SimulatedDatabase()
  const store = database.connect()
  const said = { type: 'alert.overdue', subject: 'act--0' as ActId, data: {}, attempts: 0, error: null }
  const now = time.now()
  await store.transaction((tx) =>
    tx.apply([insert(outgoing, { ...key, ...said, at: now, state: 'waiting', next_at: now })]),
  )
  const process = () => {
    const own = database.connect()
    const begun: ((attempt: Attempt) => void)[] = []
    const adapter: Adapter = {
      name: 'desk',
      kind: 'webhook',
      send: (_, signal) =>
        new Promise((resolve) => {
          begun.push(resolve)
          signal.addEventListener('abort', () => {
            if (signal.reason?.name !== 'TimeoutError') resolve({ kind: 'again', error: 'timeout' })
          })
        }),
    }
    const events: string[] = []
    const house = {
      self: 'alt' as Party,
      store: own,
      clock: time,
      log: ({ event }: { readonly event: string }) => void events.push(event),
      charter: () => ({ name: 'demo' }),
    }
    return { begun, events, sending: startSending({ house, timers: time, adapters: [adapter] }) }
  }
  return { time, store, process, held: () => store.find(outgoing, key) }
}

test('domain 1 who has lost the lease of a message does not write how it fared', async () => {
  const { time, store, process, held } = await waiting()
  await using _ = store
  const slow = process()
  await time.advance(0)
  expect(slow.begun).toHaveLength(1)
  // It stalls for longer than its lease; another process takes the message over and sends it.
  const other = process()
  await time.advance(80_000)
  expect(other.begun).toHaveLength(1)
  other.begun[0]?.({ kind: 'sent' })
  await time.advance(0)
  expect(await held()).toMatchObject({ state: 'sent', attempts: 2 })
  slow.begun[0]?.({ kind: 'again', error: 'ECONNRESET' })
  await time.advance(0)
  expect(await held()).toMatchObject({ state: 'sent', attempts: 2, error: null })
  expect([slow.events, other.events]).toEqual([['outgoing-lease-lost'], ['outgoing']])
  await slow.sending[Symbol.asyncDispose]()
  await other.sending[Symbol.asyncDispose]()
})

test('domain 1 an attempt that ends with its process is none', async () => {
  const { time, store, process, held } = await waiting()
  await using _ = store
  const ending = process()
  await time.advance(0)
  expect(await held()).toMatchObject({ state: 'waiting', attempts: 1 })
  await ending.sending[Symbol.asyncDispose]()
  expect(await held()).toMatchObject({ state: 'waiting', attempts: 0, next_at: time.now() })
  const next = process()
  await time.advance(0)
  next.begun[0]?.({ kind: 'sent' })
  await time.advance(0)
  expect(await held()).toMatchObject({ state: 'sent', attempts: 1 })
  await next.sending[Symbol.asyncDispose]()
})
