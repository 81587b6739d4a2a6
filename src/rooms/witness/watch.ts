import type { JournalPeer } from '#platform/journal/peer.ts'
import { mirror } from './mirror.ts'
import { gossip } from './observe.ts'
import type { WitnessPorts } from './ports.ts'
import { logs } from './tables.ts'

/**
 * Watching the others' journals, a round a call. One peer, another each round, is asked for the head it has published and for those it holds of
 * the others. Mirrors grow by what is submitted here for cosigning; that of a journal that has not grown so for two rounds is brought up
 * to date from its node in every round. Answers whether a mirror has more to fetch at once. A peer that does not answer costs a round its time limit.
 */
export function watching(ports: WitnessPorts): () => Promise<boolean> {
  let round = 0
  const growth = new Growth()
  return async () => {
    const peers = ports.peers()
    const asked = peers[round % Math.max(1, peers.length)]
    round += 1
    growth.note(await ports.store.select(logs, { columns: ['origin', 'size', 'mirrored'] }))
    const behind = peers.filter((peer) => !growth.isFed(peer))
    const [mirrors] = await Promise.all([
      Promise.all(behind.map((peer) => mirror(ports, peer))),
      asked === undefined ? [] : gossip(ports, asked),
    ])
    return mirrors.some(({ kind }) => kind === 'fetching')
  }
}

interface Grown {
  readonly size: number
  readonly mirrored: number
}

/** Which mirrors grew by themselves of late. */
class Growth {
  readonly #seen = new Map<string, Grown & { readonly still: number }>()

  note(rows: readonly (Grown & { readonly origin: string })[]): void {
    for (const { origin, size, mirrored } of rows) {
      const before = this.#seen.get(origin)
      const still = before === undefined ? roundsToWait : mirrored > before.mirrored ? 0 : before.still + 1
      this.#seen.set(origin, { size, mirrored, still })
    }
  }

  isFed({ origin }: JournalPeer): boolean {
    const seen = this.#seen.get(origin)
    return seen !== undefined && seen.mirrored >= seen.size && seen.still < roundsToWait
  }
}

/** A checkpoint may come just after one round and the next one just before another: one round without growth is no sign. */
const roundsToWait = 2
