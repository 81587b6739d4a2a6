import { useEffect, useSyncExternalStore } from 'react'

/** Levels whose plates stand on the screen now, and how many of each. */
const counts = new Map<string, number>()
const listeners = new Set<() => void>()
let levels: readonly string[] = []

function told(): void {
  const now = [...counts.keys()].toSorted()
  if (now.join(' ') === levels.join(' ')) return
  levels = now
  for (const listener of listeners) listener()
}

/** Counts one plate of a level, until what it answers is called. */
function showLevel(level: string): () => void {
  counts.set(level, (counts.get(level) ?? 0) + 1)
  told()
  return () => {
    const left = (counts.get(level) ?? 1) - 1
    if (left === 0) counts.delete(level)
    else counts.set(level, left)
    told()
  }
}

/** Counts a level as long as this piece stands on the screen; empty: none yet. */
export function useShownLevel(level: string): void {
  useEffect(() => (level === '' ? undefined : showLevel(level)), [level])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useShownLevels = (): readonly string[] => useSyncExternalStore(subscribe, () => levels)
