import { expect } from 'vitest'
import type { Store } from '#platform/db/store.ts'
import { insert, put, remove, update } from '#platform/db/table.ts'
import { fill, item, items, places } from './items.ts'
import type { Rule } from './items.ts'

/** Transactions, locks and sequences. */
export function transactions(rule: Rule): void {
  rule('a transaction sees its own writes, others see them after it ends', async ({ store }) => {
    await store.transaction(async (tx) => {
      await tx.apply([insert(items, item(1))])
      expect(await tx.find(items, { shelf: 'a', place: 1 })).toEqual(item(1))
      expect(await tx.lock(items, { shelf: 'a', place: 1 })).toEqual(item(1))
      expect(await tx.count(items, {}, 9)).toBe(1)
      expect(await tx.greatest(items, 'place')).toBe(1)
      expect(await store.count(items, {}, 9)).toBe(0)
    })
    expect(await store.count(items, {}, 9)).toBe(1)
  })

  rule('what throws rolls back and is thrown on', async ({ store }) => {
    const reason = new Error('reason')
    const failing = store.transaction(async (tx) => {
      await tx.apply([insert(items, item(1))])
      throw reason
    })
    await expect(failing).rejects.toBe(reason)
    expect(await store.count(items, {}, 9)).toBe(0)
  })

  rule('a failed step spoils its transaction even when the fault is swallowed', async ({ store }) => {
    await fill(store, [item(1)])
    const swallowing = store.transaction(async (tx) => {
      await tx.apply([insert(items, item(2))])
      await tx.apply([insert(items, item(1))]).catch(() => undefined)
    })
    await expect(swallowing).rejects.toMatchObject({ code: 'db-aborted' })
    expect(await places(store, {})).toEqual([1])
  })

  rule('a transaction inside a transaction is a fault, not a standstill', async ({ store }) => {
    const nested = store.transaction(() => store.transaction(async () => 1))
    await expect(nested).rejects.toMatchObject({ code: 'db-nested' })
    expect(await store.transaction(async () => 2)).toBe(2)
  })

  rule('a transaction that has ended takes no more work', async ({ store }) => {
    const ended = await store.transaction(async (tx) => ({ tx }))
    await expect(ended.tx.apply([insert(items, item(1))])).rejects.toMatchObject({ code: 'db-ended' })
    await expect(ended.tx.select(items, {})).rejects.toMatchObject({ code: 'db-ended' })
    expect(await store.count(items, {}, 1)).toBe(0)
  })

  rule(
    'rows locked together come in the order of their keys, and nothing of increments is lost',
    async ({ store, connect }) => {
      await fill(store, [item(1), item(2)])
      await using other = await connect()
      const keys = [2, 1, 9].map((place) => ({ shelf: 'a', place }))
      const increment = (by: Store): Promise<unknown> =>
        by.transaction(async (tx) => {
          const rows = await tx.lockMany(items, keys)
          expect(rows.map(({ place }) => place)).toEqual([1, 2])
          await tx.apply(rows.map((row) => put(items, { ...row, name: String(Number(row.name ?? 0) + 1) })))
        })
      await Promise.all(Array.from({ length: 12 }, (_, at) => increment(at % 2 === 0 ? store : other)))
      expect((await store.select(items, {})).map(({ name }) => name)).toEqual(['12', '12'])
    },
  )

  rule('increments under a lock lose nothing', async ({ store, connect }) => {
    await fill(store, [item(0)])
    await using other = await connect()
    const key = { shelf: 'a', place: 0 }
    const increment = (by: Store): Promise<unknown> =>
      by.transaction(async (tx) => {
        const row = await tx.lock(items, key)
        await tx.apply([update(items, key, { name: String(Number(row?.name ?? 0) + 1) })])
      })
    await Promise.all(Array.from({ length: 20 }, (_, at) => increment(at % 2 === 0 ? store : other)))
    expect((await store.find(items, key))?.name).toBe('20')
  })

  rule('numbers of a sequence start at one, rise, and are not given again after a rollback', async ({ store }) => {
    const next = (): Promise<number> => store.transaction((tx) => tx.next('suite.number'))
    expect(await next()).toBe(1)
    const failing = store.transaction(async (tx) => {
      await tx.next('suite.number')
      throw new Error('back')
    })
    await expect(failing).rejects.toThrow('back')
    expect(await next()).toBe(3)
    const both = await store.transaction(async (tx) => [await tx.next('suite.number'), await tx.next('suite.number')])
    expect(both).toEqual([4, 5])
  })

  rule('a sequence is lifted and never lowered', async ({ store }) => {
    await store.transaction((tx) => tx.advance('suite.number', 1))
    expect(await store.transaction((tx) => tx.next('suite.number'))).toBe(2)
    await store.transaction((tx) => tx.advance('suite.number', 40))
    await store.transaction((tx) => tx.advance('suite.number', 7))
    expect(await store.transaction((tx) => tx.next('suite.number'))).toBe(41)
  })
}

