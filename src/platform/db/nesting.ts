import { Fault } from '#kernel/fault.ts'
import { AsyncLocalStorage } from 'node:async_hooks'

/** The transaction that the running code stands in, across awaits. */
const current = new AsyncLocalStorage<{ isOpen: boolean } | undefined>()

/**
 * Faults when a transaction is begun inside another: it would wait for itself, on one connection or on one lock.
 * What outlives its transaction (a listener, a loop begun there) may begin its own.
 */
export async function refuseNesting<Result>(transaction: () => Promise<Result>): Promise<Result> {
  if (current.getStore()?.isOpen === true) throw new Fault('db-nested')
  const frame = { isOpen: true }
  try {
    return await current.run(frame, transaction)
  } finally {
    frame.isOpen = false
  }
}

/** Runs a callback outside any transaction. */
export function unnested(callback: () => void): void {
  current.run(undefined, callback)
}
