import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Act } from '#protocol/act/statement.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { Store } from '#platform/db/store.ts'
import { setAside } from '#platform/record/parts.ts'
import { projectorsOf, type Arrived } from '#platform/record/projector.ts'
import { desksProjector } from './project.ts'
import { about, alt, arrived, at, bor, changesOf, entry, withdrawal } from '../../../test/suites/desk-acts.ts'
import { calls, checks, countersignatures, entries, publications, replies } from './tables.ts'

const projectors = projectorsOf([desksProjector])

const take = (store: Store, one: Arrived) => store.transaction((tx) => tx.apply(changesOf(one)))

const distrust = (store: Store, { act, arrival }: Arrived) =>
  store.transaction((tx) =>
    setAside(tx, projectors, { act: act.id, author: act.said.author, kind: act.said.kind, arrival }),
  )

async function dump(store: Store) {
  const tables = [publications, entries, checks, replies, calls, countersignatures]
  return Promise.all(tables.map((each) => store.select(each, { limit: 1000 })))
}

test('lost-keys: what a thief published counts for nothing, whatever its revision, and the entry before his holds again', async () => {
  await using store = new SimulatedDatabase().connect()
  const held = async () => (await store.select(entries, { limit: 10 })).map(({ act, withdrawn }) => [act, withdrawn])
  const [own, thief] = [entry(1, 1), entry(2, Number.MAX_SAFE_INTEGER)]
  for (const one of [own, thief]) await take(store, one)
  expect(await held()).toEqual([[thief.act.id, false]])
  await distrust(store, thief)
  expect(await held()).toEqual([[own.act.id, false]])
  // And the next publication has a revision to take.
  const next = entry(3, 2)
  await take(store, next)
  expect(await held()).toEqual([[next.act.id, false]])
  // A withdrawal that he sends is none, and a desk that he alone published is not there.
  const gone = withdrawal(4, 9)
  await take(store, gone)
  expect(await held()).toEqual([[gone.act.id, true]])
  await distrust(store, gone)
  expect(await held()).toEqual([[next.act.id, false]])
  for (const one of [own, next]) await distrust(store, one)
  expect(await held()).toEqual([])
})

test('lost-keys: in whichever order publications come, are distrusted and trusted again, the greatest that counts holds, as after a rebuild', async () => {
  const said = fc.record({ revision: fc.integer({ min: 2, max: 4 }), isEntry: fc.boolean(), fate: fc.nat(3) })
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 7 }), async (all) => {
      const ones = all.map(({ revision, isEntry }, count) =>
        isEntry ? entry(count + 1, revision) : withdrawal(count + 1, revision),
      )
      const fates = ones.map((one, count) => ({ one, fate: all[count]?.fate ?? 0 }))
      await using store = new SimulatedDatabase().connect()
      for (const { one, fate } of fates) {
        await take(store, one)
        if (fate === 1) await distrust(store, one)
      }
      for (const { one, fate } of fates) if (fate >= 2) await distrust(store, one)
      for (const { one, fate } of fates) if (fate === 3) await take(store, one)
      await using rebuilt = new SimulatedDatabase().connect()
      for (const { one, fate } of fates) {
        await take(rebuilt, one)
        if (fate === 1 || fate === 2) await distrust(rebuilt, one)
      }
      expect(await dump(store)).toEqual(await dump(rebuilt))
      const counting = fates.flatMap(({ one, fate }) => (fate === 0 || fate === 3 ? [one.act] : []))
      const name = ({ id, said: { body } }: Act) => `${String(body['revision'])} ${id}`
      const greatest = counting.toSorted((a, b) => (name(a) < name(b) ? -1 : 1)).at(-1)
      expect((await store.select(entries, { limit: 10 })).map(({ act }) => act)).toEqual(
        greatest === undefined ? [] : [greatest.id],
      )
    }),
    { numRuns: 60 },
  )
})

test('lost-keys: checks, replies, records of calls and countersignatures of a thief count for nothing', async () => {
  await using store = new SimulatedDatabase().connect()
  const call = {
    calledAt: at,
    channel: 'hotline',
    desks: [alt, bor].map((party) => ({ party, desk: 'duty' })),
    summary: 's',
  }
  const his = [
    arrived(1, 'comcheck.call/1', { desks: ['duty'], nature: 'manual', replyWithinMs: 60_000 }),
    arrived(2, 'comcheck.reply/1', { act: about, desk: 'duty' }),
    arrived(3, 'hotline.log/1', call),
    arrived(4, 'hotline.answer/1', { act: about, outcome: 'countersigned' }),
  ]
  for (const one of his) await take(store, one)
  expect((await dump(store)).flat()).toHaveLength(4)
  for (const one of his) await distrust(store, one)
  expect((await dump(store)).flat()).toEqual([])
})
