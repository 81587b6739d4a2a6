import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import { addMs } from '#kernel/instant.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import { readCapXml } from '#protocol/cap/xml-read.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { ParcelHeader } from '#protocol/parcel/header.ts'
import { placeOf, streamAt } from '#protocol/parcel/stream.ts'
import { parcels, received } from '#platform/transport/tables.ts'
import { Board, block, desks, later, show, shown } from './alert-desks.ts'
import type { House } from './federation.ts'
import type { Lie } from './hostile-peer.ts'
import { askAs } from './peer-client.ts'
import { addAccount, hostileScene, type HostileScene } from './scene.ts'
import { typing } from './typing.ts'

const exercises = async (house: House) =>
  Board.parse((await house.ask('duty', 'GET', '/api/v1/alerts?mode=exercise')).json).items

test('SG-24 an exercise alert is sent, seen and answered in a stream and a numbering of its own, and shown with nothing real', async () => {
  await using at = await desks()
  const { alt, bor, cas, federation, houses, label, inMinutes } = at
  const wish = { ...label, to: ['bor', 'cas'], info: [block(inMinutes(120))] }
  const real = (await alt.ask('duty', 'POST', '/api/v1/alerts', wish)).json
  const sent = await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, exercise: 'peace-27', note: 'Phase two' })
  expect(sent.json).toMatchObject({ identifier: expect.stringMatching(/^peace-27-alt-/u) })
  const drill = sent.json.act
  const tried = (await alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, test: true })).json
  await federation.pass(5000)
  for (const house of houses) {
    expect((await shown(house)).map(({ act }) => act)).toEqual([real.act])
    expect((await exercises(house)).map(({ act, status, exercise }) => [act, status, exercise])).toEqual([
      [tried.act, 'Test', 'test'],
      [drill, 'Exercise', 'peace-27'],
    ])
  }
  await using store = alt.database.connect()
  const numbered = await store.select(parcels, {
    where: { peer: bor.party, act: { in: [drill, tried.act] as ActId[] } },
  })
  expect(numbered.map(({ stream, number }) => [stream, number])).toEqual([
    ['exercise', 1],
    ['exercise', 2],
  ])

  // Seen and answered as part of the exercise; the real one beside it waits on.
  expect((await bor.ask('duty', 'POST', `/api/v1/alerts/${drill}/seen`)).json.act).toBeDefined()
  const accepted = await bor.ask('duty', 'POST', `/api/v1/alerts/${drill}/answer`, { outcome: 'accepted' })
  expect(accepted.status).toBe(201)
  expect((await cas.ask('duty', 'POST', `/api/v1/alerts/${tried.act}/answer`, { outcome: 'accepted' })).status).toBe(
    201,
  )
  await federation.pass(4000)
  expect((await show(alt, drill)).parties['bor']).toMatchObject({ answer: 'accepted', delivery: 'admitted' })
  expect((await show(alt, real.act)).parties['bor']?.answer).toBeUndefined()
  expect((await bor.ask('duty', 'GET', `/api/v1/acts/${accepted.json.act}`)).json).toMatchObject({
    exercise: 'peace-27',
  })
  expect((await bor.ask('duty', 'GET', '/api/v1/search?q=drones')).json.items.map(({ act }) => act)).toEqual([real.act])

  // CAP says it too, and what takes its place is of the same exercise.
  const { alert } = readCapXml((await cas.ask('duty', 'GET', `/api/v1/alerts/${drill}/cap`)).bytes)
  expect(alert).toMatchObject({ status: 'Exercise', note: 'peace-27: Phase two' })
  expect((await alt.ask('duty', 'POST', `/api/v1/alerts/${drill}/update`, { info: wish.info })).status).toBe(201)
  expect((await alt.ask('duty', 'POST', `/api/v1/alerts/${tried.act}/cancel`, { note: 'Over' })).status).toBe(201)
  await federation.pass(4000)
  for (const house of houses) {
    expect((await exercises(house)).map(({ state }) => state)).toEqual(['live', 'cancelled', 'updated'])
    expect((await shown(house)).map(({ state }) => state)).toEqual(['live'])
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }

  // In words and in every language.
  const { type } = await typing(at)
  const words = { en: 'EXERCISE peace-27', ru: 'УЧЕНИЕ peace-27', zh: '演习 peace-27' }
  for (const [lang, word] of Object.entries(words)) {
    const as = { as: 'bor/duty', env: { NO_COLOR: '1' } }
    expect((await type(['alert', 'show', drill, '--lang', lang], as)).out.split(word)).toHaveLength(3)
    const list = (await type(['alert', 'list', '--drills', '--lang', lang], as)).out
    expect(list).toContain(`${word}: `)
    expect((await type(['alert', 'list', '--lang', lang], as)).out).not.toContain(word)
  }
})

