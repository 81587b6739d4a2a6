import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import {
  expectOneChain,
  placeOf,
  projectedAt,
  recoveryOf,
  shared,
  statusOf,
  takenBy,
  titlesAt,
  verified,
  viper,
  wish,
} from './restoring.ts'
import { arrived, everyRound, scene } from './scene.ts'

test.each([1, 2])(
  'P9 a restored node asks, takes back what it had delivered, and goes on in the same chain (seed %i)',
  async (seed) => {
    await using at = await scene({ seed, ms: arrived })
    const { alt, bor, federation } = at
    await shared(at, 'one')
    const old = alt.database.snapshot()
    await shared(at, 'two')
    await shared(at, 'three', ['bor', 'cas'])
    await alt.stop()
    alt.database.restoreFrom(old)
    await alt.start()
    await federation.pass(everyRound)
    expect(await titlesAt(alt)).toEqual(['one', 'three', 'two'])
    const { journal, recovery, peers } = await statusOf(alt)
    expect([journal.kind, recovery.kind, peers.map(({ numbering }) => numbering)]).toEqual([
      'running',
      'none',
      ['going', 'going', 'going'],
    ])
    await shared(at, 'four', ['bor', 'cas'])
    await federation.pass(arrived)
    for (const house of [bor, at.cas]) await expectOneChain(house)
    expect(await titlesAt(bor)).toEqual(['four', 'one', 'three', 'two'])
    expect(await titlesAt(at.cas)).toEqual(['four', 'three'])
    for (const house of [alt, bor, at.cas]) expect(await verified(house)).toBeUndefined()
    const { lost } = await recoveryOf(alt)
    expect(lost).toMatchObject({ parcels: [], withoutFiles: [], asking: [] })
    expect(lost.entries.length).toBeGreaterThan(0)
    const before = await projectedAt(alt)
    await alt.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
    expect(await projectedAt(alt)).toBe(before)
  },
)

test('P9 a restored node that nobody answers makes no checkpoint and numbers nothing, and says so', async () => {
  await using at = await scene({ seed: 3, ms: arrived })
  const { alt, federation } = at
  const others = ['bor', 'cas', 'sec'].map((party) => federation.house(party))
  await shared(at, 'one')
  const old = alt.database.snapshot()
  await shared(at, 'two')
  for (const house of [...others, alt]) await house.stop()
  alt.database.restoreFrom(old)
  const before = await placeOf(alt)
  await alt.start()
  await shared(at, 'three')
  await federation.pass(everyRound)
  expect(await placeOf(alt)).toEqual(before)
  const { journal, recovery, peers } = await statusOf(alt)
  expect(journal).toMatchObject({ kind: 'halted', reason: 'behind-cas' })
  expect([recovery.kind, ...peers.map(({ numbering }) => numbering)]).toEqual([
    'undecided',
    'asking',
    'asking',
    'asking',
  ])
  expect((await recoveryOf(alt)).lost.asking).toEqual(['bor', 'cas', 'sec'])
  for (const house of others) await house.start()
  await federation.pass(everyRound)
  expect(await titlesAt(at.bor)).toEqual(['one', 'three', 'two'])
  expect(await titlesAt(alt)).toEqual(['one', 'three', 'two'])
  await expectOneChain(at.bor)
  expect((await statusOf(alt)).journal.kind).toBe('running')
  expect(await verified(alt)).toBeUndefined()
})

test('F1 killed between the mark and the commit, a node asks before it numbers, and gives no number twice', async () => {
  await using at = await scene({ seed: 4, ms: arrived })
  const { alt, bor, federation } = at
  await shared(at, 'one')
  let kills = 1
  alt.failpoint = (name) => {
    if (name === 'parcel:marked' && kills-- > 0) throw new Fault('killed')
  }
  await bor.stop()
  const before = (await placeOf(alt)).numbers
  await shared(at, 'two')
  expect(kills).toBe(0)
  await alt.stop()
  await alt.start()
  await federation.pass(everyRound)
  expect((await placeOf(alt)).numbers).toEqual(before)
  await bor.start()
  await federation.pass(everyRound)
  expect(await titlesAt(bor)).toEqual(['one', 'two'])
  await expectOneChain(bor)
})

test('F1 killed while an act comes back, a node takes it back once more and once only', async () => {
  await using at = await scene({ seed: 6, ms: arrived })
  const { alt, bor, federation } = at
  const old = alt.database.snapshot()
  await shared(at, 'one')
  await shared(at, 'two')
  await alt.stop()
  alt.database.restoreFrom(old)
  let kills = 2
  alt.failpoint = (name) => {
    if (name === 'recover:act' && kills-- > 0) throw new Fault('killed')
  }
  await alt.start()
  await federation.pass(everyRound)
  expect(kills).toBeLessThan(1)
  await alt.stop()
  await alt.start()
  await federation.pass(everyRound)
  expect(await titlesAt(alt)).toEqual(['one', 'two'])
  expect(await titlesAt(bor)).toEqual(['one', 'two'])
  await expectOneChain(bor)
  expect(await verified(alt)).toBeUndefined()
})

