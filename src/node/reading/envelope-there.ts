import { Fault } from '#kernel/fault.ts'
import type { Indexed } from '#platform/search/indexer.ts'
import { isAsTheyStand, type OpenEnvelope } from '#rooms/exchange/posting/envelopes.ts'
import type { Known, Made } from '#rooms/exchange/posting/making.ts'
import { drop } from './opening-there.ts'
import type { Done, Posted } from './tasks.ts'
import type { Thread } from './thread.ts'

interface Expected {
  readonly made: Made
  readonly words: Promise<Indexed | undefined>
}

interface PostedThere {
  readonly posted: Posted
  readonly thread: Thread
  readonly again: OpenEnvelope['again']
  /** What is to be written if what was met again stands as it is, and its words. */
  readonly expected: Expected | undefined
  /** Told what was made of it, and when its words are there, or that they will not be. */
  readonly keep: (made: Made, words: Promise<Indexed | undefined>) => void
}

/** An envelope that a thread has read. */
export function envelopeThere({ posted, thread, again, expected, keep }: PostedThere): OpenEnvelope {
  return {
    again,
    async versions() {
      const done = await thread.ask({ kind: 'versions', ...posted })
      return done.kind === 'versions' ? done.versions : failed(done)
    },
    async make(known: Known) {
      if (expected !== undefined && isAsTheyStand(again ?? [], known)) {
        keep(expected.made, expected.words)
        return expected.made
      }
      const words = Promise.withResolvers<Indexed | undefined>()
      const done = await thread.ask({ kind: 'make', ...posted, known }, words.resolve)
      if (done.kind !== 'made') return failed(done)
      keep(done.made, words.promise)
      return done.made
    },
    [Symbol.dispose]: () => drop({ thread, lent: posted.lent }),
  }
}

function failed(done: Done): never {
  throw new Fault(done.kind === 'failed' ? done.fault : 'reading-failed')
}
