import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, authenticate, authenticateTool, newToken } from './account.ts'
import { maySee, readerOf, visibleTo } from './reader.ts'
import { actions, may, roles } from './roles.ts'

const random = new SeededRandom('account')
const levels = ['open', 'restricted', 'confidential', 'secret']
const person = { role: 'analyst', desk: 'desk-1', clearance: 'restricted', categories: ['drones'] } as const

async function house() {
  const store = new SimulatedDatabase().connect()
  const own = newToken(random)
  const former = newToken(random)
  await store.transaction((tx) =>
    tx.apply([
      insert(accounts, { ...person, name: 'ana', secret_sha256: own.secretSha256, disabled: false }),
      insert(accounts, { ...person, name: 'old', secret_sha256: former.secretSha256, disabled: true }),
    ]),
  )
  return { store, own: own.token, former: former.token }
}

const asking = (authorization?: string) =>
  new Request('http://alt.test/', authorization === undefined ? {} : { headers: { authorization } })

test('C6 only a token that is on the books opens, and its secret is not handed on', async () => {
  const { store, own } = await house()
  expect(await authenticate(store, asking(`Bearer ${own}`))).toEqual({ ...person, name: 'ana' })
  expect(await authenticate(store, asking(`bearer ${own}`))).toMatchObject({ name: 'ana' })
})

test('C6 every other credential is one refusal', async () => {
  const { store, own, former } = await house()
  const wrong = [
    undefined,
    '',
    own,
    'Bearer',
    `Bearer ${own} `.replace('tamga_', 'tamga-'),
    `Bearer ${own}=`,
    `Bearer ${own.slice(0, -1)}`,
    `Bearer ${former}`,
    `Bearer ${newToken(random).token}`,
    `Basic ${own}`,
    `Bearer ${'x'.repeat(9000)}`,
  ]
  const answers = await Promise.all(wrong.map((header) => authenticate(store, asking(header))))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]).toMatchObject({ kind: 'refusal', code: 'not-authenticated' })
})

test('C6 a tool gives its name and token by HTTP Basic, and every wrong pair is the same refusal', async () => {
  const { store, own, former } = await house()
  const basic = (pair: string) => asking(`Basic ${btoa(pair)}`)
  expect(await authenticateTool(store, basic(`ana:${own}`))).toEqual({ ...person, name: 'ana' })
  expect(await authenticateTool(store, asking(`basic ${btoa(`ana:${own}`)}`))).toMatchObject({ name: 'ana' })
  expect(await authenticateTool(store, asking(`Bearer ${own}`))).toMatchObject({ name: 'ana' })
  const wrong = [`old:${own}`, `ana:${former}`, `old:${former}`, `ana`, `:${own}`, `ana:${own} `, `ana:`, `Ana:${own}`]
  const answers = await Promise.all(
    [...wrong.map(basic), asking('Basic'), asking('Basic ****'), asking(`Basic ${'A'.repeat(5000)}`), asking()].map(
      (request) => authenticateTool(store, request),
    ),
  )
  for (const answer of answers) expect(answer).toMatchObject({ kind: 'refusal', code: 'not-authenticated' })
})

test('R1 admin reads no content and oversight only reads', () => {
  const content = Object.keys(actions).filter((action) => action.startsWith('content.'))
  expect(content.length).toBeGreaterThan(5)
  for (const action of content as (keyof typeof actions)[]) {
    expect(may('admin', action)).toMatchObject({ code: 'role-not-allowed' })
    expect(may('oversight', action)).toMatchObject({ code: 'role-not-allowed' })
  }
})

test('R1 a refusal names who may', () => {
  expect(may('analyst', 'content.share')).toMatchObject({ params: { role: 'analyst', roles: 'liaison' } })
  expect(may('liaison', 'content.share')).toBeUndefined()
  expect(roles.filter((role) => may(role, 'content.approve') === undefined)).toEqual(['liaison'])
})

test('P1 visibility as a condition and as a judgement are the same, and an unknown clearance sees nothing', () => {
  const anyReader = fc.record({
    clearance: fc.constantFrom(...levels, 'cosmic', ''),
    categories: fc.subarray(['drones', 'border', 'other', '*']),
  })
  const anyThing = fc.record({ level: fc.constantFrom(...levels, 'cosmic'), category: fc.constantFrom('drones', 'x') })
  fc.assert(
    fc.property(anyReader, anyThing, ({ clearance, categories }, thing) => {
      const reader = readerOf({ ...person, name: 'ana', clearance, categories }, levels)
      const visible = visibleTo(reader)
      const byWhere = visible.level.in.includes(thing.level) && (visible.category?.in.includes(thing.category) ?? true)
      expect(maySee(reader, thing)).toBe(byWhere)
      const rank = levels.indexOf(thing.level)
      const known = categories.includes('*') || categories.includes(thing.category)
      expect(byWhere).toBe(known && rank >= 0 && rank <= levels.indexOf(clearance))
    }),
  )
})
