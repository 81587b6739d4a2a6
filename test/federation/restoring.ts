import { expect } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { headerDigest } from '#protocol/parcel/header.ts'
import { entries } from '#platform/journal/tables.ts'
import { digestOf } from '#platform/record/digest.ts'
import { projectionsOf } from '#platform/record/rebuild.ts'
import { received, streams } from '#platform/transport/tables.ts'
import { projectors } from '../../src/node/rooms.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, type Scene } from './scene.ts'

export const wish = { to: ['bor'], level: 'restricted', category: 'network-security' }
export const viper = bundle(malware({ name: 'Sand Viper', mark: '1' }))

export async function shared(at: Scene, title: string, to: readonly string[] = ['bor']): Promise<string> {
  const { json, status } = await at.alt.share({ ...wish, to, title }, viper)
  expect(status).toBe(201)
  await at.federation.pass(arrived)
  return json.act
}

/** Everything of alt's at bor, by act; the numbers of alt's stream, which are without gap and name each other. */
export async function takenBy(house: House) {
  await using store = house.database.connect()
  return await store.select(received, { where: { peer: 'alt' as Party }, order: ['stream', 'number'] })
}

export async function expectOneChain(house: House): Promise<void> {
  const taken = await takenBy(house)
  const main = taken.filter(({ stream }) => stream === 'main')
  expect(main.map(({ number }) => number)).toEqual(main.map((_, at) => at + 1))
  const previous = main.map(
    ({ header }) => (JSON.parse(new TextDecoder().decode(header)) as { previous: string }).previous,
  )
  expect(previous).toEqual(['', ...main.slice(0, -1).map(({ header }) => headerDigest(header))])
}

export async function placeOf(house: House) {
  await using store = house.database.connect()
  const size = ((await store.greatest(entries, 'entry')) ?? -1) + 1
  const place = await store.select(streams, { where: { peer: 'bor' as Party } })
  return { size, numbers: place.map(({ stream, number }) => `${stream} ${number}`) }
}

export const titlesAt = async (house: House): Promise<readonly string[]> => {
  const { json } = await house.ask('liaison', 'GET', '/api/v1/acts?kind=exchange.share/1')
  return json.items.map((item) => (item as unknown as { title: string }).title).toSorted()
}

export const statusOf = async (house: House) => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/status')
  return json as unknown as {
    journal: { kind: string; reason?: string }
    recovery: { kind: string }
    peers: { party: string; numbering: string }[]
  }
}

export const recoveryOf = async (house: House) => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/recovery')
  return json as unknown as {
    state: string
    lost: { entries: object[]; parcels: object[]; withoutFiles: string[]; asking: string[] }
  }
}

export async function verified(house: House): Promise<unknown> {
  const { json } = await house.ask('admin', 'POST', '/api/v1/verify', { all: true })
  return (json as unknown as { firstBad?: unknown }).firstBad
}

export async function projectedAt(house: House): Promise<string> {
  await using store = house.database.connect()
  return (await digestOf(store, projectionsOf(projectors))).digest
}
