import type { Account } from '#platform/http/account.ts'

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