/** What a hostile peer says of an alert: in or out of an exercise. */
function saying(
  kind: string,
  exercise: string | undefined,
  body: (at: string) => object,
  refs: readonly string[],
): Lie {
  return {
    statement: (honest: Statement): Statement => ({
      ...honest,
      kind: kind as Kind,
      refs: refs as readonly ActId[],
      label: {
        level: 'restricted',
        category: 'drones',
        handling: [],
        ...(exercise === undefined ? {} : { exercise }),
        ...(kind === 'alert.message/1' ? { purpose: 'information', reviewBy: addMs(honest.at, 1_000_000_000) } : {}),
      },
      body: { ...body(capTimeOf(honest.at)) },
    }),
  }
}

async function outcomeOf(
  { bor }: HostileScene,
  act: string,
): Promise<readonly [string | undefined, string | undefined]> {
  await using store = bor.database.connect()
  const [row] = await store.select(received, { where: { act: act as ActId } })
  return [row?.outcome, row?.code ?? undefined]
}

test('SG-24 nothing of an exercise acknowledges, cancels, updates or names what is real, nor the other way round, whoever signs it', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  await addAccount(bor, { name: 'watch', role: 'duty', clearance: 'secret', categories: ['*'] })
  const wish = { level: 'restricted', category: 'drones', to: ['cas'], info: [block(later(federation.time.now()))] }
  const send = async (more: object) => (await bor.ask('duty', 'POST', '/api/v1/alerts', { ...wish, ...more })).json.act
  const [real, drill] = [await send({}), await send({ exercise: 'peace-27' })]
  // Its own alerts, real and not, that it may follow.
  const own = async (exercise?: string) => {
    const status = exercise === undefined ? { status: 'Actual' } : { status: 'Exercise', note: exercise }
    const alert = (sent: string) => ({ ...status, identifier: `cas-${exercise ?? 'real'}`, sender: 'duty@cas', sent })
    const more = { msgType: 'Alert', scope: 'Private', addresses: 'bor', info: wish.info }
    const body = (sent: string) => ({ title: 'Drones over the border', alert: { ...alert(sent), ...more } })
    return peer.send(saying('alert.message/1', exercise, body, []))
  }
  const [ownReal, ownDrill] = [await own(), await own('peace-27')]
  const accept = (about: string, exercise?: string) =>
    peer.send(saying('alert.answer/1', exercise, () => ({ act: about, outcome: 'accepted' }), [about]))
  const cancel = (about: string, exercise?: string) => {
    const status = exercise === undefined ? { status: 'Actual', note: 'Over' } : { status: 'Exercise', note: exercise }
    const references = 'duty@cas,cas-1,2026-01-01T00:00:00-00:00'
    const more = { msgType: 'Cancel', scope: 'Private', addresses: 'bor', references }
    const alert = (sent: string) => ({ identifier: 'cas-2', sender: 'duty@cas', sent, ...status, ...more })
    const body = (sent: string) => ({ title: 'Over', follows: [about], alert: alert(sent) })
    return peer.send(saying('alert.cancel/1', exercise, body, [about]))
  }
  // What comes before that which it names is let in, and counts for nothing all the same.
  const early = await cancel(ownDrill)
  await federation.pass(13_000)
  const crossed = [
    await accept(real, 'peace-27'),
    await accept(drill),
    await cancel(ownReal, 'peace-27'),
    await cancel(ownDrill),
  ]
  // What is of another exercise is no answer to this one either; what is real keeps to the real stream, and an exercise to its own.
  const other = await accept(drill, 'peace-28')
  const wrongStream = await peer.send({
    ...saying('alert.answer/1', 'peace-27', () => ({ act: drill, outcome: 'accepted' }), [drill]),
    stream: 'main',
  })
  await federation.pass(14_000)
  const outcomes = await Promise.all([ownReal, ownDrill, early, ...crossed].map((act) => outcomeOf(at, act)))
  const taken = ['admitted', undefined]
  expect(outcomes).toEqual([taken, taken, taken, ...crossed.map(() => ['refused', 'exercise-crossed'])])
  expect(await outcomeOf(at, other)).toEqual(['admitted', undefined])
  expect(await outcomeOf(at, wrongStream)).toEqual(['dropped', 'parcel-mismatch'])
  for (const act of [real, drill]) expect((await show(bor, act)).parties['cas']?.answer).toBeUndefined()
  for (const act of [ownReal, ownDrill]) expect(await show(bor, act)).toMatchObject({ state: 'live' })
  expect((await shown(bor)).map(({ act }) => act).toSorted()).toEqual([real, ownReal].toSorted())
  expect((await exercises(bor)).map(({ act }) => act).toSorted()).toEqual([drill, ownDrill].toSorted())
  // Said rightly it counts.
  await accept(drill, 'peace-27')
  await federation.pass(12_000)
  expect((await show(bor, drill)).parties['cas']).toMatchObject({ answer: 'accepted' })
  expect((await show(bor, real)).parties['cas']?.answer).toBeUndefined()
})

