import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { readArchive } from '#protocol/parcel/ustar.ts'
import { bundle, malware } from './bundle.ts'
import type { Answer, House } from './federation.ts'
import { everyRound, type Scene, scene } from './scene.ts'

const viper = bundle(malware({ name: 'Sand Viper', mark: '1' }))
const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Sand Viper' }

const exported = async (house: House, ask: Readonly<Record<string, unknown>>): Promise<Uint8Array> => {
  const answer = await house.ask('liaison', 'POST', '/api/v1/export', ask)
  expect(answer.status, JSON.stringify(answer.json)).toBe(200)
  return answer.bytes
}
const imported = (house: House, file: Uint8Array): Promise<Answer> =>
  house.ask('liaison', 'POST', '/api/v1/import', file)

async function namesIn(file: Uint8Array): Promise<readonly string[]> {
  const names: string[] = []
  for await (const { name } of readArchive([file])) names.push(name)
  return names
}

/** Bor goes down, alt shares, alt goes down, bor comes back: the two never meet. */
async function carriedOut(at: Scene): Promise<{ readonly act: string; readonly file: Uint8Array }> {
  await at.bor.stop()
  const { json } = await at.alt.share(wish, viper)
  await at.federation.pass(4000)
  const file = await exported(at.alt, { to: 'bor' })
  await at.alt.stop()
  await at.bor.start()
  await at.federation.pass(100)
  return { act: json.act, file }
}

test('O2 a share goes by file, with its attachment, proof and head, and its receipt comes back by file', async () => {
  await using at = await scene()
  const { act, file } = await carriedOut(at)
  expect(await namesIn(file)).toEqual([
    'contents.json',
    'contents.sig',
    'journal/1/checkpoint',
    expect.stringMatching(/^journal\/1\/tile\/0\/000\.p\/\d+$/u),
    `proofs/${act}`,
    'parcels/main/000001',
    `files/${act}/0`,
  ])
  const taken = await imported(at.bor, file)
  expect(taken.json).toMatchObject({
    from: 'alt',
    parcels: 1,
    admitted: 1,
    refused: 0,
    files: 1,
    missing: [],
    waiting: 0,
  })
  expect(taken.json).toMatchObject({ proofs: { proved: 1, unproved: 0 }, mirrored: true })
  const objects = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)
  expect(objects.json.items).toMatchObject([{ name: 'Sand Viper' }])

  const back = await exported(at.bor, { to: 'alt' })
  await at.bor.stop()
  await at.alt.start()
  await at.federation.pass(100)
  expect((await imported(at.alt, back)).json).toMatchObject({ from: 'bor', parcels: 1, admitted: 1, missing: [] })
  const seen = await at.alt.ask('liaison', 'GET', `/api/v1/acts/${act}`)
  expect(seen.json.parties.bor).toMatchObject({ state: 'admitted' })
  expect(await namesIn(await exported(at.alt, { to: 'bor' }))).not.toContain(`files/${act}/0`)
})

test('O3 importing twice changes nothing, and the line goes on where the file ended', async () => {
  await using at = await scene()
  const { act, file } = await carriedOut(at)
  expect((await imported(at.bor, file)).json).toMatchObject({ admitted: 1 })
  expect((await imported(at.bor, file)).json).toMatchObject({ parcels: 1, known: 1, admitted: 0, files: 0 })
  await at.alt.start()
  const second = await at.alt.share({ ...wish, title: 'Again' }, viper)
  await at.federation.pass(everyRound)
  const list = await at.bor.ask('analyst', 'GET', '/api/v1/acts')
  expect(list.json.items.map((item: { act: string }) => item.act).toSorted()).toEqual([act, second.json.act].toSorted())
  const verified = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { all: true })
  expect(verified.json).toMatchObject({ ok: true })
})

test('F1 an import that is killed with a file in its place is begun anew, and nothing comes in twice', async () => {
  await using at = await scene()
  const { act, file } = await carriedOut(at)
  at.bor.failpoint = (name) => {
    if (name === 'import:file') throw new Fault('killed')
  }
  expect((await imported(at.bor, file)).status).toBe(500)
  await at.bor.stop()
  at.bor.failpoint = () => undefined
  await at.bor.start()
  expect((await imported(at.bor, file)).json).toMatchObject({ parcels: 1, refused: 0, missing: [], waiting: 0 })
  const list = await at.bor.ask('analyst', 'GET', '/api/v1/acts')
  expect(list.json.items.map((item) => item.act)).toEqual([act])
  const verify = await at.bor.ask('oversight', 'POST', '/api/v1/verify', { all: true })
  expect(verify.json).toMatchObject({ ok: true })
})

