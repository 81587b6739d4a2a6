import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Store } from '#platform/db/store.ts'
import { update } from '#platform/db/table.ts'
import { identities } from '#platform/http/passkeys.ts'
import { presentAccount } from '#platform/http/sessions.ts'
import type { Vouched } from './identity-provider.ts'

/**
 * Whose account an identity opens. Only issuer and subject bind (trust C7): the claim by which an administrator knows somebody introduces
 * him once, and whoever carries it later under another subject is another. Nobody gets an account or a role by coming.
 */
export async function accountOf(
  store: Store,
  { issuer, subject, knownAs, at }: Omit<Vouched, 'role'> & { readonly issuer: string; readonly at: Instant },
): Promise<string | Refusal<'identity-unknown' | 'identity-changed'>> {
  const [bound] = await store.select(identities, { where: { issuer, subject }, limit: 1 })
  const row = bound ?? (await store.find(identities, { issuer, known_as: knownAs }))
  const present = row === undefined ? undefined : await presentAccount(store, row.account)
  if (row === undefined || present === undefined || present.role === 'taxii')
    return refuse('identity-unknown', 'console: identities', { knownAs })
  const open = { in: ['', subject] }
  const used = update(
    identities,
    { issuer, known_as: row.known_as, account: row.account, subject: open },
    { subject, used_at: at },
  )
  const [changed] = await store.transaction((tx) => tx.apply([used]))
  return changed === 1 ? row.account : refuse('identity-changed', 'console: identities', { knownAs })
}
