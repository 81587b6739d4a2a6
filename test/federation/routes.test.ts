import { afterAll, beforeAll, expect, test } from 'vitest'
import { actions, may, parseRole } from '#platform/http/roles.ts'
import { isOpen, paramsOf, type Declaration } from '#platform/http/declaration.ts'
import { digestOf } from '#platform/record/digest.ts'
import { disclosures } from '#platform/record/tables.ts'
import { demoAccounts } from '../../src/node/demo-accounts.ts'
import { tables } from '../../src/node/rooms.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { arrived, begun } from './scene.ts'

let federation: Federation
let bor: House
let act = ''

beforeAll(async () => {
  federation = await startFederation()
  await federation.pass(begun)
  bor = federation.house('bor')
  const wish = { to: ['bor'], level: 'restricted', category: 'drones', title: 'A kite' }
  act = (await federation.house('alt').share(wish, bundle(malware({ name: 'Kite', mark: '1' })))).json.act
  await federation.pass(arrived)
  await bor.ask('admin', 'POST', '/api/v1/users/treaty/disable', {})
})
afterAll(() => federation[Symbol.asyncDispose]())

/** Nothing of that name is anywhere. */
const unknown: Readonly<Record<string, string>> = {
  act: `act--${'0'.repeat(64)}`,
  upload: `upload-${'0'.repeat(32)}`,
  draft: `draft-${'0'.repeat(32)}`,
  position: '0',
  id: 'malware--31b940d4-6f7f-459a-80ea-000000000001',
  party: 'alt',
  name: 'nobody',
}

function pathOf({ path }: Declaration, values: Readonly<Record<string, string>> = unknown): string {
  return paramsOf(path).reduce((done, name) => done.replace(`:${name}`, values[name] ?? 'nothing'), path)
}

interface Seen {
  readonly status: number
  readonly code: string
}

/** Asks without a body and without waiting for the end of a stream. */
async function seen(token: string | undefined, method: string, path: string): Promise<Seen> {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` })
  const response = await bor.node?.fetch(new Request(`http://bor${path}`, { method, headers }))
  if (response === undefined) throw new TypeError('bor is down')
  const isProblem =
    method !== 'HEAD' && response.headers.get('content-type')?.startsWith('application/problem+json') === true
  const said: unknown = isProblem ? await response.json() : {}
  await response.body?.cancel().catch(() => undefined)
  return { status: response.status, code: (said as { readonly code?: string }).code ?? '' }
}

const routesOf = (house: House): readonly Declaration[] => house.node?.api.routes ?? []
const tokenOf = (house: House, account: string): string => house.tokens.get(account) ?? ''

test('C6 every route wants a token of this node that is well-formed, known and not disabled', async () => {
  const good = tokenOf(bor, 'liaison')
  const bad: Readonly<Record<string, string | undefined>> = {
    none: undefined,
    malformed: good.slice(0, -1),
    longer: `${good}A`,
    changed: good.slice(0, -1) + (good.endsWith('A') ? 'B' : 'A'),
    foreign: tokenOf(federation.house('alt'), 'liaison'),
    disabled: tokenOf(bor, 'treaty'),
  }
  expect(routesOf(bor).length).toBeGreaterThan(30)
  for (const route of routesOf(bor).filter(({ action }) => action !== 'sign-in')) {
    for (const [kind, token] of Object.entries(bad)) {
      const answer = await seen(token, route.method, pathOf(route))
      const name = `${route.method} ${route.path} ${kind}`
      if (route.action === 'public') expect(answer.status, name).toBeLessThan(400)
      else expect([name, answer]).toEqual([name, { status: 401, code: 'not-authenticated' }])
    }
  }
})

test('R1 every route asks the table of roles and nothing else, and no answer to a stranger’s guess is a fault', async () => {
  for (const route of routesOf(bor)) {
    for (const { name, role } of demoAccounts) {
      if (name === 'treaty') continue
      const answer = await seen(tokenOf(bor, name), route.method, pathOf(route))
      const about = `${route.method} ${route.path} ${name}`
      const isRefused = answer.status === 403 && answer.code === 'role-not-allowed'
      const wants = isOpen(route.action) ? undefined : may(parseRole(role) ?? role, route.action)
      expect([about, isRefused]).toEqual([about, wants !== undefined])
      expect([about, answer.status < 500]).toEqual([about, true])
    }
  }
})

test('R2 the table of roles names no action that no route asks, but for those of rooms to come', () => {
  const asked = new Set(routesOf(bor).map(({ action }) => action))
  const unasked = Object.keys(actions).filter((action) => !asked.has(action as never))
  expect(unasked).not.toContain('content.read')
  expect([...asked].filter((action) => !isOpen(action) && !Object.hasOwn(actions, action))).toEqual([])
})

