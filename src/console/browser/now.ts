import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
let ticking: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  ticking ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

const read = (): number => now

/** Milliseconds since 1970, by this device's clock, a second old at most. */
export const useNow = (): number => useSyncExternalStore(subscribe, read, read)

let lastHandMs = Date.now()
for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel']) {
  addEventListener(kind, () => (lastHandMs = Date.now()), { passive: true, capture: true })
}

/** Whether a hand touched keyboard or pointer lately: what the page asks by itself keeps no session alive. */
export const isHandNear = (): boolean => Date.now() - lastHandMs < 60_000
