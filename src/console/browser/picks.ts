import { useSyncExternalStore } from 'react'

/** Rows that somebody picked for something that is done together, by the place where they stand. A tab keeps them over a reload. */
const kept = 'tamga.picked.'
const most = 500
const picks = new Map<string, ReadonlySet<string>>()
const listeners = new Set<() => void>()

function told(): void {
  for (const listener of listeners) listener()
}

export function picksAt(place: string): ReadonlySet<string> {
  const known = picks.get(place) ?? read(place)
  picks.set(place, known)
  return known
}

/** What a browser kept may have been written by anyone who sat at it: only ids of acts count. */
function read(place: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(kept + place) ?? '[]')
    const acts = Array.isArray(value) ? value : []
    return new Set(acts.filter((act): act is string => typeof act === 'string' && /^act--[0-9a-f]{64}$/u.test(act)))
  } catch {
    return new Set()
  }
}

export function changePicks(place: string, next: (old: ReadonlySet<string>) => Iterable<string>): void {
  const now = new Set([...next(picksAt(place))].slice(0, most))
  picks.set(place, now)
  sessionStorage.setItem(kept + place, JSON.stringify([...now]))
  told()
}

/** Whoever leaves takes all of his with him. */
export function forgetPicks(): void {
  picks.clear()
  const names = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at) ?? '')
  for (const name of names) if (name.startsWith(kept)) sessionStorage.removeItem(name)
  told()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const usePicks = (place: string): ReadonlySet<string> => useSyncExternalStore(subscribe, () => picksAt(place))
