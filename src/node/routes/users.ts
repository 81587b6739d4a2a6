import { z } from 'zod'
import { refuse } from '#kernel/refusal.ts'
import { accounts, digestOf, newToken, tokenOf } from '#platform/http/account.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { reply } from '#platform/http/declaration.ts'
import { identities } from '#platform/http/passkeys.ts'
import { roles } from '#platform/http/roles.ts'
import { sessions } from '#platform/http/sessions.ts'
import { keep, remove, update } from '#platform/db/table.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/u)

const User = z.object({
  name: z.string(),
  role: z.string(),
  desk: z.string(),
  clearance: z.string(),
  categories: z.array(z.string()),
  disabled: z.boolean(),
  /** What the identity provider's claim says of whom this account is, where one is bound. */
  identity: z.string().optional(),
})

const list = {
  method: 'GET',
  path: '/api/v1/users',
  action: 'users.manage',
  summary: 'Accounts of this node.',
  answer: z.object({ items: z.array(User) }),
} as const satisfies Declaration

const add = {
  method: 'POST',
  path: '/api/v1/users',
  action: 'users.manage',
  summary: 'Make an account. Its token is shown once and kept nowhere.',
  body: z.strictObject({
    name,
    role: z.enum(roles),
    desk: name.optional(),
    clearance: z.string().max(40),
    categories: z.array(z.string().max(40)).min(1).max(64).optional(),
  }),
  answer: z.object({ name: z.string(), token: z.string() }),
  statuses: [201],
} as const satisfies Declaration

const disable = {
  method: 'POST',
  path: '/api/v1/users/:name/disable',
  action: 'users.manage',
  summary: 'Close an account at once, its open streams included.',
  body: z.strictObject({}),
} as const satisfies Declaration

const renew = {
  method: 'POST',
  path: '/api/v1/me/token',
  action: 'self.read',
  summary: 'Exchange the token that asks for a new one, shown once. The old one is void at once.',
  body: z.strictObject({}),
  answer: z.object({ name: z.string(), token: z.string() }),
} as const satisfies Declaration

export function userRoutes(ports: NodePorts, { api, house, events }: Omit<Node, keyof AsyncDisposable>): void {
  api.route(list, async () => {
    const rows = await ports.store.select(accounts, { order: ['name'], limit: 1000 })
    const bound = await ports.store.select(identities, {
      where: { account: { in: rows.map(({ name }) => name) } },
      limit: 1000,
    })
    const knownAs = new Map(bound.map(({ account, known_as }) => [account, known_as]))
    return {
      items: rows.map(({ secret_sha256: _, categories, ...row }) => {
        const identity = knownAs.get(row.name)
        return { ...row, categories: [...categories], ...(identity !== undefined && { identity }) }
      }),
    }
  })
  api.route(add, async ({ body }) => {
    if (!house.charter().levels.has(body.clearance)) {
      return refuse('level-unknown', 'protocol 5: levels', { level: body.clearance })
    }
    const { token, secretSha256 } = newToken(ports.random)
    const { desk = body.name, categories = ['*'], name: account, role, clearance } = body
    const row = { name: account, role, desk, clearance, categories, secret_sha256: secretSha256, disabled: false }
    const [made] = await ports.store.transaction((tx) => tx.apply([keep(accounts, row)]))
    return made === 1
      ? reply(201, { name: account, token })
      : refuse('account-exists', 'interfaces: users', { name: account })
  })
  api.route(disable, async ({ params }) => {
    const off = update(accounts, { name: params.name }, { disabled: true })
    const gone = remove(sessions, { account: params.name })
    const [changed] = await ports.store.transaction((tx) => tx.apply([off, gone]))
    if (changed !== 1) return refuse('not-found', 'interfaces: paths')
    events.forget(params.name)
    return undefined
  })
  api.route(renew, async ({ reader, request }) => {
    const { name: account } = reader.account
    const { token, secretSha256 } = newToken(ports.random)
    const old = { name: account, secret_sha256: digestOf(tokenOf(request)) }
    const exchange = update(accounts, old, { secret_sha256: secretSha256 })
    const [changed] = await ports.store.transaction((tx) => tx.apply([exchange]))
    if (changed !== 1) return refuse('not-authenticated', 'interfaces: bearer token')
    events.forget(account)
    return { name: account, token }
  })
}
