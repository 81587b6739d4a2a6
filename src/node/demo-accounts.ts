import type { Account } from '#platform/http/account.ts'

/** The people of each demo house (interfaces: demo layout). Desks, not names; everyone may read what his house was sent. */
export const demoAccounts: readonly Account[] = [
  { name: 'analyst', role: 'analyst', desk: 'analysis', clearance: 'secret', categories: ['*'] },
  { name: 'liaison', role: 'liaison', desk: 'liaison-1', clearance: 'secret', categories: ['*'] },
  { name: 'liaison2', role: 'liaison', desk: 'liaison-2', clearance: 'secret', categories: ['*'] },
  { name: 'duty', role: 'duty', desk: 'duty', clearance: 'secret', categories: ['*'] },
  { name: 'treaty', role: 'treaty', desk: 'treaty', clearance: 'secret', categories: ['*'] },
  { name: 'admin', role: 'admin', desk: 'node', clearance: 'secret', categories: ['*'] },
  { name: 'oversight', role: 'oversight', desk: 'oversight', clearance: 'secret', categories: ['*'] },
  { name: 'taxii', role: 'taxii', desk: 'taxii', clearance: 'secret', categories: ['*'] },
]
