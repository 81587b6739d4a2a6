import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { concat } from '#kernel/bytes.ts'
import { digestOf } from '#platform/record/digest.ts'
import { projectionsOf } from '#platform/record/rebuild.ts'
import { readArchive } from '#protocol/parcel/ustar.ts'
import { kept } from '../../src/node/backup/contents.ts'
import { backupKind, opened } from '../../src/node/sealed-file.ts'
import { verifyBackup } from '../../src/node/backup/verify.ts'
import { writeBackup } from '../../src/node/backup/write.ts'
import { restoreBackup, type Restoring } from '../../src/node/restore.ts'
import { projectors } from '../../src/node/rooms.ts'
import { bundle, malware } from './bundle.ts'
import { testBackupKey, type House } from './federation.ts'
import { everyRound, type Scene, scene } from './scene.ts'

const viper = bundle(malware({ name: 'Sand Viper', mark: '1' }))
const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Sand Viper' }
const { passphrase } = testBackupKey

/** Alt has shared with bor, bor has replied, and all is at rest. */
async function afterShare(): Promise<Scene & { readonly act: string }> {
  const at = await scene({ ms: 1500 })
  const { federation, alt, bor } = at
  const { json } = await alt.share(wish, viper)
  await federation.pass(3000)
  await bor.ask('duty', 'POST', `/api/v1/shares/${json.act}/acknowledge`, { note: 'seen' })
  await bor.ask('liaison', 'POST', '/api/v1/uploads?name=later.json', viper)
  await federation.pass(2000)
  return { ...at, act: json.act }
}

async function backupOf(house: House): Promise<Uint8Array> {
  const answer = await house.ask('admin', 'POST', '/api/v1/backup')
  expect(answer.status).toBe(200)
  return answer.bytes
}

const pieces = (file: Uint8Array) =>
  async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.length; at += 5000) yield file.subarray(at, at + 5000)
  }

const restoring = (file: Uint8Array, more: Partial<Restoring> = {}): Restoring => ({
  file: pieces(file),
  passphrase,
  isDryRun: false,
  ...more,
})

async function restored(house: House, file: Uint8Array, more: Partial<Restoring> = {}) {
  await using store = house.database.connect()
  return await restoreBackup(
    { party: house.party, store, blobs: house.blobs, failpoint: (name) => house.failpoint(name) },
    restoring(file, more),
  )
}

/** Digests of everything that a backup keeps, and of everything that is made again from it. */
async function digests(house: House) {
  await using store = house.database.connect()
  return { kept: await digestOf(store, kept), made: await digestOf(store, projectionsOf(projectors)) }
}

async function wipe(house: House): Promise<void> {
  house.database.restoreFrom({ tables: new Map(), sequences: new Map() })
  for await (const name of house.blobs.names()) await house.blobs.remove(name)
}

const blobNames = (house: House) => Array.fromAsync(house.blobs.names())

test('B1 a wiped node is restored to every row, file and projection that it had, and goes on', async () => {
  await using at = await afterShare()
  const file = await backupOf(at.bor)
  await at.bor.stop()
  const [before, files] = [await digests(at.bor), await blobNames(at.bor)]
  await wipe(at.bor)
  const done = await restored(at.bor, file)
  expect(done).toMatchObject({ party: 'bor', refetched: 0, lacking: 0, erased: [], projected: before.made })
  expect(await digests(at.bor)).toEqual(before)
  expect(await blobNames(at.bor)).toEqual(files)
  await at.bor.start()
  await at.federation.pass(3000)
  const verified = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { all: true })
  expect(verified.json).toMatchObject({ ok: true })
  const found = await at.bor.ask('analyst', 'GET', '/api/v1/search?q=viper')
  expect(found.json.items).toMatchObject([{ act: at.act }])
  const { json } = await at.alt.share({ ...wish, title: 'After' }, viper)
  await at.federation.pass(everyRound)
  const seen = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${json.act}`)
  expect(seen.json.parties.bor).toMatchObject({ state: 'admitted' })
})

test('B2 restoring replaces what the node holds, files included', async () => {
  await using at = await afterShare()
  const file = await backupOf(at.bor)
  const { json } = await at.alt.share({ ...wish, title: 'Later' }, viper)
  await at.federation.pass(4000)
  await at.bor.stop()
  const files = await blobNames(at.bor)
  await restored(at.bor, file)
  expect(await blobNames(at.bor)).toHaveLength(files.length - 1)
  await at.bor.start()
  expect((await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)).status).toBe(404)
})

test('F1 a restore that is killed leaves the node as it was or as the backup has it, and is begun anew', async () => {
  await using at = await afterShare()
  const file = await backupOf(at.bor)
  await at.alt.share({ ...wish, title: 'Later' }, viper)
  await at.federation.pass(4000)
  await at.bor.stop()
  const [before, files] = [await digests(at.bor), await blobNames(at.bor)]
  const killedAt = async (point: string): Promise<void> => {
    at.bor.failpoint = (name) => {
      if (name === point) throw new Fault('killed')
    }
    await expect(restored(at.bor, file)).rejects.toThrow('killed')
    at.bor.failpoint = () => undefined
  }
  await killedAt('restore:written')
  expect([await digests(at.bor), await blobNames(at.bor)]).toEqual([before, files])
  await killedAt('restore:durable')
  const half = await digests(at.bor)
  await restored(at.bor, file)
  expect(await digests(at.bor)).toEqual(half)
  expect(half).not.toEqual(before)
  expect(await blobNames(at.bor)).toHaveLength(files.length - 1)
})

test('B3 what was shared since a backup comes again from its author, and a recall with it', async () => {
  await using at = await afterShare()
  const file = await backupOf(at.bor)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${at.act}/recall`, { reason: 'wrong' })
  const { json } = await at.alt.share({ ...wish, title: 'Later' }, viper)
  await at.federation.pass(4000)
  await at.bor.stop()
  await restored(at.bor, file)
  await at.bor.start()
  await at.federation.pass(everyRound)
  const list = await at.bor.ask('analyst', 'GET', '/api/v1/acts')
  const states = new Map(list.json.items.map((item: { act: string; state: string }) => [item.act, item.state]))
  expect(states.get(at.act)).toBe('recalled')
  expect(states.get(json.act)).toBe('admitted')
})

