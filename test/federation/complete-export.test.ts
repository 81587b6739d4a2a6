import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert, asyncProperty, integer } from 'fast-check'
import { expect, test } from 'vitest'
import { concat, decodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { idWords } from '#protocol/identity/fingerprint.ts'
import { readArchive, writeArchive, type NewMember } from '#protocol/parcel/ustar.ts'
import type { Store } from '#platform/db/store.ts'
import { update } from '#platform/db/table.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import { desk } from '#cli/testing/command-line.ts'
import { checkWhole, openWhole } from '../../src/main/complete-export.ts'
import { momentNow } from '../../src/node/complete-export/moment.ts'
import { archiveIn, checkExport } from '../../src/node/complete-export/read.ts'
import { writeExport } from '../../src/node/complete-export/write.ts'
import { loadSentences } from '../../src/node/sentences.ts'
import { bundle, malware } from './bundle.ts'
import { testBackupKey, type House } from './federation.ts'
import { scene, arrived, type Scene } from './scene.ts'

const { passphrase } = testBackupKey
const kite = bundle(malware({ name: 'Kite', mark: '1' }))
const report = new TextEncoder().encode('Доклад\n'.repeat(3000))

/** Alt has shared with bor and bor with alt, one share was taken back, a desk has answered, and all is at rest. */
async function exchanged(): Promise<Scene & { readonly recalled: string }> {
  const at = await scene({ ms: 1500 })
  const { federation, alt, bor } = at
  const label = { level: 'restricted', category: 'drones' }
  const { json } = await alt.share({ to: ['bor'], ...label, title: 'Kite' }, kite)
  await bor.share({ to: ['alt'], ...label, title: 'Report' }, report, 'Доклад № 7.txt')
  const gone = await bor.share({ to: ['alt', 'cas'], ...label, title: 'Taken back' }, kite)
  await federation.pass(arrived)
  await bor.ask('duty', 'POST', `/api/v1/shares/${json.act}/acknowledge`, { note: 'seen' })
  await bor.ask('liaison', 'POST', `/api/v1/shares/${gone.json.act}/recall`, { reason: 'source' })
  await federation.pass(arrived)
  return { ...at, recalled: gone.json.act }
}

async function exportOf(house: House): Promise<Uint8Array> {
  const answer = await house.ask('admin', 'POST', '/api/v1/export/all')
  expect(answer.status).toBe(200)
  return answer.bytes
}

async function* pieces(file: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += 50_000) yield file.subarray(at, at + 50_000)
}

async function openedOf(file: Uint8Array): Promise<Uint8Array> {
  const archive = await archiveIn(pieces(file), passphrase)
  if (isRefusal(archive)) throw new Error(archive.code)
  return concat(...(await Array.fromAsync(archive)))
}

async function membersOf(tar: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for await (const { name, content } of readArchive([tar])) found.set(name, concat(...(await Array.fromAsync(content))))
  return found
}

const flipped = (file: Uint8Array, bit: number): Uint8Array => {
  const other = Uint8Array.from(file)
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return other
}

test('SG-26 a complete export is whole, is verified without a node, and is read without the program', async () => {
  await using at = await exchanged()
  const { alt, federation } = at
  expect((await alt.ask('liaison', 'POST', '/api/v1/export/all')).status).toBe(403)
  const file = await exportOf(alt)
  const facts = await checkExport(pieces(file), passphrase)
  const coalition = federation.coalition.charter.id
  expect(facts).toMatchObject({ party: 'alt', coalition, words: idWords(coalition), absent: [] })
  expect(await checkExport(pieces(file), new TextEncoder().encode('another key'))).toMatchObject({
    code: 'export-not-opened',
  })
  const tar = await openedOf(file)
  expect(await checkExport(pieces(tar), undefined)).toEqual(facts)
  const members = await membersOf(tar)
  const texts = [...members].map(([name, bytes]) => [name, decodeUtf8(bytes) ?? ''] as const)
  // The documents as they came, under names that every file system takes.
  const documents = [...members].filter(([name]) => name.includes('/files/'))
  expect(documents.map(([name]) => name.replace(/act--[0-9a-f]+/u, 'ACT').replace(/\d{4}-\d\d-\d\d/u, 'DAY'))).toEqual([
    expect.stringMatching(/^sent\/DAY\/exchange\.share\.1\/ACT\/files\/1-[a-z0-9.-]+$/u),
    'received/bor/DAY/exchange.share.1/ACT/files/1-7.txt',
  ])
  expect(documents.map(([, bytes]) => bytes)).toEqual([kite, report])
  expect(texts.filter(([name]) => name.startsWith('erased/')).map(([name]) => name)).toEqual([
    `erased/bor/${at.recalled}.json`,
  ])
  expect(texts.filter(([name]) => name.startsWith('readme-')).map(([, text]) => text.split('\n')[0])).toEqual([
    'Complete export of alt',
    'Полная выгрузка данных: alt',
    'alt 的完整导出',
  ])
  if (isRefusal(facts)) throw new Error(facts.code)
  expect(facts.counts).toMatchObject({ lane: 0, erased: 1, files: 2 })
  for (const name of ['proofs', 'entries', 'checkpoints', 'heads', 'sent', 'received'] as const)
    expect(facts.counts[name]).toBeGreaterThan(2)
  // Whoever takes something back learns that it had left.
  const report1 = documents[1]?.[0].split('/')[4] ?? ''
  await at.bor.ask('liaison', 'POST', `/api/v1/shares/${report1}/recall`, { reason: 'source' })
  await federation.pass(arrived)
  const seen = await at.bor.ask('liaison', 'GET', `/api/v1/acts/${report1}`)
  expect(seen.json.parties['alt']).toMatchObject({ state: 'erased', exported: 1 })
})

