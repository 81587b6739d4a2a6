import { Fault } from '#kernel/fault.ts'
import type { OpenEnvelope } from '#rooms/exchange/posting/envelopes.ts'
import type { Known, Made } from '#rooms/exchange/posting/making.ts'
import { drop } from './opening-there.ts'
import type { Done, Posted } from './tasks.ts'
import type { Thread } from './thread.ts'

interface PostedThere {
  readonly posted: Posted
  readonly thread: Thread
  readonly again: OpenEnvelope['again']
  /** The bundle that was made of it is at hand there, too. */
  readonly keep: (made: Made) => void
}

/** An envelope that a thread has read. */
export function envelopeThere({ posted, thread, again, keep }: PostedThere): OpenEnvelope {
  return {
    again,
    async versions() {
      const done = await thread.ask({ kind: 'versions', ...posted })
      return done.kind === 'versions' ? done.versions : failed(done)
    },
    async make(known: Known) {
      const done = await thread.ask({ kind: 'make', ...posted, known })
      if (done.kind !== 'made') return failed(done)
      keep(done.made)
      return done.made
    },
    [Symbol.dispose]: () => drop({ thread, lent: posted.lent }),
  }
}

function failed(done: Done): never {
  throw new Fault(done.kind === 'failed' ? done.fault : 'reading-failed')
}
