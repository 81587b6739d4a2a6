import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let isDrawn = false
let isAsked = false

function tell(): void {
  isDrawn = true
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (!isAsked) requestAnimationFrame(() => requestIdleCallback(tell, { timeout: 1000 }))
  isAsked = true
  return () => listeners.delete(listener)
}

const read = (): boolean => isDrawn
/** Without a browser nobody waits for a first screen. */
const always = (): boolean => true

/** Whether a first screen stands there and the browser has come to rest: what only helps beside it is worked out then. */
export const useDrawn = (): boolean => useSyncExternalStore(subscribe, read, always)
