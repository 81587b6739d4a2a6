import { z } from 'zod'
import { toBase64Url } from '#kernel/bytes.ts'
import { addMs } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { digestOf } from '#platform/http/account.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { reply } from '#platform/http/declaration.ts'
import { enrolments, passkeys } from '#platform/http/passkeys.ts'
import { refuseForeignPage, sessionCookie } from '#platform/http/session-cookie.ts'
import { openSession, presentAccount, sessions } from '#platform/http/sessions.ts'
import { put, remove } from '#platform/db/table.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { passkeyDoor } from '../sign-in/passkey-door.ts'
import { relyingParty } from '../sign-in/relying-party.ts'
import { Registration } from '../sign-in/webauthn.ts'
import { passkeyName } from './passkeys.ts'

const secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/u)
const dayMs = 86_400_000

const make = {
  method: 'POST',
  path: '/api/v1/users/:name/enrolment',
  action: 'users.manage',
  summary:
    'A link, shown once and good for a day and for one passkey of an account. `replace`: the passkeys that the account has, and its sessions, are void at once.',
  body: z.strictObject({ replace: z.boolean().optional() }),
  answer: z.object({ url: z.string(), endsAt: z.string() }),
  statuses: [201],
} as const satisfies Declaration

const begin = {
  method: 'POST',
  path: '/api/v1/enrolment/begin',
  action: 'sign-in',
  summary: 'What a device needs to make the passkey that a link allows.',
  body: z.strictObject({ secret }),
  answer: z.object({ options: z.record(z.string(), z.unknown()) }),
} as const satisfies Declaration

const finish = {
  method: 'POST',
  path: '/api/v1/enrolment',
  action: 'sign-in',
  summary: 'Keep that passkey, use the link up, and sign in.',
  body: z.strictObject({ secret, name: passkeyName, response: Registration }),
  statuses: [204],
} as const satisfies Declaration

/** The way in of somebody who has none yet, or has lost the device. */
export function enrolmentRoutes(ports: NodePorts, { api, events }: Pick<Node, 'api' | 'events'>): void {
  const { store, clock, random, party } = ports
  const door = passkeyDoor(ports)
  const accountOf = async (given: string): Promise<string | Refusal<'enrolment-over'>> => {
    const where = { secret_sha256: digestOf(given), ends_at: { gt: clock.now() } }
    const [link] = await store.select(enrolments, { where, limit: 1 })
    const account = link === undefined ? undefined : await presentAccount(store, link.account)
    return account?.name ?? refuse('enrolment-over', 'console: enrolment')
  }
  api.route(make, async ({ params, body }) => {
    const rp = relyingParty(ports)
    if (isRefusal(rp)) return rp
    const account = await presentAccount(store, params.name)
    if (account === undefined || account.role === 'taxii') return refuse('not-found', 'interfaces: paths')
    const text = toBase64Url(random.bytes(32))
    const { name } = account
    const row = { account: name, secret_sha256: digestOf(text), ends_at: addMs(clock.now(), dayMs) }
    const gone = body.replace === true ? [remove(passkeys, { account: name }), remove(sessions, { account: name })] : []
    await store.transaction((tx) => tx.apply([...gone, put(enrolments, row)]))
    if (gone.length > 0) events.forget(name)
    return reply(201, { url: `${rp.origin}/door/enrol#${text}`, endsAt: row.ends_at })
  })
  api.route(begin, async ({ request, body }) => {
    const account = refuseForeignPage(request) ?? (await accountOf(body.secret))
    return isRefusal(account) ? account : door.offer('passkey-enrol', account)
  })
  api.route(finish, async ({ request, body }) => {
    const account = refuseForeignPage(request) ?? (await accountOf(body.secret))
    if (isRefusal(account)) return account
    const { name, response } = body
    const made = await door.add(request, 'passkey-enrol', { account, name, response, link: digestOf(body.secret) })
    if (isRefusal(made)) return made
    const cookie = sessionCookie(party, await openSession(ports, account, { way: 'passkey' }))
    return new Response(null, { status: 204, headers: { 'set-cookie': cookie } })
  })
}
