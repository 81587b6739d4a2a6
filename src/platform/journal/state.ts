import type { Party } from '#protocol/identity/party.ts'

/** Why a node makes no checkpoint until a human has acted. */
export type HaltReason =
  /** A witness holds a larger head that this node signed. */
  | 'behind-witness'
  /** The compare-and-swap store holds a larger head: the database is older than it. */
  | 'behind-cas'
  /** A head signed with this journal's key contradicts what the database holds: a copy of the node sequences elsewhere, or did. */
  | 'forked'
  /** Another process swapped the head meanwhile. */
  | 'cas-taken'
  /** Bytes read back are not the bytes written. */
  | 'damaged'

export interface Halt {
  readonly kind: 'halted'
  readonly reason: HaltReason
  /** Entries that this node holds. */
  readonly size: number
  /** The larger or contradicting head, and the witness that holds it. */
  readonly seenSize?: number
  readonly seenBy?: Party
}

/** What the sequencer is about, for status and readiness. Sizes in entries. */
export type SequencerState =
  /** Another process of the node sequences. */
  | { readonly kind: 'standby' }
  /** Fewer than k witnesses have said yet which size they last saw. */
  | { readonly kind: 'starting'; readonly answered: number; readonly needed: number }
  /** `published`: size of the newest head with k cosignatures. `witnessedBy`: who cosigned the newest head of all. */
  | {
      readonly kind: 'running'
      readonly size: number
      readonly published: number
      readonly witnessedBy: readonly Party[]
    }
  | Halt

export const halt = (reason: HaltReason, size: number, seen: Pick<Halt, 'seenSize' | 'seenBy'> = {}): Halt => ({
  kind: 'halted',
  reason,
  size,
  ...seen,
})
