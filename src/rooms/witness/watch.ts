import { mirror } from './mirror.ts'
import { gossip } from './observe.ts'
import type { WitnessPorts } from './ports.ts'

/**
 * Watching the others' journals, a round a call: every mirror is brought up to date, and one peer, another each round, is asked for the heads
 * it holds of the others. Answers whether a mirror has more to fetch at once. A peer that does not answer costs a round its time limit.
 */
export function watching(ports: WitnessPorts): () => Promise<boolean> {
  let round = 0
  return async () => {
    const peers = ports.peers()
    const asked = peers[round % Math.max(1, peers.length)]
    round += 1
    const [mirrors] = await Promise.all([
      Promise.all(peers.map((peer) => mirror(ports, peer))),
      asked === undefined ? [] : gossip(ports, asked),
    ])
    return mirrors.some(({ kind }) => kind === 'fetching')
  }
}