test('C20 no GET writes: every table is afterwards what it was', async () => {
  const kept = tables.filter((table) => !table.name.startsWith('books.') && table.name !== disclosures.name)
  const digest = async () => {
    await using store = bor.database.connect()
    return (await digestOf(store, kept)).digest
  }
  const before = await digest()
  for (const route of routesOf(bor).filter(({ method }) => method === 'GET')) {
    for (const { name } of demoAccounts) {
      await seen(tokenOf(bor, name), 'GET', pathOf(route, { ...unknown, act }))
      await seen(tokenOf(bor, name), 'HEAD', pathOf(route, { ...unknown, act }))
    }
  }
  expect(await digest()).toBe(before)
})

const awkward = ['%00', '%ED%A0%80', '%F0%9F%9A%80', '%E2%80%AE', '..%2f..%2fetc', '%27%20OR%201=1--', 'x'.repeat(5000)]

/** Members of a query that some route reads. */
const queryNames = [
  'q',
  'kind',
  'author',
  'about',
  'state',
  'type',
  'modified',
  'after',
  'limit',
  'name',
  'category',
  'level',
  'since',
  'until',
  'tlp',
  'technique',
  'sort',
  'facets',
  'why',
]

test('C11 no text in a path or a query is a fault, whatever it holds', async () => {
  const token = tokenOf(bor, 'liaison')
  for (const route of routesOf(bor).filter(({ method, action }) => method === 'GET' && action !== 'public')) {
    for (const text of awkward) {
      const names = paramsOf(route.path)
      const path = pathOf(route, Object.fromEntries(names.map((name) => [name, text])))
      if (names.length > 0) expect([path, (await seen(token, 'GET', path)).status < 500]).toEqual([path, true])
      for (const name of queryNames) {
        const asked = `${pathOf(route, { ...unknown, act })}?${name}=${text}${name === 'q' ? '' : '&q=kite'}`
        const status = (await seen(token, 'GET', asked)).status
        expect([asked, status < 500]).toEqual([asked, true])
      }
    }
  }
})

test('C18 a filter that names nothing finds nothing; it is never left out', async () => {
  expect((await bor.ask('liaison', 'GET', '/api/v1/acts')).json.items).toMatchObject([{ act }])
  for (const filter of ['author=Z!', 'author=zzz', 'about=nothing', `about=${unknown['act']}`, 'kind=none']) {
    const list = await bor.ask('liaison', 'GET', `/api/v1/acts?${filter}`)
    expect([filter, list.json.items ?? []]).toEqual([filter, []])
  }
  const found = await bor.ask('liaison', 'GET', '/api/v1/search?q=kite&author=Z!')
  expect(found.json.items ?? []).toEqual([])
})

test('C1 a cursor is its account’s and its query’s own', async () => {
  const wish = { to: ['alt'], level: 'open', category: 'drones' }
  for (const mark of ['3', '4']) await bor.share({ ...wish, title: mark }, bundle(malware({ name: 'Kite', mark })))
  const page = await bor.ask('liaison', 'GET', '/api/v1/acts?limit=1')
  const { next } = page.json as unknown as { readonly next: string }
  expect((await bor.ask('liaison', 'GET', `/api/v1/acts?limit=1&after=${next}`)).status).toBe(200)
  for (const [account, path] of [
    ['liaison2', `/api/v1/acts?limit=1&after=${next}`],
    ['liaison', `/api/v1/acts?limit=1&state=live&after=${next}`],
    ['liaison', `/api/v1/search?q=kite&after=${next}`],
  ] as const) {
    expect((await bor.ask(account, 'GET', path)).json).toMatchObject({ code: 'cursor-invalid' })
  }
})

test('C23 odd paths of what anyone may ask are nobody’s, and no fault', async () => {
  const open = ['journal', 'witness', 'federation/v1', 'api', 'demo/v1', 'livez', 'readyz', 'public', 'metrics']
  const odd = [
    ...awkward,
    '%2e%2e',
    '..',
    '.',
    '%2f',
    '%5c',
    '%00/checkpoint',
    '1%00/checkpoint',
    '%zz',
    '0x1/checkpoint',
    '1e9/tile/0/000',
  ]
  for (const first of open) {
    for (const rest of odd) {
      const path = `/${first}/${rest}`
      expect([path, (await seen(undefined, 'GET', path)).status < 500]).toEqual([path, true])
      expect([path, (await seen(undefined, 'POST', path)).status < 500]).toEqual([path, true])
    }
  }
})
