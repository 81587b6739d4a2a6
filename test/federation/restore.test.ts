import { expect, test } from 'vitest'
import { digestOf } from '#platform/record/digest.ts'
import { projectionsOf } from '#platform/record/rebuild.ts'
import { entries } from '#platform/journal/tables.ts'
import { parcels, received, streams } from '#platform/transport/tables.ts'
import { projectors } from '../../src/node/rooms.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'

const wish = { to: ['bor'], level: 'restricted', category: 'network-security' }
const viper = bundle(malware({ name: 'Sand Viper', mark: '1' }))
const later = 6000

interface Scene {
  readonly federation: Federation
  readonly alt: House
  readonly bor: House
  readonly cas: House
}

async function scene(seed: number): Promise<Scene & AsyncDisposable> {
  const federation = await startFederation('demo', seed)
  await federation.pass(later)
  const house = (party: string) => federation.house(party)
  return {
    federation,
    alt: house('alt'),
    bor: house('bor'),
    cas: house('cas'),
    [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose](),
  }
}

async function shared(at: Scene, title: string, to: readonly string[] = ['bor']): Promise<string> {
  const { json, status } = await at.alt.share({ ...wish, to, title }, viper)
  expect(status).toBe(201)
  await at.federation.pass(later)
  return json.act
}

/** Everything of alt's at bor, by act; the numbers of alt's stream, which are without gap and name each other. */
async function takenBy(house: House) {
  await using store = house.database.connect()
  return store.select(received, { where: { peer: 'alt' as never }, order: ['stream', 'number'] })
}

async function expectOneChain(house: House): Promise<void> {
  const taken = await takenBy(house)
  const main = taken.filter(({ stream }) => stream === 'main')
  expect(main.map(({ number }) => number)).toEqual(main.map((_, at) => at + 1))
  const previous = main.map(
    ({ header }) => (JSON.parse(new TextDecoder().decode(header)) as { previous: string }).previous,
  )
  const { headerDigest } = await import('#protocol/parcel/header.ts')
  expect(previous).toEqual(['', ...main.slice(0, -1).map(({ header }) => headerDigest(header))])
}

async function placeOf(house: House) {
  await using store = house.database.connect()
  const size = ((await store.greatest(entries, 'entry')) ?? -1) + 1
  const place = await store.select(streams, { where: { peer: 'bor' as never } })
  return { size, numbers: place.map(({ stream, number }) => `${stream} ${number}`) }
}

const titlesAt = async (house: House): Promise<readonly string[]> => {
  const { json } = await house.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1')
  return json.items.map((item) => (item as unknown as { title: string }).title).toSorted()
}

const statusOf = async (house: House) => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/status')
  return json as unknown as {
    journal: { kind: string; reason?: string }
    recovery: { kind: string }
    peers: { party: string; numbering: string }[]
  }
}

const recoveryOf = async (house: House) => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/recovery')
  return json as unknown as {
    state: string
    lost: { entries: object[]; parcels: object[]; withoutFiles: string[]; asking: string[] }
  }
}

async function verified(house: House): Promise<unknown> {
  const { json } = await house.ask('admin', 'POST', '/api/v1/verify', { all: true })
  return (json as unknown as { firstBad?: unknown }).firstBad
}

async function projectedAt(house: House): Promise<string> {
  await using store = house.database.connect()
  return (await digestOf(store, projectionsOf(projectors))).digest
}

test.each([1, 2])(
  'P9 a restored node asks, takes back what it had delivered, and goes on in the same chain (seed %i)',
  async (seed) => {
    await using at = await scene(seed)
    const { alt, bor, federation } = at
    await shared(at, 'one')
    const old = alt.database.snapshot()
    await shared(at, 'two')
    await shared(at, 'three', ['bor', 'cas'])
    await alt.stop()
    alt.database.restoreFrom(old)
    await alt.start()
    await federation.pass(30_000)
    expect(await titlesAt(alt)).toEqual(['one', 'three', 'two'])
    const { journal, recovery, peers } = await statusOf(alt)
    expect([journal.kind, recovery.kind, peers.map(({ numbering }) => numbering)]).toEqual([
      'running',
      'none',
      ['going', 'going', 'going'],
    ])
    await shared(at, 'four', ['bor', 'cas'])
    await federation.pass(later)
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
