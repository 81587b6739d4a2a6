import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { remove } from '#platform/db/table.ts'
import { readSlices } from '#platform/record/files.ts'
import { attachments } from '#platform/record/tables.ts'
import { entries, postings, waiting } from '#platform/search/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { arrived, scene } from './scene.ts'

const told = `${'It was seen here and there. '.repeat(30)}Then the beacon came. ${'Nothing followed. '.repeat(30)}`
const viper = malware({ name: 'Sand Viper', mark: '1', more: { description: told, aliases: ['Hornet'] } })
const heron = malware({ name: 'Grey Heron', mark: '2' })
const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Two families' }
/** Enough for a parcel, its files and their index. */

async function found(house: House, query: string): Promise<readonly object[]> {
  return (await house.ask('analyst', 'GET', `/api/v1/search?q=${query}`)).json.items
}

/** How many rows of the index a house has: acts entered, words, acts that wait. */
async function rowsOf(house: House): Promise<readonly number[]> {
  await using store = house.database.connect()
  return [
    await store.count(entries, {}, 1000),
    await store.count(postings, {}, 1000),
    await store.count(waiting, {}, 1000),
  ]
}

test('a find shows the place in the text of its object, which the index does not hold', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper, heron))
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) {
    const [hit] = await found(house, 'beacons')
    const snippet: unknown = expect.stringMatching(/^… .*Then the beacon came\. .* …$/u)
    const of = { act: json.act, author: 'alt', at: expect.any(String), object: viper.id, type: 'malware' }
    expect(hit).toEqual({ ...of, level: wish.level, name: 'Sand Viper', snippet, highlights: [[60, 66]] })
    expect(await found(house, 'hornet')).toMatchObject([{ name: 'Sand Viper' }])
    expect(await found(house, heron.id)).toMatchObject([{ name: 'Grey Heron', snippet: '' }])
    await using store = house.database.connect()
    const rows = await store.select(postings, {})
    for (const { words } of rows) expect(Buffer.from(words).toString('latin1')).not.toMatch(/viper|beacon|heron/iu)
  }
})

test('SG-07 a recall leaves no row of the index, at its author or at its addressee', async () => {
  await using at = await scene()
  const { json } = await at.alt.share(wish, bundle(viper, heron))
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) expect(await rowsOf(house)).toEqual([1, expect.any(Number), 0])
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${json.act}/recall`, { reason: 'Source withdrew' })
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) expect(await rowsOf(house)).toEqual([0, 0, 0])
})

test('after a rebuild the same is found, and nothing that was taken back', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(viper))
  const gone = await at.alt.share(wish, bundle(heron))
  await at.federation.pass(arrived)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${gone.json.act}/recall`, { reason: 'Twice' })
  await at.federation.pass(arrived)
  for (const house of [at.alt, at.bor]) {
    const before = [await rowsOf(house), await found(house, 'viper')]
    await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })
    await at.federation.pass(arrived)
    expect([await rowsOf(house), await found(house, 'viper')]).toEqual(before)
    expect(await found(house, 'heron')).toEqual([])
  }
})

test('a share whose file is damaged is found by its words, and keeps nobody from the others', async () => {
  await using at = await scene()
  await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const [name = ''] = await Array.fromAsync(at.bor.blobs.names())
  const sealed = await at.bor.blobs.read(name, 0, 1e6)
  await at.bor.blobs.remove(name)
  await at.bor.blobs.write(name, [sealed.map((byte, place) => (place === sealed.length - 20 ? byte ^ 1 : byte))])
  await at.alt.share(wish, bundle(malware({ name: 'Viper Two', mark: '3', more: { description: 'With its text.' } })))
  await at.federation.pass(arrived)
  expect(await found(at.bor, 'viper')).toMatchObject([
    { name: 'Viper Two', snippet: 'With its text.' },
    { name: 'Sand Viper', snippet: '' },
  ])
})

test('a list of objects is answered though another share of the same object is damaged, or was erased a moment ago', async () => {
  await using at = await scene()
  const first = await at.alt.share(wish, bundle(viper))
  await at.federation.pass(arrived)
  const [name = ''] = await Array.fromAsync(at.bor.blobs.names())
  const second = await at.alt.share(wish, bundle(viper, heron))
  await at.federation.pass(arrived)
  const listed = (act: string) => at.bor.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)
  expect((await listed(second.json.act)).json.items).toHaveLength(2)
  const sealed = await at.bor.blobs.read(name, 0, 1e6)
  await at.bor.blobs.remove(name)
  await at.bor.blobs.write(name, [sealed.map((byte, place) => (place === sealed.length - 20 ? byte ^ 1 : byte))])
  expect((await listed(second.json.act)).json.items).toHaveLength(2)

  await using store = at.bor.database.connect()
  const of = { act: first.json.act as ActId, position: 0 }
  const erasedNow = {
    read: async () => {
      await store.transaction((tx) => tx.apply([remove(attachments, of)]))
      throw new Fault('blob-missing')
    },
  }
  expect(await readSlices({ reads: store, blobs: erasedNow }, of, [{ start: 0, length: 9 }])).toBeUndefined()
  const missing = { read: () => Promise.reject(new Fault('blob-missing')) }
  const kept = { act: second.json.act as ActId, position: 0 }
  const asking = readSlices({ reads: store, blobs: missing }, kept, [{ start: 0, length: 9 }])
  await expect(asking).rejects.toMatchObject({ code: 'blob-missing' })
})
