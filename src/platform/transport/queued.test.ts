import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { queuedFor } from './queued.ts'
import { outbox } from './tables.ts'

const [bor, cas] = ['bor' as Party, 'cas' as Party]
const row = (place: number, peer: Party, stream: string, withheld: string | null = null) =>
  insert(outbox, {
    place,
    peer,
    stream,
    act: `act--${place}` as ActId,
    urgent: false,
    withheld_code: withheld,
    withheld_rule: withheld,
  })

test.each([1, 500])('each peer hears of what waits for it in a stream, with %d rows for another one', async (count) => {
  await using store = new SimulatedDatabase().connect()
  const asked = async () => {
    const [ofBor, ofCas] = await Promise.all([queuedFor(store, bor), queuedFor(store, cas)])
    return [ofBor.has('main'), ofCas.has('main'), ofCas.has('exercise')]
  }
  expect(await asked()).toEqual([false, false, false])
  const many = Array.from({ length: count }, (_, place) => row(place, bor, 'main'))
  await store.transaction((tx) => tx.apply([...many, row(1000, cas, 'main', 'no-agreement')]))
  expect(await asked()).toEqual([true, false, false])
  await store.transaction((tx) => tx.apply([row(1001, cas, 'exercise')]))
  expect(await asked()).toEqual([true, false, true])
})
