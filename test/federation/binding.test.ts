import { expect, test } from 'vitest'
import { digestOf } from '#platform/record/digest.ts'
import { drafts, uploads } from '#rooms/exchange/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { addAccount, scene, type Scene } from './scene.ts'

const kite = bundle(malware({ name: 'Kite', mark: '1' }))
const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'A kite' }

/** `narrow` is a liaison who may see nothing of `terrorism`. */
async function withNarrowAccount(): Promise<Scene> {
  const at = await scene()
  await addAccount(at.alt, { name: 'narrow', role: 'liaison', clearance: 'secret', categories: ['drones'] })
  return at
}

async function booksOf(house: House): Promise<string> {
  await using store = house.database.connect()
  return (await digestOf(store, [uploads, drafts])).digest
}

const brought = async (house: House, account: string): Promise<string> =>
  (await house.ask(account, 'POST', '/api/v1/uploads?name=a.json', kite)).json.upload

test('C1 a file that somebody brought is his alone: to all others it is not there', async () => {
  await using at = await withNarrowAccount()
  const upload = await brought(at.alt, 'analyst')
  const shared = await at.alt.share(wish, kite)
  const before = await booksOf(at.alt)
  const unknown = `upload-${'0'.repeat(32)}`
  for (const name of [upload, unknown]) {
    const answers = [
      await at.alt.ask('liaison', 'DELETE', `/api/v1/uploads/${name}`),
      await at.alt.ask('liaison', 'POST', '/api/v1/shares', { ...wish, upload: name }),
      await at.alt.ask('liaison', 'POST', `/api/v1/shares/${shared.json.act}/correct`, { upload: name }),
      await at.alt.ask('liaison', 'POST', '/api/v1/shares', { ...wish, upload: name, level: 'confidential' }),
    ]
    expect([name, ...answers.map(({ status }) => status)]).toEqual([name, 404, 404, 404, 404])
  }
  expect(await booksOf(at.alt)).toBe(before)
  expect((await at.alt.ask('analyst', 'DELETE', `/api/v1/uploads/${upload}`)).status).toBe(204)
})

test('C1 a draft above somebody’s clearance is not there for him, and its own officer cannot be the second', async () => {
  await using at = await withNarrowAccount()
  const held = await at.alt.share({ ...wish, category: 'terrorism', level: 'confidential' }, kite)
  const { draft } = held.json
  const before = await booksOf(at.alt)
  expect((await at.alt.ask('narrow', 'GET', '/api/v1/drafts')).json.items).toEqual([])
  for (const name of [draft, `draft-${'0'.repeat(32)}`]) {
    expect((await at.alt.ask('narrow', 'POST', `/api/v1/drafts/${name}/approve`)).status).toBe(404)
    expect((await at.alt.ask('narrow', 'DELETE', `/api/v1/drafts/${name}`)).status).toBe(404)
  }
  expect((await at.alt.ask('analyst', 'DELETE', `/api/v1/drafts/${draft}`)).status).toBe(403)
  expect((await at.alt.ask('liaison', 'POST', `/api/v1/drafts/${draft}/approve`)).status).toBe(403)
  expect(await booksOf(at.alt)).toBe(before)
})

test('C2 an account that was closed signs nothing more, not even as the first of two officers', async () => {
  await using at = await withNarrowAccount()
  const held = await at.alt.share({ ...wish, level: 'confidential' }, kite)
  await at.alt.ask('admin', 'POST', '/api/v1/users/liaison/disable', {})
  const refused = await at.alt.ask('liaison2', 'POST', `/api/v1/drafts/${held.json.draft}/approve`)
  expect(refused.json).toMatchObject({ code: 'officer-gone' })
  expect((await at.alt.ask('liaison2', 'DELETE', `/api/v1/drafts/${held.json.draft}`)).status).toBe(204)
})

test('C23 a file has one address', async () => {
  await using at = await withNarrowAccount()
  const { json } = await at.alt.share(wish, kite)
  for (const position of ['00', '0x0', '0e0', '-0', '+0', '%200', '0.0', '1', '99', 'a']) {
    const path = `/api/v1/acts/${json.act}/attachments/${position}`
    expect([position, (await at.alt.ask('analyst', 'GET', path)).status]).toEqual([position, 404])
  }
  expect((await at.alt.ask('analyst', 'GET', `/api/v1/acts/${json.act}/attachments/0`)).status).toBe(200)
})
