import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { parcelsAfter } from './serve.ts'
import { ahead, parcels } from './tables.ts'

const [alt, bor] = ['alt' as Party, 'bor' as Party]
const stream = { peer: bor, stream: 'main' }

/** A stream of parcels of so many bytes, the last of them urgent; and who serves it. */
async function backlog(count: number, bytes: number) {
  const store = new SimulatedDatabase().connect()
  const keyring = await keyringFromSeeds(alt, generateSeeds(new SeededRandom('serve')))
  const clock = { now: () => '2026-11-21T18:05:00.000Z' as Instant }
  const rows = Array.from({ length: count }, (_, place) => {
    const number = place + 1
    const bare = { act: `act--${number}` as ActId, signature: new Uint8Array(64), sealed: new Uint8Array(bytes) }
    return insert(parcels, { ...stream, number, header: encodeUtf8(`${number}`), ...bare })
  })
  await store.transaction((tx) => tx.apply([...rows, insert(ahead, { ...stream, number: count })]))
  const ports = { self: alt, store, coalition: 'act--0' as ActId, clock, keyring }
  /** The numbers of the parcels that a pull brings. */
  const pulled = async (after: number, beyond = 0) => {
    const list = await parcelsAfter(ports, { ...stream, after, beyond }, '')
    return list.parcels.map(({ header }) => Number(new TextDecoder().decode(header)))
  }
  return { pulled, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

test('7 what is urgent overtakes a backlog of few and large parcels', async () => {
  await using at = await backlog(40, 500_000)
  const first = await at.pulled(0)
  expect(first[0]).toBe(40)
  expect(first.slice(1)).toEqual(first.slice(1).map((_, place) => place + 1))
  expect(first.length).toBeLessThan(20)
  // What came ahead is not sent again, and everything comes.
  const seen = new Set(first)
  for (let cursor = first.length - 1; cursor < 40;) {
    const next = await at.pulled(cursor, 40)
    expect(next[0]).toBe(cursor + 1)
    for (const number of next) seen.add(number)
    cursor = Math.max(...next)
  }
  expect(seen.size).toBe(40)
})

test('7 what is urgent comes in its turn where all that there is goes into one answer', async () => {
  await using at = await backlog(20, 1000)
  expect(await at.pulled(0)).toEqual(Array.from({ length: 20 }, (_, place) => place + 1))
})