/** Reads of one moment. */
export function snapshots(rule: Rule): void {
  rule('a snapshot shows what was there when it was taken, whatever is written meanwhile', async ({ store }) => {
    await fill(store, [item(1), item(2)])
    await using before = await store.snapshot()
    await store.transaction((tx) =>
      tx.apply([insert(items, item(3)), update(items, { place: 1 }, { isOpen: true }), remove(items, { place: 2 })]),
    )
    expect(await before.select(items, {})).toEqual([item(1), item(2)])
    expect(await before.find(items, { shelf: 'a', place: 2 })).toEqual(item(2))
    expect(await before.count(items, {}, 9)).toBe(2)
    expect(await before.greatest(items, 'place')).toBe(2)
    await using after = await store.snapshot()
    expect(await after.select(items, {})).toEqual([item(1, { isOpen: true }), item(3)])
  })

  rule('a snapshot knows how far a sequence had come, at least', async ({ store }) => {
    await using none = await store.snapshot()
    expect(await none.reached('suite.number')).toBe(0)
    await store.transaction(async (tx) => [await tx.next('suite.number'), await tx.next('suite.number')])
    await using some = await store.snapshot()
    expect(await some.reached('suite.number')).toBe(2)
  })

  rule('a snapshot that was let go answers nothing', async ({ store }) => {
    const snapshot = await store.snapshot()
    await snapshot[Symbol.asyncDispose]()
    await expect(snapshot.select(items, {})).rejects.toMatchObject({ name: 'Fault' })
  })
}

/** What several processes on one database see of each other. */
export function processes(rule: Rule): void {
  rule('a bell rings in every process, and what was written can be read by then', async ({ store, connect }) => {
    await using other = await connect()
    const counts: Promise<void>[] = []
    const { promise: heard, resolve } = Promise.withResolvers<void>()
    const stop = other.onRing('suite', () => {
      counts.push(other.count(items, {}, 9).then((count) => (count === 1 ? resolve() : undefined)))
    })
    const own = new Promise<void>((resolve) => store.onRing('suite', resolve))
    await store.transaction(async (tx) => {
      tx.ring('suite')
      await tx.apply([insert(items, item(1))])
    })
    await Promise.all([heard, own])
    stop()
    await Promise.all(counts)
  })

  rule('a listener that stopped hears nothing, a listener may begin a transaction', async ({ store }) => {
    let stopped = 0
    const stop = store.onRing('suite', () => stopped++)
    stop()
    // A bell may ring more often than it was rung, so only the first begins anything.
    let isFirst = true
    const begun = new Promise((resolve) => {
      store.onRing('suite', () => {
        if (isFirst) resolve(store.transaction((tx) => tx.next('suite.number')))
        isFirst = false
      })
    })
    await store.transaction(async (tx) => tx.ring('suite'))
    expect(await begun).toBeGreaterThan(0)
    expect(stopped).toBe(0)
  })

  rule('a lease has one holder until it is given up or its process ends', async ({ store, connect }) => {
    const other = await connect()
    const lease = await other.lease('sequencer')
    expect(lease?.isHeld).toBe(true)
    expect(await store.lease('sequencer')).toBeUndefined()
    expect(await other.lease('sequencer')).toBeUndefined()
    await using different = await store.lease('different')
    expect(different?.isHeld).toBe(true)
    await lease?.[Symbol.asyncDispose]()
    expect(lease?.isHeld).toBe(false)
    const second = await store.lease('sequencer')
    expect(second?.isHeld).toBe(true)
    await lease?.[Symbol.asyncDispose]()
    expect(second?.isHeld).toBe(true)
    await second?.[Symbol.asyncDispose]()
    const third = await other.lease('sequencer')
    await other[Symbol.asyncDispose]()
    expect(third?.isHeld).toBe(false)
    await using fourth = await store.lease('sequencer')
    expect(fourth?.isHeld).toBe(true)
  })
}