test('P9 an addressee that cannot be reached after a restore gets a new stream, and the old acts when it is back', async () => {
  await using at = await scene({ seed: 5, ms: arrived })
  const { alt, bor, federation } = at
  await shared(at, 'one')
  const old = alt.database.snapshot()
  await shared(at, 'two')
  await bor.stop()
  await alt.stop()
  alt.database.restoreFrom(old)
  await alt.start()
  await shared(at, 'three')
  expect((await placeOf(alt)).numbers).toHaveLength(1)
  federation.time.step(600_000)
  await federation.pass(arrived)
  expect((await placeOf(alt)).numbers.at(-1)).toMatch(/^main-2 \d+$/u)
  await bor.start()
  await federation.pass(everyRound)
  expect(await titlesAt(bor)).toEqual(['one', 'three', 'two'])
  expect(await titlesAt(alt)).toEqual(['one', 'three', 'two'])
  await shared(at, 'four')
  expect(await titlesAt(bor)).toEqual(['four', 'one', 'three', 'two'])
  expect(
    (await takenBy(bor))
      .filter(({ stream }) => stream === 'main-2')
      .map(({ number }) => number)
      .slice(0, 2),
  ).toEqual([1, 2])
  await expectOneChain(bor)
  for (const house of [alt, bor]) expect(await verified(house)).toBeUndefined()
})

test('F17 with the machine lost, a person says that no copy is at work, and everything delivered comes back', async () => {
  await using at = await scene({ seed: 8, ms: arrived })
  const { alt, federation } = at
  await shared(at, 'one')
  const old = alt.database.snapshot()
  await shared(at, 'two')
  await alt.stop()
  alt.database.restoreFrom(old)
  alt.cas = new MemoryCas()
  const before = await placeOf(alt)
  await alt.start()
  await federation.pass(1000)
  expect((await alt.ask('admin', 'POST', '/api/v1/recover', {})).json).toMatchObject({ code: 'copy-not-excluded' })
  await federation.pass(everyRound)
  expect((await placeOf(alt)).size).toBe(before.size)
  expect((await statusOf(alt)).recovery.kind).toBe('undecided')
  const recovered = await alt.ask('admin', 'POST', '/api/v1/recover', {})
  expect(recovered).toMatchObject({ status: 200, json: { state: 'undecided', lost: { parcels: [] } } })
  await federation.pass(everyRound)
  expect(await titlesAt(alt)).toEqual(['one', 'two'])
  expect((await statusOf(alt)).journal.kind).toBe('running')
  await shared(at, 'three')
  await expectOneChain(at.bor)
  expect(await verified(alt)).toBeUndefined()
})

test('F17 with disk and database lost and no backup, a node made anew from keys and charter makes no checkpoint before a person has spoken, then gets back what the others have of it and goes on in the same chain', async () => {
  await using at = await scene({ seed: 9, ms: arrived })
  const { alt, bor, federation } = at
  await shared(at, 'one')
  await shared(at, 'two', ['bor', 'cas'])
  const theirs = await bor.share({ ...wish, to: ['alt'], title: 'theirs' }, viper)
  await federation.pass(arrived)
  await alt.ask('duty', 'POST', `/api/v1/shares/${theirs.json.act}/acknowledge`, {})
  await federation.pass(arrived)
  const before = await placeOf(alt)
  await alt.stop()
  alt.database.restoreFrom(new SimulatedDatabase().snapshot())
  for await (const name of alt.blobs.names()) await alt.blobs.remove(name)
  alt.cas = new MemoryCas()
  await alt.install()
  await alt.start()
  expect(await alt.ask('admin', 'GET', '/api/v1/recovery')).toMatchObject({ json: { state: 'starting' } })
  expect(await alt.ask('admin', 'POST', '/api/v1/recover', {})).toMatchObject({
    status: 503,
    json: { code: 'copy-not-excluded' },
  })
  await federation.pass(everyRound)
  const { journal, recovery } = await statusOf(alt)
  expect([journal, recovery.kind]).toMatchObject([{ kind: 'halted', reason: 'behind-witness' }, 'undecided'])
  expect((await placeOf(alt)).size).toBe(0)
  expect(await alt.ask('admin', 'POST', '/api/v1/recover', {})).toMatchObject({ status: 200 })
  await federation.pass(2 * everyRound)
  expect(await titlesAt(alt)).toEqual(['one', 'theirs', 'two'])
  expect((await statusOf(alt)).journal.kind).toBe('running')
  expect((await placeOf(alt)).size).toBeGreaterThan(before.size)
  await shared(at, 'three', ['bor', 'cas'])
  for (const house of [bor, at.cas]) await expectOneChain(house)
  expect(await titlesAt(bor)).toEqual(['one', 'theirs', 'three', 'two'])
  for (const house of [alt, bor, at.cas]) expect(await verified(house)).toBeUndefined()
})
