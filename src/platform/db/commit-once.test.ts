import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { notes } from '../../../test/suites/items.ts'
import { commitOnce } from './commit-once.ts'
import { SimulatedDatabase, type StorePoint } from './simulated-store.ts'
import { insert } from './table.ts'

/** Connects through a link that breaks at a point of the first `times` transactions. */
function scene(broken: StorePoint, times: number) {
  const database = new SimulatedDatabase()
  let left = times
  const store = database.connect((point) => {
    if (point === broken && left-- > 0) throw new Fault('commit-unknown')
  })
  const write = () =>
    commitOnce(store, {
      work: (tx) => tx.apply([insert(notes, { id: 'one', said: 'word' })]),
      stands: async () => (await store.find(notes, { id: 'one' })) !== undefined,
    })
  return { store, write }
}

test('F13 a commit of which the answer was lost stands once', async () => {
  const { store, write } = scene('store:committed', 1)
  await write()
  expect(await store.count(notes, {}, 9)).toBe(1)
})

test('F13 a commit that was lost itself is done again', async () => {
  const { store, write } = scene('store:commit', 2)
  await write()
  expect(await store.count(notes, {}, 9)).toBe(1)
})

test('F13 a commit that is lost every time is a fault, and so is any other failure', async () => {
  const { store, write } = scene('store:commit', 99)
  await expect(write()).rejects.toThrow('commit-unknown')
  expect(await store.count(notes, {}, 9)).toBe(0)
  const other = scene('store:commit', 0)
  await other.write()
  await expect(other.write()).rejects.toThrow('db-duplicate')
})