test('SG-24 a test is no exercise and neither is anything else by its name', async () => {
  await using at = await desks()
  const wish = { ...at.label, to: ['bor'], info: [block(at.inMinutes(60))] }
  const refused = await at.alt.ask('duty', 'POST', '/api/v1/alerts', { ...wish, test: true, exercise: 'peace-27' })
  expect(refused.json).toMatchObject({ code: 'alert-unfit' })
  expect(
    z.object({ items: z.array(z.unknown()) }).parse((await at.alt.ask('duty', 'GET', '/api/v1/alerts')).json).items,
  ).toEqual([])
})

test('5 what an exercise act refers to and its author was not sent says nothing', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const wish = { level: 'restricted', category: 'drones', info: [block(later(federation.time.now()))] }
  const sent = async (to: string) => (await bor.ask('duty', 'POST', '/api/v1/alerts', { ...wish, to: [to] })).json.act
  const [hidden, shared, unknown] = [await sent('alt'), await sent('cas'), `act--${'0'.repeat(64)}`]
  const accept = (about: string) =>
    peer.send(saying('alert.answer/1', 'peace-27', () => ({ act: about, outcome: 'accepted' }), [about]))
  const answers = [await accept(hidden), await accept(unknown), await accept(shared)]
  await federation.pass(14_000)
  expect(await Promise.all(answers.map((act) => outcomeOf(at, act)))).toEqual([
    ['admitted', undefined],
    ['admitted', undefined],
    ['refused', 'exercise-crossed'],
  ])
})

test('SG-24 whatever a peer says of the numbers and the next ones of its exercise streams, its real streams go on', async () => {
  await using at = await hostileScene()
  const { bor, peer, federation } = at
  const wild = { number: Number.MAX_SAFE_INTEGER, previous: 'f'.repeat(64) }
  peer.head = (honest) => {
    const { kind, place } = placeOf(honest.stream)
    if (kind === 'main') return { ...honest, ...(place === 1 ? { next: 'main-2' } : {}) }
    return { ...honest, lastNumber: wild.number, digest: wild.previous, next: streamAt(kind, place + 1) }
  }
  // As many exercise streams as it likes, each named by the one before.
  for (let place = 1; place <= 80; place += 1) {
    const stream = streamAt('exercise', place)
    const list = await peer.list(stream, 0, 0)
    expect(await askAs(federation, ['cas', 'bor'], `/federation/v1/parcels?stream=${stream}`, list)).toMatchObject({
      status: 204,
    })
  }
  const far = { header: (honest: ParcelHeader) => ({ ...honest, ...wild }) }
  const drill = await peer.send({ ...far, stream: 'exercise' })
  const real = [await peer.send(), await peer.send({ stream: 'main-2' })]
  await federation.pass(15_000)
  await using store = bor.database.connect()
  const rows = await store.select(received, { where: { peer: 'cas' as Party }, order: ['stream', 'number'] })
  const taken = rows.map(({ act, stream, number }) => [act, stream, number])
  expect(taken).toEqual([
    [drill, 'exercise', wild.number],
    [real[0], 'main', 1],
    [real[1], 'main-2', 1],
  ])
})
