import type { ForkProof } from '#protocol/journal/fork.ts'
import { mirror } from './mirror.ts'
import type { Mirrored } from './mirror.ts'
import { gossip } from './observe.ts'
import type { WitnessPorts } from './ports.ts'

/** What one round of watching the others' journals has brought. */
export interface Watched {
  readonly mirrors: readonly Mirrored[]
  readonly forks: readonly ForkProof[]
}

/**
 * One round: every mirror is brought up to date, and one peer, another each round, is asked for the heads it holds of the others. A peer
 * that does not answer costs its own time limit and nobody else's.
 */
export async function watchPeers(ports: WitnessPorts, round: number): Promise<Watched> {
  const peers = ports.peers()
  const asked = peers[round % Math.max(1, peers.length)]
  const [mirrors, forks] = await Promise.all([
    Promise.all(peers.map((peer) => mirror(ports, peer))),
    asked === undefined ? [] : gossip(ports, asked),
  ])
  return { mirrors, forks }
}
