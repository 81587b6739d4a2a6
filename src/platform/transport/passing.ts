import { Fault } from '#kernel/fault.ts'

/** Faults over what was to be written: they come again as long as the same thing is tried. */
const lasting: ReadonlySet<string> = new Set(['db-value', 'db-integer', 'db-duplicate'])

/**
 * Whether an error says nothing of what a peer sent: the database was away or busy or the disk full, and the next round will fare better. Any other is about the
 * content, and trying it again would hold up everything behind it.
 */
export function isPassing(error: unknown): boolean {
  return error instanceof Fault && /^(?:db-|commit-|disk-full|failpoint)/u.test(error.code) && !lasting.has(error.code)
}

/** Code or name of an error, never its message. */
export const nameOf = (error: unknown): string =>
  error instanceof Fault ? error.code : error instanceof Error ? error.name : ''

/**
 * Takes in what may come over another way at the same time. Who was slower of two fails over the other's key, looks again, and finds it
 * there.
 */
export async function takenIn<Result>(take: () => Promise<Result>): Promise<Result> {
  try {
    return await take()
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'db-duplicate') throw error
    return take()
  }
}
