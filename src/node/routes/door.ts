import { z } from 'zod'
import { addMs } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { Attempts } from '#platform/http/attempts.ts'
import { accounts, digestOf } from '#platform/http/account.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { checkPassword, hashPassword, weaknessOf } from '#platform/http/password.ts'
import { refuseFigures } from '#platform/http/figures.ts'
import { readerOf } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { noSessionCookie, refuseForeignPage, sessionCookie } from '#platform/http/session-cookie.ts'
import {
  confirmedMs,
  confirmSession,
  idleMs,
  longestMs,
  openSession,
  passwords,
  presentAccount,
  presentSession,
  sessionOf,
  sessions,
  type OpenSession,
} from '#platform/http/sessions.ts'
import { put, remove } from '#platform/db/table.ts'
import { RefusalForm } from '#rooms/exchange/answers.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { relyingParty } from '../sign-in/relying-party.ts'

/** What the console has screens for. */
export const screenActions = [
  'content.read',
  'content.search',
  'content.preview',
  'content.share',
  'records.read',
  'records.verify',
  'status.read',
  'charter.read',
  'charter.propose',
  'charter.sign',
  'agreement.act',
  'alerts.send',
  'alerts.act',
  'desks.act',
  'consultation.send',
  'consultation.act',
  'keys.manage',
  'users.manage',
  'releases.manage',
  'releases.activate',
  'node.backup',
  'node.examine',
  'node.figures',
] as const

const secret = z.string().min(1).max(1024)
const name = z.string().min(1).max(32)

const Session = z.object({
  name: z.string(),
  role: z.string(),
  desk: z.string(),
  way: z.enum(['secret', 'passkey', 'identity']),
  clearance: z.string(),
  levels: z.array(z.string()),
  endsAt: z.string(),
  idleMs: z.number(),
  confirmedUntil: z.string(),
  /** What screens are for, as far as the role may not: each with the refusal that the routes would give. */
  refused: z.record(z.string(), RefusalForm),
})

const door = {
  method: 'GET',
  path: '/api/v1/door',
  action: 'public',
  summary: 'Whose node this is, how one signs in, and who is signed in at this browser.',
  answer: z.object({
    party: z.string(),
    title: z.record(z.string(), z.string()),
    at: z.string(),
    /** The address at which passkeys of this node open; without it there are none. */
    passkeysAt: z.string().optional(),
    /** The identity provider, by the name that people know, and the address at which its way begins and ends. */
    identity: z.object({ title: z.string(), at: z.string() }).optional(),
    demo: z
      .object({
        password: z.string(),
        accounts: z.array(z.object({ name: z.string(), role: z.string() })),
        houses: z.array(z.object({ party: z.string(), url: z.string() })),
      })
      .optional(),
    session: Session.optional(),
  }),
} as const satisfies Declaration

const open = {
  method: 'POST',
  path: '/api/v1/session',
  action: 'sign-in',
  summary: 'Sign in at this browser with a name and its password or token.',
  body: z.strictObject({ name, secret }),
  statuses: [204],
} as const satisfies Declaration

const confirm = {
  method: 'POST',
  path: '/api/v1/session/confirm',
  action: 'sign-in',
  summary: 'Prove again who is signed in, before something is signed.',
  body: z.strictObject({ secret }),
  statuses: [204],
} as const satisfies Declaration

const close = {
  method: 'DELETE',
  path: '/api/v1/session',
  action: 'sign-in',
  summary: 'Sign out at this browser.',
  statuses: [204],
} as const satisfies Declaration

const setPassword = {
  method: 'PUT',
  path: '/api/v1/me/password',
  action: 'self.read',
  summary: 'Choose a password, giving the present one or the token. Every session of the account ends.',
  body: z.strictObject({ secret, password: secret }),
  statuses: [204],
} as const satisfies Declaration

type Parts = Pick<Node, 'api' | 'house' | 'events'>

