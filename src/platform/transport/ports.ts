import type { Refusal } from '#kernel/refusal.ts'
import type { Log } from '#kernel/log.ts'
import type { Clock, Failpoint, Random } from '#kernel/ports.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Cas } from '#platform/journal/cas.ts'
import type { Store } from '#platform/db/store.ts'

/** The names of streams from one party to another: real traffic and exercise traffic never share one (protocol.md 5). */
export const streamNames = ['main', 'exercise'] as const
export type StreamName = (typeof streamNames)[number]

/** What carrying parcels needs. What the charter knows arrives as functions, so that transport asks and never decides. */
export interface TransportPorts {
  readonly self: Party
  readonly store: Store
  /** Outside the database and its backups: the last number of each stream. */
  readonly cas: Pick<Cas, 'mark' | 'swapMark'>
  readonly blobs: Blobs
  readonly keyring: Keyring
  /** Our secrets as of the entry that an act of ours names: who can judge the act knows the public ones, an entry that changes them included. */
  readonly keyringFor: (act: Act) => Promise<Keyring>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly failpoint: Failpoint
  /** ActId of genesis. */
  readonly coalition: ActId
  /** A party's public `box` key, raw; `undefined` for a party the charter does not know. */
  readonly boxKey: (party: Party) => Uint8Array | undefined
  /**
   * Every public `link` key that the party has or had, raw, the present one first: headers and heads outlive a key. Who speaks to us now is
   * proved by the request or the answer that brought them (link/link-keys.ts), or by the seal of the act.
   */
  readonly linkKeys: (party: Party) => readonly Uint8Array[]
  /** The gate, asked again before sending. `undefined` lets the act go. */
  readonly mayGo: (act: Act, to: Party) => Refusal | undefined
}
