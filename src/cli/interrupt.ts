/** How long a verb may take to stop once it was told to: a node lets answers under way end and stops its database. */
const patienceMs = { service: 45_000, other: 3000 } as const

/**
 * A signal that aborts at the first SIGINT or SIGTERM. Later ones change nothing: npm, a terminal and a process group each send their
 * own copy. A verb that does not stop in time is ended.
 */
export function interruptOf(process: NodeJS.Process, isService: boolean): AbortSignal {
  const interrupt = new AbortController()
  const stop = (): void => {
    if (interrupt.signal.aborted) return
    interrupt.abort()
    setTimeout(() => process.exit(isService ? 1 : 130), patienceMs[isService ? 'service' : 'other']).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return interrupt.signal
}
