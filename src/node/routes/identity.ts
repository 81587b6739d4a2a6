import { z } from 'zod'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { openCeremony, takeCeremony, type CeremonyKind } from '#platform/http/ceremonies.ts'
import type { Declaration } from '#platform/http/declaration.ts'
import { identities } from '#platform/http/passkeys.ts'
import { noSessionCookie, refuseForeignPage, sessionCookie } from '#platform/http/session-cookie.ts'
import { confirmSession, openSession, presentAccount, presentSession, sessions } from '#platform/http/sessions.ts'
import { put, remove } from '#platform/db/table.ts'
import type { Node } from '../node.ts'
import type { NodePorts } from '../ports.ts'
import { accountOf } from '../sign-in/identity-account.ts'
import { IdentityProvider, type Vouched } from '../sign-in/identity-provider.ts'

const nothing = z.strictObject({})
const Away = z.object({ url: z.string() })

const askToEnter = {
  method: 'POST',
  path: '/api/v1/session/identity/begin',
  action: 'sign-in',
  summary: 'Where the browser goes to sign in at the identity provider.',
  body: nothing,
  answer: Away,
} as const satisfies Declaration

const askToConfirm = {
  method: 'POST',
  path: '/api/v1/session/confirm/identity/begin',
  action: 'sign-in',
  summary: 'The same, to prove again who is signed in.',
  body: nothing,
  answer: Away,
} as const satisfies Declaration

const comeBack = {
  method: 'POST',
  path: '/api/v1/session/identity',
  action: 'sign-in',
  summary: 'What the browser was sent back with, once and within five minutes.',
  body: z.strictObject({ query: z.string().max(8192) }),
  answer: z.object({ did: z.enum(['entered', 'confirmed']) }),
} as const satisfies Declaration

const leave = {
  method: 'POST',
  path: '/api/v1/session/identity/leave',
  action: 'sign-in',
  summary: 'Sign out at this browser; where one may sign out at the identity provider too.',
  body: nothing,
  answer: Away,
} as const satisfies Declaration

const bind = {
  method: 'PUT',
  path: '/api/v1/users/:name/identity',
  action: 'users.manage',
  summary:
    'Whom the identity provider may vouch for as this account. The first sign-in fixes the subject; what was bound before is void.',
  body: z.strictObject({ knownAs: z.string().min(1).max(255) }),
} as const satisfies Declaration

const unbind = {
  method: 'DELETE',
  path: '/api/v1/users/:name/identity',
  action: 'users.manage',
  summary: 'The identity provider opens this account no more; its sessions end.',
} as const satisfies Declaration

type Parts = Pick<Node, 'api' | 'events'>

/** Signing in by way of an identity provider. */
export function identityRoutes(ports: NodePorts, parts: Parts): void {
  const options = ports.signIn?.oidc
  const provider = options === undefined ? undefined : new IdentityProvider(options, ports)
  const found = (): IdentityProvider | Refusal<'identity-unconfigured'> =>
    provider ?? refuse('identity-unconfigured', 'configuration: oidc')
  coming(ports, parts, found)
  binding(ports, parts, found)
}

type Found = () => IdentityProvider | Refusal<'identity-unconfigured'>

function coming(ports: NodePorts, { api, events }: Parts, found: Found): void {
  const { store, clock, party } = ports
  /** What the provider no longer says of somebody ends with the sessions that it opened. */
  const endOthers = async (account: string, role: Vouched['role']): Promise<boolean> => {
    const opened = { account, way: 'identity', ...(role !== undefined && { role: { not: role } }) } as const
    const [ended] = await store.transaction((tx) => tx.apply([remove(sessions, opened)]))
    return ended !== 0
  }
  const redirectUri = (): string => `${ports.signIn?.publicUrl() ?? ''}/door/return`
  const away = async (kind: CeremonyKind, account: string): Promise<Response | Refusal> => {
    const provider = found()
    if (isRefusal(provider)) return provider
    const ceremony = await openCeremony(ports, kind, account)
    const isFresh = kind === 'identity-confirm'
    const url = await provider.begin({ ceremony, redirectUri: redirectUri(), isFresh })
    if (isRefusal(url)) return url
    return Response.json({ url }, { headers: { 'set-cookie': ceremony.cookie } })
  }
  api.route(askToEnter, async ({ request }) => refuseForeignPage(request) ?? away('identity-enter', ''))
  api.route(askToConfirm, async ({ request }) => {
    const session = await presentSession(ports, request)
    return isRefusal(session) ? session : away('identity-confirm', session.account.name)
  })
  api.route(comeBack, async ({ request, body }) => {
    const provider = found()
    if (isRefusal(provider)) return provider
    const ceremony = await takeCeremony(ports, request, 'identity-enter', 'identity-confirm')
    if (isRefusal(ceremony)) return ceremony
    const isFresh = ceremony.kind === 'identity-confirm'
    const vouched = await provider.finish({ ceremony, redirectUri: redirectUri(), isFresh }, body.query)
    if (isRefusal(vouched)) return vouched
    const account = await accountOf(store, { ...vouched, issuer: provider.issuer, at: clock.now() })
    if (isRefusal(account)) return account
    if (await endOthers(account, vouched.role)) events.forget(account)
    const { role, knownAs } = vouched
    if (role === undefined) return refuse('identity-no-role', 'configuration: oidc.roles', { knownAs })
    if (!isFresh) {
      const cookie = sessionCookie(party, await openSession(ports, account, { way: 'identity', role }))
      return Response.json({ did: 'entered' }, { headers: { 'set-cookie': cookie } })
    }
    const session = await presentSession(ports, request)
    if (isRefusal(session)) return session
    const isSame = account === ceremony.account && account === session.account.name
    if (!isSame) return refuse('identity-unknown', 'console: identities', { knownAs: vouched.knownAs })
    await confirmSession(ports, session)
    return { did: 'confirmed' as const }
  })
  api.route(leave, async ({ request }) => {
    const session = await presentSession(ports, request)
    if (isRefusal(session)) return session
    const { secret_sha256, way } = session.row
    await store.transaction((tx) => tx.apply([remove(sessions, { secret_sha256 })]))
    const provider = found()
    const back = `${ports.signIn?.publicUrl() ?? ''}/`
    const url = way !== 'identity' || isRefusal(provider) ? undefined : await provider.leaving(back)
    return Response.json({ url: url ?? '/' }, { headers: { 'set-cookie': noSessionCookie(party) } })
  })
}

function binding({ store, clock }: NodePorts, { api, events }: Parts, found: Found): void {
  api.route(bind, async ({ params, body }) => {
    const provider = found()
    if (isRefusal(provider)) return provider
    const account = await presentAccount(store, params.name)
    if (account === undefined || account.role === 'taxii') return refuse('not-found', 'interfaces: paths')
    const { issuer } = provider
    const { name } = account
    const held = await store.find(identities, { issuer, known_as: body.knownAs })
    if (held !== undefined && held.account !== name) return refuse('identity-taken', 'console: identities')
    const row = { issuer, known_as: body.knownAs, account: name, subject: '', bound_at: clock.now(), used_at: null }
    await store.transaction((tx) => tx.apply([remove(identities, { account: name }), put(identities, row)]))
    return undefined
  })
  api.route(unbind, async ({ params: { name: account } }) => {
    const gone = [remove(identities, { account }), remove(sessions, { account, way: 'identity' })]
    const [changed] = await store.transaction((tx) => tx.apply(gone))
    if (changed === 0) return refuse('not-found', 'interfaces: paths')
    events.forget(account)
    return undefined
  })
}
