import type { Cursors } from '#platform/http/cursor.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'

const useOf = (account: string) => ({ account, query: 'watches: place' })

/** A place in the index as an account is told it: sealed, for its number says how much the node has. */
export const sealedPlace = (cursors: Cursors, account: string, place: number): string =>
  cursors.write(useOf(account), [place])

export function openedPlace(cursors: Cursors, account: string, sealed: string): number | Refusal {
  const opened = cursors.read(useOf(account), sealed)
  return isRefusal(opened) ? opened : Number(opened[0])
}
