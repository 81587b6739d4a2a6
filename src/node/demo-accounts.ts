import type { Random } from '#kernel/ports.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Store } from '#platform/db/store.ts'
import { put } from '#platform/db/table.ts'
import type { Account } from '#platform/http/account.ts'
import { hashPassword } from '#platform/http/password.ts'
import { passwords } from '#platform/http/sessions.ts'

/** How one gets into a demo: everybody's password, told to everyone. No other node has such accounts. */
export interface DemoDoor {
  readonly password: string
  readonly accounts: { readonly name: string; readonly role: string }[]
  /** The houses of the demo, in their order. */
  readonly houses?: () => readonly { readonly party: string; readonly url: string }[]
}

/** The people of each demo house (interfaces: demo layout). Desks, not names; everyone is cleared for the highest level there is. */
export const demoAccounts: readonly Omit<Account, 'clearance'>[] = [
  { name: 'analyst', role: 'analyst', desk: 'analysis', categories: ['*'] },
  { name: 'liaison', role: 'liaison', desk: 'liaison-1', categories: ['*'] },
  { name: 'liaison2', role: 'liaison', desk: 'liaison-2', categories: ['*'] },
  { name: 'duty', role: 'duty', desk: 'duty', categories: ['*'] },
  { name: 'treaty', role: 'treaty', desk: 'treaty', categories: ['*'] },
  { name: 'admin', role: 'admin', desk: 'node', categories: ['*'] },
  { name: 'oversight', role: 'oversight', desk: 'oversight', categories: ['*'] },
  { name: 'taxii', role: 'taxii', desk: 'taxii', categories: ['*'] },
]

export const demoDoor: DemoDoor = {
  password: 'tamga demo 2026',
  accounts: demoAccounts.flatMap(({ name, role }) => (role === 'taxii' ? [] : [{ name, role }])),
}

/** A password that everyone knows needs no costly hash. */
const demoLog2n = 12

/** Gives the people of a demo the password that its door tells. */
export async function giveDemoPasswords(store: Store, random: Random, at: Instant): Promise<void> {
  const hash = await hashPassword(demoDoor.password, random, demoLog2n)
  const rows = demoDoor.accounts.map(({ name }) => put(passwords, { account: name, hash, set_at: at }))
  await store.transaction((tx) => tx.apply(rows))
}