test('B4 a damaged backup is named where it is damaged, and nothing is touched', async () => {
  await using at = await afterShare()
  const plan = await at.alt.share({ ...wish, title: 'A plan' }, new Uint8Array(100_000).fill(7), 'plan.bin')
  expect(plan.json).toMatchObject({ state: 'recorded' })
  await at.federation.pass(4000)
  const file = await backupOf(at.bor)
  await at.bor.stop()
  const before = await digests(at.bor)
  const named = new Set<string>()
  for (const place of [700, 60_000, file.length >> 1, file.length - 40_000]) {
    const damaged = Uint8Array.from(file)
    damaged[place] = (damaged[place] ?? 0) ^ 4
    const no = await restored(at.bor, damaged)
    expect(no, `byte ${place}`).toMatchObject({ kind: 'refusal', code: 'backup-damaged', params: { what: 'chunk' } })
    if ('code' in no) named.add(String(no.params['member']).split('/')[0] ?? '')
  }
  expect([...named]).toEqual(['backup.json', 'rows', 'blobs'])
  const cut = await restored(at.bor, file.subarray(0, file.length - 1))
  expect(cut).toMatchObject({ code: 'backup-damaged' })
  const line = Uint8Array.from(file)
  const created = new TextDecoder('latin1').decode(file).indexOf('2026-')
  line[created + 3] = 0x37
  expect(await restored(at.bor, line)).toMatchObject({ code: 'backup-not-opened' })
  expect(await digests(at.bor)).toEqual(before)
})

test('B5 another key, another party, a running node and a rehearsal change nothing', async () => {
  await using at = await afterShare()
  const file = await backupOf(at.bor)
  const before = await digests(at.bor)
  const other = { passphrase: new TextEncoder().encode('an operator and no key') }
  expect(await restored(at.bor, file, other)).toMatchObject({ code: 'backup-not-opened' })
  expect(await restored(at.bor, new TextEncoder().encode('{"format":"x"}\n'))).toMatchObject({
    code: 'backup-malformed',
  })
  expect(await restored(at.bor, file)).toMatchObject({ code: 'node-running' })
  await at.bor.stop()
  await at.alt.stop()
  expect(await restored(at.alt, file)).toMatchObject({
    code: 'backup-other-party',
    params: { party: 'bor', self: 'alt' },
  })
  expect(await restored(at.bor, file, { isDryRun: true })).toMatchObject({ party: 'bor', blobs: 2 })
  const after = await digests(at.bor)
  expect(after.made).toEqual(before.made)
})

test('B6 a file that is erased while the backup is written is named, and its act waits for it again', async () => {
  await using at = await afterShare()
  await at.bor.stop()
  const name = (await blobNames(at.bor)).find((one) => one.startsWith('in-')) ?? ''
  const whole = await at.bor.blobs.read(name, 0, 1 << 20)
  const parts: Uint8Array[] = []
  {
    await using store = at.bor.database.connect()
    const ports = {
      party: at.bor.party,
      store,
      blobs: erasedAt(at.bor, name),
      clock: at.federation.time,
      random: fixed,
    }
    for await (const part of writeBackup(ports, testBackupKey)) parts.push(part)
  }
  const file = concat(...parts)
  expect(await verifyBackup(pieces(file)(), passphrase)).toMatchObject({ erased: [name] })
  await wipe(at.bor)
  expect(await restored(at.bor, file)).toMatchObject({ refetched: 1, lacking: 0 })
  expect(await at.bor.blobs.size(name)).toBeUndefined()
  await at.bor.start()
  await at.federation.pass(everyRound)
  expect(await at.bor.blobs.read(name, 0, 1 << 20)).toEqual(whole)
  const shown = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${at.act}/objects`)
  expect(shown.json.items).toHaveLength(1)
})

test('B7 one backup is made at a time, by who may, and it holds nothing but rows, files and numbers', async () => {
  await using at = await afterShare()
  expect((await at.bor.ask('liaison', 'POST', '/api/v1/backup')).status).toBe(403)
  await using other = at.bor.database.connect()
  const lease = await other.lease('backup')
  expect((await at.bor.ask('admin', 'POST', '/api/v1/backup')).json).toMatchObject({ code: 'backup-running' })
  await lease?.[Symbol.asyncDispose]()
  const inside = await opened(backupKind, pieces(await backupOf(at.bor))(), passphrase)
  if ('kind' in inside) throw new Error(inside.code)
  const rooms = new Set<string>()
  for await (const { name } of readArchive(inside.plaintext)) rooms.add(name.split('/')[0] ?? '')
  expect([...rooms]).toEqual(['backup.json', 'rows', 'sequences.json', 'blobs', 'manifest.json'])
  expect((await at.bor.ask('admin', 'POST', '/api/v1/backup')).status).toBe(200)
})

const fixed = { bytes: (count: number) => new Uint8Array(count).fill(7) }

/** The blobs of a house, of which one goes once its length was asked. */
function erasedAt({ blobs }: House, name: string) {
  return {
    names: () => blobs.names(),
    read: (one: string, from: number, to: number) => blobs.read(one, from, to),
    async size(one: string) {
      const bytes = await blobs.size(one)
      if (one === name) await blobs.remove(one)
      return bytes
    },
  }
}
