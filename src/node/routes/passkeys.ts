import { z } from 'zod'
import { isRefusal } from '#kernel/refusal.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { reply } from '#platform/http/declaration.ts'
import { identities, passkeysOf, removePasskey } from '#platform/http/passkeys.ts'
import { refuseForeignPage, sessionCookie } from '#platform/http/session-cookie.ts'
import { confirmSession, freshSession, openSession, passwords, presentSession } from '#platform/http/sessions.ts'
import { RefusalForm } from '#rooms/exchange/answers.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { passkeyDoor } from '../sign-in/passkey-door.ts'
import { relyingParty } from '../sign-in/relying-party.ts'
import { Assertion, refused, Registration } from '../sign-in/webauthn.ts'

const nothing = z.strictObject({})
/** For `PublicKeyCredential.parseCreationOptionsFromJSON` and `parseRequestOptionsFromJSON`. */
const Options = z.object({ options: z.record(z.string(), z.unknown()) })
export const passkeyName = z.string().trim().min(1).max(64)

/** The two steps of an answer by passkey: the challenge, and what the device signed. */
const challenged = { method: 'POST', action: 'sign-in', body: nothing, answer: Options } as const
const answered = {
  method: 'POST',
  action: 'sign-in',
  body: z.strictObject({ response: Assertion }),
  statuses: [204],
} as const

const askToEnter = {
  ...challenged,
  path: '/api/v1/session/passkey/begin',
  summary: 'A challenge for any passkey of this node.',
} as const satisfies Declaration

const enter = {
  ...answered,
  path: '/api/v1/session/passkey',
  summary: 'Sign in at this browser with a passkey that has verified its user.',
} as const satisfies Declaration

const askToConfirm = {
  ...challenged,
  path: '/api/v1/session/confirm/passkey/begin',
  summary: 'A challenge for the passkeys of whoever is signed in.',
} as const satisfies Declaration

const confirm = {
  ...answered,
  path: '/api/v1/session/confirm/passkey',
  summary: 'Prove again with a passkey who is signed in, before something is signed.',
} as const satisfies Declaration

const ways = {
  method: 'GET',
  path: '/api/v1/me/ways',
  action: 'self.read',
  summary: 'How the account that asks may sign in, and why not by passkeys, where that is so.',
  answer: z.object({
    password: z.boolean(),
    passkeys: z.array(
      z.object({ id: z.string(), name: z.string(), addedAt: z.string(), usedAt: z.string().optional() }),
    ),
    identity: z.object({ issuer: z.string(), usedAt: z.string().optional() }).optional(),
    refused: RefusalForm.optional(),
  }),
} as const satisfies Declaration

const offer = {
  method: 'POST',
  path: '/api/v1/me/passkeys/begin',
  action: 'self.read',
  summary: 'What a device needs to make a passkey for whoever is signed in. Needs a fresh proof.',
  body: nothing,
  answer: Options,
} as const satisfies Declaration

const add = {
  method: 'POST',
  path: '/api/v1/me/passkeys',
  action: 'self.read',
  summary: 'Keep the passkey that a device has made.',
  body: z.strictObject({ name: passkeyName, response: Registration }),
  answer: z.object({ id: z.string() }),
  statuses: [201],
} as const satisfies Declaration

const drop = {
  method: 'DELETE',
  path: '/api/v1/me/passkeys/:passkey',
  action: 'self.read',
  summary: 'Take a passkey out. Every other session of the account ends. Needs a fresh proof; the last way in stays.',
} as const satisfies Declaration

type Parts = Pick<Node, 'api' | 'events'>

/** Passkeys: signing in, proving again, and one's own list. */
export function passkeyRoutes(ports: NodePorts, parts: Parts): void {
  entering(ports, parts)
  keepingOwn(ports, parts)
}

function entering(ports: NodePorts, { api }: Parts): void {
  const door = passkeyDoor(ports)
  api.route(askToEnter, async ({ request }) => refuseForeignPage(request) ?? door.challenge('passkey-enter', ''))
  api.route(enter, async ({ request, body }) => {
    const account = await door.judge(request, 'passkey-enter', body.response)
    if (isRefusal(account)) return account
    const cookie = sessionCookie(ports.party, await openSession(ports, account, { way: 'passkey' }))
    return new Response(null, { status: 204, headers: { 'set-cookie': cookie } })
  })
  api.route(askToConfirm, async ({ request }) => {
    const session = await presentSession(ports, request)
    return isRefusal(session) ? session : door.challenge('passkey-confirm', session.account.name)
  })
  api.route(confirm, async ({ request, body }) => {
    const session = await presentSession(ports, request)
    if (isRefusal(session)) return session
    const account = await door.judge(request, 'passkey-confirm', body.response)
    if (isRefusal(account)) return account
    if (account !== session.account.name) return refused()
    await confirmSession(ports, session)
    return undefined
  })
}

function keepingOwn(ports: NodePorts, { api, events }: Parts): void {
  const { store } = ports
  const door = passkeyDoor(ports)
  api.route(ways, async ({ reader }) => {
    const { name: account } = reader.account
    const own = await passkeysOf(store, account)
    const [identity] = await store.select(identities, { where: { account }, limit: 1 })
    const rp = relyingParty(ports)
    return {
      password: (await store.find(passwords, { account })) !== undefined,
      passkeys: own.map(({ id, name, added_at, used_at }) => ({ id, name, addedAt: added_at, ...usedAt(used_at) })),
      ...(identity && { identity: { issuer: identity.issuer, ...usedAt(identity.used_at) } }),
      ...(isRefusal(rp) && { refused: { ...rp, params: { ...rp.params } } }),
    }
  })
  api.route(offer, async ({ request }) => {
    const session = await freshSession(ports, request)
    return isRefusal(session) ? session : door.offer('passkey-add', session.account.name)
  })
  api.route(add, async ({ request, body }) => {
    const session = await freshSession(ports, request)
    if (isRefusal(session)) return session
    const { name: account } = session.account
    const id = await door.add(request, 'passkey-add', { account, ...body })
    return isRefusal(id) ? id : reply(201, { id })
  })
  api.route(drop, async ({ request, params }) => {
    const session = await freshSession(ports, request)
    if (isRefusal(session)) return session
    const { name: account } = session.account
    const which = { id: params.passkey, account, session: session.row.secret_sha256 }
    const refusal = await store.transaction((tx) => removePasskey(tx, which))
    if (refusal !== undefined) return refusal
    events.forget(account)
    return undefined
  })
}

const usedAt = (at: string | null): { readonly usedAt?: string } => (at === null ? {} : { usedAt: at })