/** The door of the console: local accounts, kept in the node's own books. */
export function doorRoutes(ports: NodePorts, { api, house, events }: Parts): void {
  const { store, clock, random, party } = ports
  const judge = judging(ports)
  const sessionsHere = { store, clock, random, party }
  api.route(door, async ({ request }) => {
    const session = await sessionOf(sessionsHere, request)
    const { title } = house.charter()
    const rp = relyingParty(ports)
    const { oidc, publicUrl } = { publicUrl: () => undefined, ...ports.signIn }
    const known =
      session === undefined || isRefusal(session) ? {} : { session: shown(session, [...house.charter().levels.keys()]) }
    return {
      party,
      title: { ...title },
      at: clock.now(),
      ...(isRefusal(rp) ? {} : { passkeysAt: rp.origin }),
      ...(oidc && { identity: { title: oidc.title, at: publicUrl() ?? '' } }),
      ...(ports.demoDoor && { demo: { ...ports.demoDoor, houses: [...(ports.demoDoor.houses?.() ?? [])] } }),
      ...known,
    }
  })
  api.route(open, async ({ body, request }) => {
    const refusal = refuseForeignPage(request) ?? (await judge(body.name, body.secret))
    if (refusal !== undefined) return refusal
    return empty(sessionCookie(party, await openSession(sessionsHere, body.name, { way: 'secret' })))
  })
  api.route(confirm, async ({ body, request }) => {
    const session = await presentSession(sessionsHere, request)
    if (isRefusal(session)) return session
    const refusal = await judge(session.account.name, body.secret)
    if (refusal !== undefined) return refusal
    await confirmSession(sessionsHere, session)
    return empty()
  })
  api.route(close, async ({ request }) => {
    const session = await sessionOf(sessionsHere, request)
    if (session !== undefined && isRefusal(session) && session.code === 'foreign-page') return session
    if (session !== undefined && !isRefusal(session)) {
      const { secret_sha256 } = session.row
      await store.transaction((tx) => tx.apply([remove(sessions, { secret_sha256 })]))
    }
    return empty(noSessionCookie(party))
  })
  api.route(setPassword, async ({ reader, body }) => {
    const { name: account } = reader.account
    const refusal = weaknessOf(body.password) ?? (await judge(account, body.secret))
    if (refusal !== undefined) return refusal
    const row = { account, hash: await hashPassword(body.password, random), set_at: clock.now() }
    await store.transaction((tx) => tx.apply([put(passwords, row), remove(sessions, { account })]))
    events.forget(account)
    return empty(noSessionCookie(party))
  })
}

/** Why a name and its secret do not open, always the same whatever is wrong with them; `undefined` if they do. */
function judging({ store, clock }: NodePorts): (name: string, secret: string) => Promise<Refusal | undefined> {
  const attempts = new Attempts(clock)
  const check = async (account: string, given: string): Promise<boolean> => {
    const present = await presentAccount(store, account)
    const isForPeople = present !== undefined && present.role !== 'taxii'
    const own = await store.select(accounts, { where: { name: account, secret_sha256: digestOf(given) }, limit: 1 })
    if (isForPeople && own.length === 1) return true
    const kept = isForPeople ? await store.find(passwords, { account }) : undefined
    return checkPassword(given, kept?.hash)
  }
  return async (account, given) => {
    const verdict = await attempts.judge(account, () => check(account, given))
    if (isRefusal(verdict)) return verdict
    return verdict ? undefined : refuse('sign-in-failed', 'console: sign-in')
  }
}

function shown({ account, row }: OpenSession, levels: readonly string[]): z.input<typeof Session> {
  const { name: who, role, desk, clearance } = account
  const reader = readerOf(account, levels)
  return {
    name: who,
    role,
    desk,
    way: row.way,
    clearance,
    levels: [...reader.levels],
    endsAt: addMs(row.opened_at, longestMs),
    idleMs,
    confirmedUntil: addMs(row.confirmed_at, confirmedMs),
    refused: Object.fromEntries(
      screenActions.flatMap((action) => {
        const refusal = action === 'node.figures' ? refuseFigures(reader) : may(role, action)
        return refusal === undefined ? [] : [[action, { ...refusal, params: { ...refusal.params } }] as const]
      }),
    ),
  }
}

function empty(cookie?: string): Response {
  return new Response(null, { status: 204, headers: cookie === undefined ? {} : { 'set-cookie': cookie } })
}
