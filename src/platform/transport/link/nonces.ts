import type { Party } from '#protocol/identity/party.ts'

/**
 * The newest nonces of each peer, so that a request sent again by someone else is noticed. Bounded: what is older may
 * pass a second time, which is harmless, since every request of a link can be repeated. Only verified requests enter, so
 * a peer can push out none but its own. Not kept over a restart.
 */
export class Nonces {
  readonly #perPeer: number
  readonly #seen = new Map<Party, Set<string>>()

  constructor(perPeer = 4096) {
    this.#perPeer = perPeer
  }

  /** False if the nonce was seen before. */
  admit(peer: Party, nonce: string): boolean {
    const seen = this.#seen.get(peer) ?? new Set<string>()
    if (seen.has(nonce)) return false
    this.#seen.set(peer, seen.add(nonce))
    const [oldest] = seen
    if (seen.size > this.#perPeer && oldest !== undefined) seen.delete(oldest)
    return true
  }
}
