import { toBase64Url } from '#kernel/bytes.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Clock, Random } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { insert, instant, remove, table, text, update } from '#platform/db/table.ts'
import { accounts, digestOf, type Account } from './account.ts'
import { parseRole, type Role } from './roles.ts'
import { refuseForeignPage, sessionSecretOf } from './session-cookie.ts'

/** How somebody came in: with a password or token, a passkey, or by way of the identity provider. */
export type Way = 'secret' | 'passkey' | 'identity'

/** Someone's presence at a screen. `confirmed_at`: when he last proved who he is. */
export const sessions = table(
  'books.session',
  'books',
  {
    secret_sha256: text(),
    account: text(),
    opened_at: instant(),
    active_at: instant(),
    confirmed_at: instant(),
    way: text<Way>(),
    /** Where the identity provider gives roles; empty: the account's own. */
    role: text<Role | ''>(),
  },
  ['secret_sha256'],
)

export const passwords = table('books.password', 'books', { account: text(), hash: text(), set_at: instant() }, [
  'account',
])

/** Nobody has touched the screen for so long, or the shift is over. */
export const idleMs = 30 * 60_000
export const longestMs = 12 * 3_600_000
/** How long a proof of who one is counts for what is signed. */
export const confirmedMs = 10 * 60_000
/** A session's last use is written no more often. */
const writtenEveryMs = 60_000

/** A request that a hand at the screen caused carries it; what the page asks by itself keeps no session alive. */
export const handHeader = 'tamga-hand'

export interface SessionPorts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly party: string
}

export interface OpenSession {
  readonly account: Account
  readonly row: Row<typeof sessions>
}

/** The session of a request: `undefined` where its browser has none, a refusal where it is over or another page sends. */
export async function sessionOf(
  { store, clock, party }: Omit<SessionPorts, 'random'>,
  request: Request,
): Promise<OpenSession | Refusal<'session-over' | 'foreign-page'> | undefined> {
  const secret = sessionSecretOf(request, party)
  if (secret === undefined) return undefined
  const foreign = refuseForeignPage(request)
  if (foreign !== undefined) return foreign
  const at = clock.now()
  const key = { secret_sha256: digestOf(secret) }
  const row = await store.find(sessions, key)
  const account = row === undefined ? undefined : await accountIn(store, row)
  if (row === undefined || account === undefined || isOver(row, at)) return refuse('session-over', 'console: sessions')
  const isWorthWriting = request.headers.has(handHeader) && addMs(row.active_at, writtenEveryMs) <= at
  if (isWorthWriting) await store.transaction((tx) => tx.apply([update(sessions, key, { active_at: at })]))
  return { account, row }
}

/** The account of a session, in the role in which it was opened. */
async function accountIn(store: Reads, row: Row<typeof sessions>): Promise<Account | undefined> {
  const account = await presentAccount(store, row.account)
  if (account === undefined || row.role === '') return account
  const role = parseRole(row.role)
  return role === undefined ? undefined : { ...account, role }
}

const isOver = ({ active_at, opened_at }: Row<typeof sessions>, at: Instant): boolean =>
  at >= addMs(active_at, idleMs) || at >= addMs(opened_at, longestMs)

/** An account that may do something today. */
export async function presentAccount(reads: Reads, name: string): Promise<Account | undefined> {
  const row = await reads.find(accounts, { name })
  if (row === undefined || row.disabled || parseRole(row.role) === undefined) return undefined
  const { secret_sha256: _secret, disabled: _disabled, ...account } = row
  return account
}

/** A new session and the secret of its cookie. What is over of the same account is swept away with it. */
export async function openSession(
  { store, clock, random }: SessionPorts,
  account: string,
  { way, role = '' }: { readonly way: Way; readonly role?: Role | '' },
): Promise<string> {
  const secret = toBase64Url(random.bytes(32))
  const at = clock.now()
  const row = { secret_sha256: digestOf(secret), account, opened_at: at, active_at: at, confirmed_at: at, way, role }
  const swept = remove(sessions, { account, opened_at: { lte: addMs(at, -longestMs) } })
  await store.transaction((tx) => tx.apply([swept, insert(sessions, row)]))
  return secret
}

/** Whether what is to be signed needs a fresh proof first. */
export function refuseUnconfirmed({ row }: OpenSession, clock: Clock): Refusal<'confirmation-needed'> | undefined {
  const isFresh = clock.now() < addMs(row.confirmed_at, confirmedMs)
  return isFresh ? undefined : refuse('confirmation-needed', 'console: step-up')
}

/** The session of a request, or why there is none. */
export async function presentSession(
  ports: Omit<SessionPorts, 'random'>,
  request: Request,
): Promise<OpenSession | Refusal<'session-over' | 'foreign-page'>> {
  return (await sessionOf(ports, request)) ?? refuse('session-over', 'console: sessions')
}

/** The same for what changes how one gets in: only with a fresh proof. */
export async function freshSession(
  ports: Omit<SessionPorts, 'random'>,
  request: Request,
): Promise<OpenSession | Refusal<'session-over' | 'foreign-page' | 'confirmation-needed'>> {
  const session = await presentSession(ports, request)
  return isRefusal(session) ? session : (refuseUnconfirmed(session, ports.clock) ?? session)
}

/** Notes that whoever is there has just proved who he is. */
export async function confirmSession(
  { store, clock }: Omit<SessionPorts, 'random'>,
  { row }: OpenSession,
): Promise<void> {
  const { secret_sha256 } = row
  await store.transaction((tx) => tx.apply([update(sessions, { secret_sha256 }, { confirmed_at: clock.now() })]))
}

/** Whose session a request of the API has, if any; for what is signed, only with a fresh proof. */
export async function sessionAccount(
  ports: Omit<SessionPorts, 'random'>,
  request: Request,
  isSigned: boolean,
): Promise<Account | Refusal | undefined> {
  const session = await sessionOf(ports, request)
  if (session === undefined || isRefusal(session)) return session
  return (isSigned ? refuseUnconfirmed(session, ports.clock) : undefined) ?? session.account
}
