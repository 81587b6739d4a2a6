import process from 'node:process'

/** Milliseconds for which a processor worked on this thread so far: what the machine does besides does not count. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
