import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { instant, int, nullable, remove, table, text, texts, update } from '#platform/db/table.ts'
import { accounts } from './account.ts'
import { passwords, sessions } from './sessions.ts'

/**
 * Keys of people's devices (WebAuthn). `id` is the lower-case hex SHA-256 of the credential's id; `credential`, `public_key` (COSE) and
 * `handle` (what the device calls the account: random) are base64url.
 */
export const passkeys = table(
  'books.passkey',
  'books',
  {
    id: text(),
    account: text(),
    name: text(),
    credential: text(),
    public_key: text(),
    handle: text(),
    counter: int(),
    transports: texts(),
    added_at: instant(),
    used_at: nullable(instant()),
  },
  ['id'],
)
export type Passkey = Row<typeof passkeys>

/**
 * What an identity provider calls a person. An administrator writes `known_as`, the value of the configured claim; the first sign-in fixes
 * `subject` (empty until then), and from then on only issuer and subject together open.
 */
export const identities = table(
  'books.identity',
  'books',
  {
    issuer: text(),
    known_as: text(),
    account: text(),
    subject: text(),
    bound_at: instant(),
    used_at: nullable(instant()),
  },
  ['issuer', 'known_as'],
)

/** A link by which one passkey is added to an account that exists: one at a time for each. */
export const enrolments = table(
  'books.enrolment',
  'books',
  { account: text(), secret_sha256: text(), ends_at: instant() },
  ['account'],
)

export const mostPasskeys = 16

export function passkeysOf(reads: Reads, account: string): Promise<readonly Passkey[]> {
  return reads.select(passkeys, { where: { account }, order: ['added_at', 'id'], limit: mostPasskeys })
}

/**
 * Takes a passkey out, and with it every other session of the account: whoever holds the device may sit at one. The last way in stays,
 * however many ask at once. The first token is none: nobody knows whether anybody still has it.
 */
export async function removePasskey(
  tx: Transaction,
  { id, account, session }: { readonly id: string; readonly account: string; readonly session: string },
): Promise<Refusal<'not-found' | 'last-way-in'> | undefined> {
  await tx.lock(accounts, { name: account })
  const own = await passkeysOf(tx, account)
  if (!own.some((passkey) => passkey.id === id)) return refuse('not-found', 'console: passkeys')
  const others =
    own.length - 1 + (await tx.count(passwords, { account }, 1)) + (await tx.count(identities, { account }, 1))
  if (others === 0) return refuse('last-way-in', 'console: passkeys')
  await tx.apply([remove(passkeys, { id, account }), remove(sessions, { account, secret_sha256: { not: session } })])
  return undefined
}

/**
 * Notes a use. `false` where the device's counter has not moved on since the last one: then two devices have the same key (WebAuthn 3
 * section 6.1.1). Devices that do not count say 0 for ever.
 */
export async function countUse(
  tx: Transaction,
  { id, account }: Passkey,
  { counter, at }: { readonly counter: number; readonly at: Instant },
): Promise<boolean> {
  const before = counter === 0 ? 0 : { lt: counter }
  const [changed] = await tx.apply([update(passkeys, { id, account, counter: before }, { counter, used_at: at })])
  return changed === 1
}
