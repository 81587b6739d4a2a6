import { readlinkSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** Added to what the process has as `nice`: beside what answers, such a thread has a tenth of a processor, and all that nobody else wants. */
const readersNice = 10
const greatestNice = 19

/**
 * Linux knows a priority for each thread: what reads documents leaves the processor to the loop that answers, and to the database, whenever
 * these want it. Where the system does not say which thread this is, all stay alike.
 */
export function standBack(): void {
  try {
    const [owner, , thread] = readlinkSync('/proc/thread-self').split('/')
    if (thread === undefined || thread === owner) return
    setPriority(Number(thread), Math.min(greatestNice, getPriority(Number(owner)) + readersNice))
  } catch {
    // Nothing depends on it but who goes first.
  }
}
