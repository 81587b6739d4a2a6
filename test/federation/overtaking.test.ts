import { expect, test } from 'vitest'
import type { ActId } from '#protocol/act/statement.ts'
import { insert } from '#platform/db/table.ts'
import { acts } from '#platform/record/tables.ts'
import { outbox, parcels, received, sources } from '#platform/transport/tables.ts'
import { block, desks } from './alert-desks.ts'
import { bundle, malware } from './bundle.ts'
import { arrived, everyRound } from './scene.ts'

const backlog = 700

test('protocol 7 an alert overtakes a backlog that was numbered before it while its addressee was away', async () => {
  await using at = await desks()
  const { alt, bor, federation, label, inMinutes } = at
  const share = await alt.share(
    { to: ['bor'], level: 'open', category: 'drones', title: 'A kite' },
    bundle(malware({ name: 'Kite', mark: '1' })),
  )
  await federation.pass(arrived)
  // Many parcels of one small act: carrying knows nothing of what it carries.
  const fill = async () => {
    await using store = alt.database.connect()
    await store.transaction(async (tx) => {
      const stream = { peer: bor.party, stream: 'main', act: share.json.act as ActId, urgent: false }
      for (let count = 0; count < backlog; count += 1) {
        const place = await tx.next('transport.place')
        await tx.apply([insert(outbox, { ...stream, place, withheld_code: null, withheld_rule: null })])
      }
      tx.ring('outbox')
    })
  }
  const send = async () =>
    (await alt.ask('duty', 'POST', '/api/v1/alerts', { ...label, to: ['bor'], info: [block(inMinutes(60))] })).json
      .act as ActId
  /** How many parcels had been taken in when the act was. */
  const takenBefore = (act: ActId) => {
    let count: number | undefined
    bor.cheat = async (tx) => {
      if (count !== undefined || (await tx.find(acts, { act })) === undefined) return
      count = await tx.count(received, { peer: alt.party, stream: 'main' }, 1e6)
    }
    return () => count
  }
  await bor.stop()
  await fill()
  await federation.pass(everyRound)
  const numbered = await send()
  await federation.pass(everyRound)
  await using store = alt.database.connect()
  const [parcel] = await store.select(parcels, { where: { peer: bor.party, act: numbered } })
  expect(parcel?.number).toBeGreaterThan(backlog)
  const before = takenBefore(numbered)
  await bor.start()
  await federation.pass(2 * everyRound)
  expect(before()).toBeLessThanOrEqual(2)
  // Nothing is left out, and nothing is taken twice.
  await using there = bor.database.connect()
  const [source] = await there.select(sources, { where: { peer: alt.party, stream: 'main' } })
  expect(source?.cursor).toBeGreaterThanOrEqual(backlog + 1)
  const numbers = await there.select(received, { where: { peer: alt.party, stream: 'main' }, order: ['number'] })
  expect(numbers.map(({ number }) => number)).toEqual(numbers.map((_, place) => place + 1))
})
