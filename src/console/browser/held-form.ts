import { useSyncExternalStore } from 'react'

/** What is being written. It outlives a look at another screen and an ended session; a reload forgets it. */
export function heldForm<Form extends object>(empty: Form) {
  let current = empty
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    write(change: Partial<Form>): void {
      current = { ...current, ...change }
      for (const listener of listeners) listener()
    },
    useForm: (): Form => useSyncExternalStore(subscribe, () => current),
  }
}