test('O4 a missing number is named, waits for nothing, and comes over the line or in another file', async () => {
  await using at = await scene()
  await at.bor.stop()
  for (const title of ['One', 'Two', 'Three']) await at.alt.share({ ...wish, title }, viper)
  const later = await exported(at.alt, { to: 'bor', after: 2 })
  const first = await exported(at.alt, { to: 'bor', after: 0 })
  await at.alt.stop()
  await at.bor.start()
  expect((await imported(at.bor, later)).json).toMatchObject({ parcels: 1, admitted: 1, missing: [1, 2] })
  expect((await at.bor.ask('oversight', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
  await at.bor.stop()
  const half = at.bor.database.snapshot()
  await at.bor.start()
  expect((await imported(at.bor, first)).json).toMatchObject({ parcels: 3, known: 1, admitted: 2, missing: [] })
  await at.bor.stop()
  at.bor.database.restoreFrom(half)
  await Promise.all([at.alt.start(), at.bor.start()])
  await at.federation.pass(everyRound)
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/acts')).json.items).toHaveLength(3)
})

test('O5 what was recalled after the file was made stays recalled, and its file brings nothing back', async () => {
  await using at = await scene()
  const { act, file } = await carriedOut(at)
  await imported(at.bor, file)
  await at.alt.start()
  await at.federation.pass(12_000)
  await at.alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'wrong' })
  await at.federation.pass(8000)
  expect((await imported(at.bor, file)).json).toMatchObject({ admitted: 0, files: 0, known: 1 })
  const shown = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${act}`)
  expect(shown.json).toMatchObject({ state: 'recalled' })
  expect((await Array.fromAsync(at.bor.blobs.names())).filter((name) => name.startsWith('carried-'))).toEqual([])
})

test('O6 a file for another, from a stranger to the charter, or of no such form is refused by name', async () => {
  await using at = await scene()
  const file = await exported(at.alt, { to: 'bor' })
  const cas = at.federation.house('cas')
  expect((await imported(cas, file)).json).toMatchObject({
    code: 'carried-elsewhere',
    params: { from: 'alt', to: 'bor' },
  })
  expect((await imported(at.alt, file)).json).toMatchObject({ code: 'carried-elsewhere' })
  expect((await imported(at.bor, new TextEncoder().encode('no archive'))).json).toMatchObject({
    code: 'carried-damaged',
  })
  expect((await at.alt.ask('liaison', 'POST', '/api/v1/export', { to: 'zzz' })).json).toMatchObject({
    code: 'recipient-unknown',
  })
  expect((await at.alt.ask('liaison', 'POST', '/api/v1/export', { to: 'alt' })).json).toMatchObject({
    code: 'addressed-to-self',
  })
  expect((await at.alt.ask('liaison', 'POST', '/api/v1/export', { to: 'bor', after: 9 })).status).toBe(404)
  expect((await at.alt.ask('analyst', 'POST', '/api/v1/export', { to: 'bor' })).status).toBe(403)
})

test('O7 damage on the way is refused, never taken for the author’s, and the sound file still works', async () => {
  await using at = await scene()
  const { act, file } = await carriedOut(at)
  const ends = await endsOf(file)
  for (const [name, code] of [
    ['contents.json', undefined],
    ['contents.sig', 'signature-invalid'],
    ['parcels/main/000001', 'carried-damaged'],
    [`files/${act}/0`, 'carried-damaged'],
    [`proofs/${act}`, 'carried-damaged'],
  ] as const) {
    const answer = await imported(at.bor, flipped(file, (ends.get(name) ?? 0) - 3))
    expect(answer.status, name).toBeGreaterThanOrEqual(400)
    if (code !== undefined) expect(answer.json, name).toMatchObject({ code })
  }
  expect((await imported(at.bor, file.subarray(0, file.length - 2000))).json).toMatchObject({ code: 'carried-damaged' })
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/acts')).json.items).toEqual([])
  const taken = await imported(at.bor, file)
  expect(taken.json).toMatchObject({ files: 1, refused: 0, waiting: 0 })
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/acts')).json.items).toHaveLength(1)
})

test('O8 whoever carries the file can exchange nothing in it: the contents are signed', async () => {
  await using at = await scene()
  const { file } = await carriedOut(at)
  const digit = new TextDecoder('latin1').decode(file).indexOf('"sha256":"') + '"sha256":"'.length
  const changed = Uint8Array.from(file)
  changed[digit] = changed[digit] === 0x30 ? 0x31 : 0x30
  expect((await imported(at.bor, changed)).json).toMatchObject({ code: 'signature-invalid' })
})

function flipped(file: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(file)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

/** Where the content of each member ends. */
async function endsOf(file: Uint8Array): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>()
  let offset = 0
  for await (const { name, bytes } of readArchive([file])) {
    ends.set(name, offset + 512 + bytes)
    offset += 512 + Math.ceil(bytes / 512) * 512
  }
  return ends
}
