import type { Account } from '#platform/http/account.ts'

/** The people of each demo house (interfaces: demo layout). Desks, not names; everyone may read what his house was sent. */
export const demoAccounts: readonly Account[] = [
  { name: 'analyst', role: 'analyst', desk: 'analysis', clearance: 'confidential', categories: ['*'] },
  { name: 'liaison', role: 'liaison', desk: 'liaison-1', clearance: 'confidential', categories: ['*'] },
  { name: 'liaison2', role: 'liaison', desk: 'liaison-2', clearance: 'confidential', categories: ['*'] },
  { name: 'duty', role: 'duty', desk: 'duty', clearance: 'confidential', categories: ['*'] },
  { name: 'treaty', role: 'treaty', desk: 'treaty', clearance: 'confidential', categories: ['*'] },
  { name: 'admin', role: 'admin', desk: 'node', clearance: 'confidential', categories: ['*'] },
  { name: 'oversight', role: 'oversight', desk: 'oversight', clearance: 'confidential', categories: ['*'] },
  { name: 'taxii', role: 'taxii', desk: 'taxii', clearance: 'confidential', categories: ['*'] },
]
