import type { Log } from '#kernel/log.ts'
import type { Clock, Failpoint, Timers } from '#kernel/ports.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { NoteKey } from '#protocol/journal/note.ts'
import type { Store } from '#platform/db/store.ts'
import type { Cas } from '#platform/journal/cas.ts'
import type { JournalPeer } from '#platform/journal/peer.ts'

/** What witnessing needs. */
export interface WitnessPorts {
  readonly store: Store
  /** Where what was cosigned last outlives a restored database. */
  readonly cas: Pick<Cas, 'mark' | 'swapMark'>
  readonly keyring: Pick<Keyring, 'sign' | 'cosign'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly failpoint: Failpoint
  /** This node's own cosigner keys as of now: Ed25519, ML-DSA-44. */
  readonly keys: () => readonly NoteKey[]
  /** The parties whose journals are witnessed and mirrored, as the charter has them now. */
  readonly peers: () => readonly JournalPeer[]
  readonly timeoutMs: number
  /** The newest published checkpoint of this node's own journal as a note, empty before the first. */
  readonly published: () => Promise<string>
}
