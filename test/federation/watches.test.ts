import { expect, test } from 'vitest'
import { z } from 'zod'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { addAccount, arrived, scene } from './scene.ts'
import { typing } from './typing.ts'

const Watch = z.looseObject({
  watch: z.string(),
  name: z.string(),
  query: z.looseObject({}),
  finds: z.number(),
  exact: z.boolean(),
  seen: z.string(),
})
const Listed = z.object({ items: z.array(Watch), place: z.string() })

const path = '/api/v1/watches'
const listed = async (house: House, account = 'analyst') => Listed.parse((await house.ask(account, 'GET', path)).json)
const counts = async (house: House, account = 'analyst') =>
  Object.fromEntries((await listed(house, account)).items.map(({ name, finds }) => [name, finds]))
const save = (house: House, name: string, query: object, account = 'analyst') =>
  house.ask(account, 'POST', path, { name, query })
const kite = (mark: string, level = 'open') => ({
  wish: { to: ['bor'], level, category: 'drones', title: `Kite ${mark}` },
  file: bundle(malware({ name: `Kite ${mark}`, mark })),
})

async function told(house: House, account: string): Promise<() => Promise<readonly string[]>> {
  const headers = { authorization: `Bearer ${house.tokens.get(account)}` }
  const response = await house.node?.fetch(new Request('http://bor/api/v1/events', { headers }))
  const reader = response?.body?.getReader()
  if (reader === undefined) throw new TypeError('no events')
  let text = ''
  let next = reader.read()
  return async () => {
    for (;;) {
      const some = await Promise.race([next, Promise.resolve(undefined)])
      if (some?.value === undefined) break
      text += new TextDecoder().decode(some.value)
      next = reader.read()
      await Promise.resolve()
    }
    return [...text.matchAll(/^event: watch\ndata: (.*)$/gmu)].map(([, data = '']) => data)
  }
}

test('SR16 a watch says what is new since it was looked at, to its account alone, and is announced by its id at every process', async () => {
  await using at = await scene()
  const { federation, alt, bor } = at
  await addAccount(bor, { name: 'low', role: 'analyst', clearance: 'open', categories: ['drones'] })
  await alt.share(kite('0').wish, kite('0').file)
  await federation.pass(arrived)
  const second = await bor.second()
  const ids = new Map<string, string>()
  for (const account of ['analyst', 'low']) {
    const { status, json } = await save(bor, 'Kites', { q: 'kite', type: 'malware' }, account)
    expect(status).toBe(201)
    ids.set(account, z.looseObject({ watch: z.string() }).parse(json).watch)
  }
  expect((await save(bor, 'Herons', { q: 'heron' })).status).toBe(201)
  expect(await counts(bor)).toEqual({ Herons: 0, Kites: 0 })
  const [analyst, low, elsewhere] = [await told(bor, 'analyst'), await told(bor, 'low'), await told(second, 'analyst')]
  await federation.pass(arrived)
  await alt.share(kite('1', 'restricted').wish, kite('1').file)
  await federation.pass(arrived)
  const own = JSON.stringify({ watch: ids.get('analyst') })
  expect([await analyst(), await low(), await elsewhere()]).toEqual([[own], [], [own]])
  expect([await counts(bor), await counts(bor, 'low')]).toEqual([{ Herons: 0, Kites: 1 }, { Kites: 0 }])
  const open = await alt.share(kite('2').wish, kite('2').file)
  await federation.pass(arrived)
  expect([(await analyst()).length, (await low()).length, (await elsewhere()).length]).toEqual([2, 1, 2])
  expect([await counts(second), await counts(second, 'low')]).toEqual([{ Herons: 0, Kites: 2 }, { Kites: 1 }])

  // What is new is found by the place of the watch; looking at it ends that, at both processes.
  const { items, place } = await listed(bor)
  const [, kites] = items
  const news = await second.ask('analyst', 'GET', `/api/v1/search?q=kite&type=malware&sort=time&news=${kites?.seen}`)
  expect(news.json.items.map(({ name }) => name)).toEqual(['Kite 2', 'Kite 1'])
  expect((await bor.ask('low', 'GET', `/api/v1/search?q=kite&news=${kites?.seen}`)).json).toMatchObject({
    code: 'cursor-invalid',
  })
  const look = (account: string, to: string) =>
    bor.ask(account, 'POST', `${path}/${ids.get('analyst')}/look`, { place: to })
  expect((await look('low', (await listed(bor, 'low')).place)).status).toBe(404)
  expect((await look('analyst', place)).status).toBe(204)
  expect((await look('analyst', kites?.seen ?? '')).status).toBe(204)
  expect(await counts(second)).toEqual({ Herons: 0, Kites: 0 })
  await federation.pass(100)
  expect([(await analyst()).length, (await low()).length, (await elsewhere()).length]).toEqual([3, 1, 3])

  // What is taken back is not new any more, and nothing above the clearance of the moment counts.
  expect((await alt.ask('liaison', 'POST', `/api/v1/shares/${open.json.act}/recall`, { reason: 'r' })).status).toBe(201)
  await federation.pass(arrived)
  expect(await counts(bor, 'low')).toEqual({ Kites: 0 })
  await second.stop()
})

