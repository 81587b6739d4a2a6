import { expect, test } from 'vitest'
import { bundle, malware } from './bundle.ts'
import { arrived, scene } from './scene.ts'

const wish = { to: ['bor'], level: 'open', category: 'drones' }
const plain = new TextEncoder().encode('a file')

const titles = ['a\u0000b', 'a\u0007b', 'a\u001b[2Jb', 'a\ud800b', 'a\u2028b', 'x'.repeat(301), '']

test('P14 what addressees would drop for its text is never signed: the desk is told at once', async () => {
  await using at = await scene()
  for (const title of titles) {
    const { status } = await at.alt.share({ ...wish, title }, plain, 'a.txt')
    expect([title, status]).toEqual([title, 400])
  }
  const { json } = await at.alt.share({ ...wish, title: 'Fine' }, bundle(malware({ name: 'Kite', mark: '1' })))
  await at.federation.pass(arrived)
  const about = `/api/v1/shares/${json.act}`
  for (const note of titles) {
    const answers = [
      await at.bor.ask('duty', 'POST', `${about}/acknowledge`, { note }),
      await at.alt.ask('liaison', 'POST', `${about}/recall`, { reason: note }),
    ]
    expect([note, ...answers.map(({ status }) => status)]).toEqual([note, 400, 400])
  }
  const named = { ...wish, title: 'T', personalData: { purpose: 'Two Words', legalBasis: 'x', expires: '2027-01-01' } }
  expect((await at.alt.share(named, plain, 'a.txt')).status).toBeGreaterThanOrEqual(400)
  expect((await at.alt.ask('liaison', 'GET', '/api/v1/acts')).json.items).toHaveLength(1)
})

test('P14 a title that turns direction or looks like mark-up arrives as it was written, as data', async () => {
  await using at = await scene()
  const title = 'report \u202Efdp.exe <script>alert(1)</script> & "quoted"'
  const { json } = await at.alt.share({ ...wish, title }, plain, 'a.txt')
  await at.federation.pass(arrived)
  expect((await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)).json).toMatchObject({ title })
})

const names = ['a/b', '..', '.', 'a\\b', 'a\u0000b', 'a\u202Eb', 'a\u200Bb', '\ud800', 'x'.repeat(256)]

test('C12 a file name that is a path, a trick or no text is refused when the file is brought', async () => {
  await using at = await scene()
  for (const name of names) {
    const query = `name=${encodeURIComponent(name.toWellFormed() === name ? name : '')}`
    const { status } = await at.alt.ask('liaison', 'POST', `/api/v1/uploads?${query}`, plain)
    expect([name, status]).toEqual([name, 400])
  }
  const typed = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=a.txt&mediaType=text/plain%0d%0ax:y', plain)
  expect(typed.status).toBe(400)
})

test('C10 a file is given back under a name that is safe in every header and on every disk', async () => {
  await using at = await scene()
  const { json } = await at.alt.share({ ...wish, title: 'T' }, plain, encodeURIComponent('план; filename="x" ’\'.txt'))
  const headers = { authorization: `Bearer ${at.alt.tokens.get('liaison')}` }
  const file = new Request(`http://alt/api/v1/acts/${json.act}/attachments/0`, { headers })
  const response = await at.alt.node?.fetch(file)
  const said = response?.headers.get('content-disposition') ?? ''
  expect(said).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.!#$&+^`|~%-]+$/u)
  expect(response?.headers.get('content-type')).toBe('application/octet-stream')
  await response?.body?.cancel()
})

test('C15 objects named after what every JavaScript object has are counted, kept and found like any other', async () => {
  await using at = await scene()
  const odd = (type: string, mark: string) => ({
    ...malware({ name: `the ${type}`, mark }),
    type,
    id: `${type}--31b940d4-6f7f-459a-80ea-${mark.padStart(12, '0')}`,
  })
  const text = JSON.stringify({ ...odd('constructor', '1'), hashes: {} }).replace(
    '"hashes"',
    '"__proto__":{"name":"x"},"hashes"',
  )
  const whole = `{"type":"bundle","id":"bundle--0f2b8cb2-1c3e-4a1f-9b7d-2f6d2b1f8f01","objects":[${text},${JSON.stringify(odd('valueof', '2'))}]}`
  const file = new TextEncoder().encode(whole)
  const brought = await at.alt.ask('liaison', 'POST', '/api/v1/uploads?name=b.json', file)
  expect(brought.json).toMatchObject({ objects: 2, types: { constructor: 1, valueof: 1 } })
  const { json } = await at.alt.share(wish, file)
  await at.federation.pass(arrived)
  const found = await at.bor.ask('analyst', 'GET', '/api/v1/search?q=constructor')
  expect(found.json.items).toMatchObject([{ act: json.act, name: 'the constructor' }])
  expect((await at.bor.ask('admin', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
})

test('C13 a name of a megabyte costs a list and the index no more than a line', async () => {
  await using at = await scene()
  const objects = ['1', '2', '3'].map((mark) =>
    malware({ name: `kite ${'字'.repeat(1_000_000)}`, mark, more: { aliases: ['別'.repeat(1_000_000)] } }),
  )
  const { json } = await at.alt.share({ ...wish, title: 'Long' }, bundle(...objects))
  await at.federation.pass(arrived)
  const list = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}/objects`)
  expect(list.json.items).toHaveLength(3)
  expect(list.bytes.length).toBeLessThan(20_000)
  const found = await at.bor.ask('analyst', 'GET', '/api/v1/search?q=kite')
  expect(found.json.items).toHaveLength(3)
  expect(found.bytes.length).toBeLessThan(20_000)
})

test('X19 a sighting or an opinion is about an object that the share holds', async () => {
  await using at = await scene()
  const kite = malware({ name: 'Kite', mark: '1' })
  const { json } = await at.alt.share(wish, bundle(kite))
  const file = await at.alt.share({ ...wish, title: 'A file' }, plain, 'a.txt')
  await at.federation.pass(arrived)
  const other = malware({ name: 'Other', mark: '2' }).id
  for (const [act, object, status] of [
    [json.act, kite.id, 201],
    [json.act, other, 422],
    [json.act, 'nothing', 422],
    [file.json.act, kite.id, 422],
  ] as const) {
    const seen = await at.bor.ask('analyst', 'POST', `/api/v1/shares/${act}/sightings`, { object })
    const held = await at.bor.ask('analyst', 'POST', `/api/v1/shares/${act}/opinions`, { object, opinion: 'agree' })
    expect([object, seen.status, held.status]).toEqual([object, status, status])
  }
})
