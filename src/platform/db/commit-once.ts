import { Fault } from '#kernel/fault.ts'
import type { Store, Transaction } from './store.ts'

export interface Once<Result> {
  readonly work: (tx: Transaction) => Promise<Result>
  /** Whether it stands: tells by a row that `work` inserts under a key of its own. */
  readonly stands: () => Promise<boolean>
}

const attempts = 3

/**
 * A transaction that is looked up when its connection broke at COMMIT, and done again only where it does not stand. Should the lost one
 * be committed after the look, the key refuses the second. So it stands once, or the fault says that it does not, except where the
 * database is away for too long to be asked. Answers nothing where it was found to stand.
 */
export async function commitOnce<Result>(store: Store, { work, stands }: Once<Result>): Promise<Result | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.transaction(work)
    } catch (error) {
      if (!isUnsure(error, attempt)) throw error
      if (await stands()) return undefined
      if (attempt === attempts) throw error
    }
  }
}

const isUnsure = (error: unknown, attempt: number): boolean =>
  error instanceof Fault && (error.code === 'commit-unknown' || (attempt > 1 && error.code === 'db-duplicate'))
