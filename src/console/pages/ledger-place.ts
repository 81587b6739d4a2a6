import type { LedgerFilter } from '../api/ledger.ts'

/** Where one is in the ledger: what is listed, which act is read, and whether something is being verified. */
export interface LedgerPlace extends LedgerFilter {
  readonly act?: string
  readonly check?: 'on'
}

const filters = ['author', 'kind', 'category', 'state', 'from', 'until', 'sort'] as const

/** Of an address what this screen understands; the rest is passed over. */
export function ledgerPlace(given: Readonly<Record<string, unknown>>): LedgerPlace {
  const said = filters.flatMap((name) => {
    const value = given[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  const { act, check } = given
  return {
    ...Object.fromEntries(said),
    ...(typeof act === 'string' && act.startsWith('act--') ? { act } : {}),
    ...(check === 'on' ? { check } : {}),
  }
}

export function filterOf({ act: _act, check: _check, ...filter }: LedgerPlace): LedgerFilter {
  return filter
}
