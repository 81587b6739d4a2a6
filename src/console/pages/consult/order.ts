import { isEnded, isLate, needsUs, type AskedParty, type Rfi } from '../../api/consultation.ts'

export const tabs = ['toUs', 'byUs', 'approval', 'overdue', 'ended'] as const
export type Tab = (typeof tabs)[number]
export const isTab = (name: unknown): name is Tab => tabs.some((tab) => tab === name)

/** Whether a request stands under a tab; what is overdue stands under two. */
export function isUnder(tab: Tab, rfi: Rfi, self: string): boolean {
  if (tab === 'ended') return isEnded(rfi, self)
  if (isEnded(rfi, self)) return false
  if (tab === 'overdue') return Object.values(rfi.parties).some(isLate)
  return (tab === 'byUs') === (rfi.author === self)
}

/** The clock that ends first, of those that still count. */
export function nextDue(rfi: Rfi): AskedParty | undefined {
  return Object.values(rfi.parties)
    .filter(({ clock: { state } }) => state !== 'done' && state !== 'closed')
    .toSorted((one, other) => (one.clock.dueAt < other.clock.dueAt ? -1 : 1))[0]
}

/** What waits for us, then what is due first; what has ended, the newest first. */
export function inOrder(rfis: readonly Rfi[], self: string): readonly Rfi[] {
  const rank = (rfi: Rfi): number => (isEnded(rfi, self) ? 2 : needsUs(rfi, self) ? 0 : 1)
  const due = (rfi: Rfi): string => nextDue(rfi)?.clock.dueAt ?? rfi.needBy
  return rfis.toSorted((one, other) => {
    const between = rank(one) - rank(other)
    if (between !== 0) return between
    if (isEnded(one, self)) return one.at < other.at ? 1 : -1
    return due(one) < due(other) ? -1 : 1
  })
}

/** Of a list what somebody looks for: words of the title or the question, and a state that asks or is asked. */
export interface Sought {
  readonly text: string
  readonly party: string
}

export function isSought({ title, question, author, audience }: Rfi, { text, party }: Sought): boolean {
  const said = `${title}\n${question}`.toLocaleLowerCase()
  return (
    said.includes(text.trim().toLocaleLowerCase()) && (party === '' || author === party || audience.includes(party))
  )
}
