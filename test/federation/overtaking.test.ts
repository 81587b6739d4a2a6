import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { insert, type Change } from '#platform/db/table.ts'
import { acts } from '#platform/record/tables.ts'
import { outbox, parcels, received, sources } from '#platform/transport/tables.ts'
import { block, desks } from './alert-desks.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, everyRound } from './scene.ts'

const backlog = 700

/** Many parcels of one small act: carrying knows nothing of what it carries. */
async function fill(house: House, act: ActId, count: number): Promise<void> {
  await using store = house.database.connect()
  await store.transaction(async (tx) => {
    const row = { peer: 'bor' as Party, stream: 'main', act, urgent: false, withheld_code: null, withheld_rule: null }
    const rows: Change[] = []
    while (rows.length < count) rows.push(insert(outbox, { ...row, place: await tx.next('transport.place') }))
    await tx.apply(rows)
    tx.ring('outbox')
  })
}

/** Desks of one coalition; `warn` has alt's send an alert to bor, and `kite` is a small share of alt's to it. */
async function warning() {
  const at = await desks()
  const { alt, label, inMinutes } = at
  const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'A kite' }
  const kite = (await alt.share(wish, bundle(malware({ name: 'Kite', mark: '1' })))).json.act as ActId
  await at.federation.pass(arrived)
  const warn = async () => {
    const body = { ...label, to: ['bor'], info: [block(inMinutes(60))] }
    return (await alt.ask('duty', 'POST', '/api/v1/alerts', body)).json.act as ActId
  }
  return { ...at, kite, warn, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() }
}

/** Looks, with every transaction of a house, whether an act is there: how many parcels of alt's had been taken in when it was. */
function takenBefore(house: House, act: ActId): () => number | undefined {
  let count: number | undefined
  house.cheat = async (tx) => {
    if (count !== undefined || (await tx.find(acts, { act })) === undefined) return
    count = await tx.count(received, { peer: 'alt' as Party, stream: 'main' }, 1e6)
  }
  return () => count
}

test('protocol 7 an alert overtakes a backlog that was numbered before it while its addressee was away', async () => {
  await using at = await warning()
  const { alt, bor, federation, kite } = at
  await bor.stop()
  await fill(alt, kite, backlog)
  await federation.pass(everyRound)
  const numbered = await at.warn()
  await federation.pass(everyRound)
  await using store = alt.database.connect()
  const [parcel] = await store.select(parcels, { where: { peer: bor.party, act: numbered } })
  expect(parcel?.number).toBeGreaterThan(backlog)
  const before = takenBefore(bor, numbered)
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

test('protocol 7 an alert is brought over the link, before 10,000 parcels that wait for the same addressee, and without a pull of its', async () => {
  await using at = await warning()
  const { alt, bor, federation, kite } = at
  const asked: string[] = []
  // Nothing can be had from alt: what comes, it brings.
  federation.impersonate('alt', async (request) => {
    asked.push(new URL(request.url).pathname)
    throw new TypeError('connection refused')
  })
  await fill(alt, kite, 10_000)
  const act = await at.warn()
  const before = takenBefore(bor, act)
  alt.failpoint = () => {
    if (before() !== undefined) throw new Fault('failpoint-stop')
  }
  await federation.pass(100)
  expect(before()).toBeLessThanOrEqual(2)
  expect(asked).toContain('/federation/v1/parcels')
})

test('protocol 7 an alert that a peer does not take as it is brought, it comes for', async () => {
  await using at = await warning()
  const { bor, federation } = at
  const refusing = new Set<string>()
  for (const status of ['unanswered', 'unknown']) {
    federation.impersonate('bor', async (request) => {
      const isPush = request.method === 'POST' && new URL(request.url).pathname.endsWith('/parcels')
      if (isPush) refusing.add(status)
      if (isPush && status === 'unanswered') throw new TypeError('connection reset')
      const path = isPush ? '/federation/v1/nothing' : new URL(request.url).pathname
      return (await bor.node?.fetch(isPush ? new Request(`http://bor${path}`, request) : request)) ?? Response.error()
    })
    const act = await at.warn()
    await federation.pass(everyRound)
    expect((await bor.ask('duty', 'GET', `/api/v1/alerts/${act}`)).status).toBe(200)
  }
  expect([...refusing]).toEqual(['unanswered', 'unknown'])
})

test('protocol 7 what is not urgent goes on, however many alerts come one after another, and none of these waits for the answer to another', async () => {
  await using at = await warning()
  const { alt, bor, federation, kite } = at
  let [alerts, hintedAt] = [0, -1]
  // Before bor has answered to an alert, there is another.
  federation.impersonate('bor', async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/hints') && hintedAt < 0) hintedAt = alerts
    if (request.method === 'POST' && pathname.endsWith('/parcels') && alerts < 20) {
      alerts += 1
      await at.warn()
    }
    return (await bor.node?.fetch(request)) ?? Response.error()
  })
  await at.warn()
  await fill(alt, kite, 5)
  await federation.pass(arrived)
  expect(alerts).toBe(20)
  expect(hintedAt).toBeGreaterThanOrEqual(0)
  expect(hintedAt).toBeLessThanOrEqual(3)
  const answers: PromiseWithResolvers<void>[] = []
  federation.impersonate('bor', async (request) => {
    const isPush = request.method === 'POST' && new URL(request.url).pathname.endsWith('/parcels')
    const answered = (await bor.node?.fetch(request)) ?? Response.error()
    const may = Promise.withResolvers<void>()
    if (isPush) answers.push(may)
    if (isPush) await may.promise
    return answered
  })
  const warned: ActId[] = []
  for (let count = 0; count < 5; count++) {
    warned.push(await at.warn())
    await federation.pass(100)
  }
  // As many lists as bor takes at a time, and what came since goes into one that follows.
  const seen = async () =>
    (await Promise.all(warned.map((act) => bor.ask('duty', 'GET', `/api/v1/alerts/${act}`)))).map(
      ({ status }) => status,
    )
  expect(await seen()).toEqual([200, 200, 404, 404, 404])
  answers[1]?.resolve()
  await federation.pass(100)
  expect(await seen()).toEqual([200, 200, 200, 200, 200])
  expect(answers.length).toBe(3)
  for (const { resolve } of answers) resolve()
})