test('SG-26 an export begun right after an act is recorded, while the journal goes on, is whole', async () => {
  await using at = await scene({ ms: 1500 })
  const { alt, bor, federation } = at
  const label = { level: 'restricted', category: 'drones' }
  const store = alt.node?.house.store
  if (store === undefined) throw new Error('no node')
  const moment = store.snapshot.bind(store)
  store.snapshot = async () => {
    await alt.share({ to: ['bor'], ...label, title: 'Right before' }, kite)
    const taken = await moment()
    await federation.pass(arrived)
    return taken
  }
  const facts = await checkExport(pieces(await exportOf(alt)), passphrase)
  expect(facts).toMatchObject({ party: 'alt', absent: [], counts: { files: 1 } })
  store.snapshot = moment
  const [line] = (await bor.ask('analyst', 'GET', '/api/v1/acts?kind=exchange.share/1&author=alt')).json.items
  expect(line).toMatchObject({ title: 'Right before' })
  const later = await checkExport(pieces(await exportOf(alt)), passphrase)
  if (isRefusal(facts) || isRefusal(later)) throw new Error('refused')
  expect(later.counts.proofs).toBeGreaterThan(facts.counts.proofs)
})

test('SG-26 what is taken back while an export is read is not in the rest of it, and the export says so', async () => {
  await using at = await scene({ ms: 1500 })
  const { alt, bor, federation } = at
  const { house } = alt.node!
  const canary = new TextEncoder().encode('Тайна '.repeat(900_000))
  const label = { to: ['alt'], level: 'restricted', category: 'drones' }
  const share = async (title: string, file: Uint8Array) =>
    (await bor.share({ ...label, title }, file, `${title}.txt`)).json.act as ActId
  const long = await share('Long', canary)
  await federation.pass(arrived)
  const [short, late] = [await share('Short', canary.subarray(0, 999)), await share('Late', canary.subarray(0, 999))]
  await federation.pass(arrived)
  const takeBack = async (act: ActId) => {
    await bor.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'source' })
    await federation.pass(arrived)
  }
  // `late` is taken back between two parts of what is written of it.
  let isLate = true
  const asked = async (...[table, query]: Parameters<Store['select']>) => {
    const where = JSON.stringify(query?.where)
    if (isLate && Object.is(table, acts) && query?.columns?.join() === 'standing' && where.includes(late)) {
      isLate = false
      await takeBack(late)
    }
    return house.store.select(table, query)
  }
  const store = new Proxy(house.store, {
    get: (real, name) => (name === 'select' ? asked : (real[name as keyof Store] as () => unknown).bind(real)),
  })
  await using moment = await momentNow({ ...house, cas: alt.cas, party: house.self })
  const ports = { ...house, store, party: house.self, sentences: loadSentences() }
  const written: Uint8Array[] = []
  let left = 3 * 1024 * 1024
  for await (const part of writeExport(ports, moment, testBackupKey)) {
    written.push(part)
    if (left > 0 && left <= part.length) for (const act of [long, short]) await takeBack(act)
    left -= part.length
  }
  const file = concat(...written)
  const facts = await checkExport(pieces(file), passphrase)
  expect(facts).toMatchObject({
    absent: [expect.stringContaining(`${long}/files/1-`)],
    counts: { erased: 2, files: 1 },
  })
  const members = await membersOf(await openedOf(file))
  const of = (act: ActId) =>
    [...members.keys()].filter((name) => name.includes(act)).map((name) => name.split('/').at(-1))
  expect([of(short), of(late)]).toEqual([[`${short}.json`], ['envelope.json', `${late}.json`]])
  const [, half = new Uint8Array()] = [...members].find(([name]) => name.includes(`${long}/files/`)) ?? []
  expect([half.length, half.subarray(5 * 1024 * 1024).every((byte) => byte === 0)]).toEqual([canary.length, true])
})

