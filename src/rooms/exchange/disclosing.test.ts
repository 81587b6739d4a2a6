import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Store } from '#platform/db/store.ts'
import { disclosures } from '#platform/record/tables.ts'
import { disclosed } from './disclosing.ts'

const [one, other] = ['act--1' as ActId, 'act--2' as ActId]

const timesIn = async (store: Store) =>
  new Map((await store.select(disclosures, {})).map(({ act, times }) => [act, times]))

test('what is counted while a page is put together is what left: no more where a file was erased meanwhile, none where it failed', async () => {
  const store = new SimulatedDatabase().connect()
  const left = async (told: readonly ActId[], acts: readonly ActId[]) =>
    disclosed({ store }, async (leaving) => {
      leaving(new Set(told))
      return { acts: new Set(acts) }
    })
  await left([one, other], [one])
  expect(await timesIn(store)).toEqual(
    new Map([
      [one, 1],
      [other, 0],
    ]),
  )
  await left([one], [one, other])
  const twice = new Map([
    [one, 2],
    [other, 1],
  ])
  expect(await timesIn(store)).toEqual(twice)
  const fails = disclosed({ store }, async (leaving) => {
    leaving(new Set([one, other]))
    throw new Error('the disk')
  })
  await expect(fails).rejects.toThrow('the disk')
  expect(await timesIn(store)).toEqual(twice)
})
