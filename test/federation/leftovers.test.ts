import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { removeForgotten } from '#rooms/exchange/leftovers.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type House } from './federation.ts'
import { begun } from './scene.ts'

const dayMs = 86_400_000
const kite = bundle(malware({ name: 'Kite', mark: '1' }))
const wish = { to: ['bor'], level: 'restricted', category: 'drones', title: 'A kite' }

const filesOf = (house: House): Promise<readonly string[]> => Array.fromAsync(house.blobs.names())

test('T8 files that were brought and forgotten go, those that are shared, wait or are new stay', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const alt = federation.house('alt')
  await alt.share(wish, kite)
  expect((await alt.share({ ...wish, level: 'confidential' }, kite)).status).toBe(202)
  const kept = await filesOf(alt)
  await alt.ask('liaison', 'POST', '/api/v1/uploads?name=forgotten.json', kite)
  alt.failpoint = (name) => {
    if (name === 'upload:sealed') throw new Fault('failpoint')
  }
  await alt.ask('liaison', 'POST', '/api/v1/uploads?name=killed.json', kite)
  alt.failpoint = () => undefined
  expect(await filesOf(alt)).toHaveLength(kept.length + 2)
  const sweep = async (days: number) => {
    await using store = alt.database.connect()
    const time = new FakeTime(federation.time.now())
    time.step(days * dayMs)
    const removed = await removeForgotten({ store, blobs: alt.blobs, clock: time })
    return removed
  }
  expect([await sweep(0), await sweep(1), await sweep(3), await sweep(6), await sweep(9)]).toEqual([0, 0, 1, 0, 1])
  expect((await filesOf(alt)).toSorted()).toEqual(kept.toSorted())
  expect((await alt.ask('admin', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
})

test('T8 names that are not of brought files are nobody’s to sweep', async () => {
  await using federation = await startFederation()
  await using store = federation.house('alt').database.connect()
  const blobs = new SimulatedBlobs()
  for (const name of [`in-${'0'.repeat(64)}-0`, 'up-old', `up-${'a'.repeat(32)}`]) await blobs.write(name, [])
  const time = new FakeTime(federation.time.now())
  time.step(1000 * dayMs)
  expect(await removeForgotten({ store, blobs, clock: time })).toBe(0)
})