test('SG-26 a damaged file is named in the manifest and everything else is there', async () => {
  await using at = await scene()
  const label = { level: 'restricted', category: 'drones' }
  const share = async (title: string) =>
    (await at.alt.share({ to: ['bor'], ...label, title }, report, `${title}.txt`)).json.act as ActId
  const [rotten, short] = [await share('Rotten'), await share('Short')]
  await at.alt.share({ to: ['bor'], ...label, title: 'Kite' }, kite)
  await at.federation.pass(arrived)
  await using store = at.alt.database.connect()
  const change = async (act: ActId, wrong: (file: Uint8Array) => Uint8Array) => {
    const [row] = await store.select(attachments, { where: { act } })
    if (row === undefined) throw new Error('no file')
    const file = await at.alt.blobs.read(row.blob, 0, row.sealed_bytes)
    await at.alt.blobs.remove(row.blob)
    await at.alt.blobs.write(row.blob, [wrong(file)])
  }
  await change(rotten, (file) => flipped(file, (file.length - 20_000) * 8))
  await change(short, (file) => file.subarray(0, 100))
  const facts = await checkExport(pieces(await exportOf(at.alt)), passphrase)
  expect(facts).toMatchObject({
    absent: [expect.stringContaining(`${rotten}/files/`), expect.stringContaining(`${short}/files/`)],
    counts: { files: 3 },
  })
  expect(at.alt.logged.filter((line) => line.includes('export-file-damaged'))).toHaveLength(2)
})

test('SG-26 an export that cannot begin leaves the next one free to', async () => {
  await using at = await scene()
  await using store = at.alt.database.connect()
  const act = at.federation.coalition.charter.id
  const [genesis] = await store.select(acts, { where: { act } })
  if (genesis === undefined) throw new Error('no genesis')
  await store.transaction((tx) => tx.apply([update(acts, { act }, { statement: new Uint8Array(1) })]))
  expect((await at.alt.ask('admin', 'POST', '/api/v1/export/all')).status).toBe(500)
  await store.transaction((tx) => tx.apply([update(acts, { act }, { statement: genesis.statement })]))
  expect(await checkExport(pieces(await exportOf(at.alt)), passphrase)).toMatchObject({ party: 'alt' })
})

const nobody = { answer: () => Promise.reject(new Error('no node is asked')) }
const local = { checkExport: checkWhole, openExport: openWhole }

test('SG-26 the command line verifies a complete export without a node, opens it, and says which file is not what it was', async () => {
  await using at = await exchanged()
  const sealed = await exportOf(at.alt)
  const { type, file, folder } = await desk(nobody)
  await file('alt.tamga-export', sealed)
  await writeFile(join(folder, 'backup.key'), passphrase, { mode: 0o600 })
  const words = idWords(at.federation.coalition.charter.id)
  const key = ['--key-file', 'backup.key']
  for (const language of ['en', 'ru', 'zh']) {
    const { exit, out } = await type(['verify', 'alt.tamga-export', ...key, '--lang', language], { local })
    expect([exit, out]).toEqual([0, expect.stringContaining(words)])
    expect(out).not.toContain('cli.')
  }
  expect((await type(['verify', 'alt.tamga-export', '--lang', 'en'], { local })).err).toContain('--key-file')
  expect((await type(['export', 'open', 'alt.tamga-export', ...key, '--into', 'alt.tar'], { local })).exit).toBe(0)
  const tar = new Uint8Array(await readFile(join(folder, 'alt.tar')))
  expect(tar).toEqual(await openedOf(sealed))
  expect((await type(['verify', 'alt.tar'], { local })).exit).toBe(0)
  const text = Buffer.from(tar).indexOf('Complete export')
  await file('bad.tar', flipped(tar, text * 8))
  const bad = await type(['verify', 'bad.tar', '--json'], { local })
  expect([bad.exit, JSON.parse(bad.out)]).toEqual([5, { ok: false, member: 'manifest.json', what: 'digest' }])
})

test('SG-26 whatever is changed in a complete export is found: any bit, a missing file, one too many, another order', async () => {
  await using at = await exchanged()
  const file = await exportOf(at.alt)
  const tar = await openedOf(file)
  const isFound = async (bytes: Uint8Array) => isRefusal(await checkExport(pieces(bytes), passphrase))
  const bits = (bytes: Uint8Array) => integer({ min: 0, max: bytes.length * 8 - 1 })
  await assert(
    asyncProperty(bits(tar), async (bit) => isFound(flipped(tar, bit))),
    { numRuns: 60 },
  )
  await assert(
    asyncProperty(bits(file), async (bit) => isFound(flipped(file, bit))),
    { numRuns: 20 },
  )
  const members = [...(await membersOf(tar))].map(([name, bytes]): NewMember => ({
    name,
    bytes: bytes.length,
    content: [bytes],
  }))
  const written = async (all: readonly NewMember[]) => concat(...(await Array.fromAsync(writeArchive(all))))
  expect(await written(members)).toEqual(tar)
  for (const { name } of members.filter((_, place) => place % 7 === 0)) {
    const without = await checkExport(pieces(await written(members.filter((one) => one.name !== name))), undefined)
    expect(without, name).toMatchObject({ kind: 'refusal' })
  }
  const [, readme] = members
  if (readme === undefined) throw new Error('no readme')
  expect(await isFound(await written([...members, readme]))).toBe(true)
  expect(await isFound(await written(members.toSpliced(1, 0, readme)))).toBe(true)
  expect(await isFound(tar.subarray(0, tar.length - 512))).toBe(true)
})
