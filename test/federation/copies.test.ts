import { expect, test } from 'vitest'
import { placeOf, shared, statusOf, titlesAt, viper, wish } from './restoring.ts'
import { arrived, everyRound, scene } from './scene.ts'

test('F15 a copy of a node never gets a checkpoint cosigned, numbers nothing, and says so', async () => {
  await using at = await scene({ seed: 6, ms: arrived })
  const { alt, federation } = at
  await shared(at, 'one')
  const twin = await alt.twin()
  await shared(at, 'two')
  const before = await placeOf(twin)
  await twin.start()
  await shared({ ...at, alt: twin }, 'three')
  await federation.pass(everyRound)
  expect(await placeOf(twin)).toEqual(before)
  const { journal, recovery } = await statusOf(twin)
  expect([journal, recovery]).toMatchObject([{ kind: 'halted', reason: 'behind-witness' }, { kind: 'copy' }])
  const refused = await twin.ask('admin', 'POST', '/api/v1/recover', {})
  expect(refused.json).toMatchObject({ code: 'copy-at-work' })
  expect((await statusOf(alt)).journal.kind).toBe('running')
  expect(await titlesAt(at.bor)).toEqual(['one', 'two'])
  await twin.stop()
})

test('F15 of two copies that start alike one sequences, the other signs nothing that anyone cosigns', async () => {
  await using at = await scene({ seed: 7, ms: arrived })
  const { alt, federation } = at
  await shared(at, 'one')
  await alt.stop()
  const twin = await alt.twin()
  await alt.start()
  await twin.start()
  await federation.pass(everyRound)
  const states = [(await statusOf(alt)).journal, (await statusOf(twin)).journal]
  expect(states.map(({ kind }) => kind).toSorted()).toEqual(['halted', 'running'])
  expect(['forked', 'behind-witness']).toContain(states.find(({ kind }) => kind === 'halted')?.reason)
  await twin.stop()
})

test('P9 two histories that numbered alike part into two streams, and nothing is lost', async () => {
  await using at = await scene({ seed: 10, ms: arrived })
  const { alt, bor, federation } = at
  await shared(at, 'one')
  await federation.pass(4000)
  const [old, oldMarks] = [alt.database.snapshot(), alt.cas.copy()]
  await alt.share({ ...wish, title: 'two' }, viper)
  await federation.pass(900)
  expect(await titlesAt(bor)).toEqual(['one', 'two'])
  await bor.stop()
  await alt.stop()
  alt.database.restoreFrom(old)
  alt.cas = oldMarks
  await alt.start()
  await shared(at, 'three')
  await federation.pass(arrived)
  await bor.start()
  await federation.pass(everyRound)
  for (const house of [alt, bor]) expect(await titlesAt(house)).toEqual(['one', 'three', 'two'])
  expect((await placeOf(alt)).numbers).toHaveLength(2)
})