test('SR16 an account keeps fifty watches, each under a name of its own, and nobody else touches them', async () => {
  await using at = await scene()
  const { bor } = at
  await addAccount(bor, { name: 'low', role: 'analyst', clearance: 'open' })
  for (let made = 0; made < 50; made += 1) expect((await save(bor, `w${made}`, { q: `w${made}` })).status).toBe(201)
  expect((await save(bor, 'more', { q: 'more' })).json).toMatchObject({
    code: 'too-many-watches',
    params: { limit: 50 },
  })
  expect(await listed(bor, 'low')).toMatchObject({ items: [] })
  const [first] = (await listed(bor)).items
  const one = `${path}/${first?.watch}`
  const rename = (account: string, name: string) => bor.ask(account, 'PUT', one, { name })
  expect((await rename('analyst', 'w1')).json).toMatchObject({ code: 'watch-exists', params: { name: 'w1' } })
  expect((await rename('low', 'mine')).status).toBe(404)
  for (const name of ['mine', 'w1'])
    expect((await bor.ask('analyst', 'PUT', `${path}/${'0'.repeat(8)}`, { name })).json.code).toBe('not-found')
  expect((await rename('analyst', ' mine ')).status).toBe(204)
  expect((await bor.ask('low', 'DELETE', one)).status).toBe(404)
  expect((await listed(bor)).items.map(({ name }) => name)).toContain('mine')
  expect((await bor.ask('analyst', 'DELETE', one)).status).toBe(204)
  expect((await listed(bor)).items).toHaveLength(49)
  expect((await save(bor, 'w1', { q: 'x' })).json).toMatchObject({ code: 'watch-exists' })
  for (const wish of [
    { name: 'x', query: {} },
    { name: '', query: { q: 'x' } },
    { name: 'x', query: { y: 'x' } },
  ])
    expect((await bor.ask('analyst', 'POST', path, wish)).status).toBe(400)
  expect((await bor.ask('admin', 'GET', path)).json).toMatchObject({ code: 'role-not-allowed' })
})

test('SR16 a search is kept, listed, looked at, renamed and deleted from the command line', async () => {
  await using at = await scene()
  const { type } = await typing(at)
  const as = { as: 'bor/analyst' }
  const typed = (...words: string[]) => type([...words, '--lang', 'en'], as)
  expect((await typed('saved', 'list')).err).toContain('You keep no searches')
  const kept = await typed('search', 'kite', '--type', 'malware', '--save', 'kites')
  expect([kept.exit, kept.err]).toEqual([0, expect.stringContaining('Kept: kites')])
  expect((await typed('search', 'heron', '--save', 'kites')).err).toContain('keeps a search named kites already')
  await at.alt.share(kite('1').wish, kite('1').file)
  await at.federation.pass(arrived)
  expect((await typed('saved', 'list')).out).toMatch(/^kites +1 +2026-.*Z +kite --type malware$/mu)
  expect((await typed('saved', 'show', 'kites')).out).toContain('Kite 1')
  expect((await typed('saved', 'show', 'kites')).err).toContain('Nothing new in kites since 2026')
  expect((await typed('saved', 'rename', 'kites', 'birds')).out).toBe('Renamed: birds\n')
  expect((await typed('saved', 'show', 'kites')).exit).toBe(4)
  expect((await typed('saved', 'delete', 'birds')).exit).toBe(0)
  expect((await typed('saved', 'list')).out).toBe('')
})
