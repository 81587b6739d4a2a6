import type { Log } from '#kernel/log.ts'
import type { Clock, Failpoint, Random } from '#kernel/ports.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Reads, Store } from '#platform/db/store.ts'
import type { FreshFiles } from '#platform/record/fresh-files.ts'
import type { Projectors } from '#platform/record/projector.ts'
import type { Reading } from '#platform/record/reading.ts'
import type { Charter } from '#charter/charter.ts'
import type { LaneFork } from './forks.ts'
import type { EarlyEntry } from './live-charter.ts'

/** A party's house: what its office needs to speak and its door to listen. Everything outside arrives here, as an argument. */
export interface House {
  readonly self: Party
  readonly store: Store
  readonly blobs: Blobs
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly failpoint: Failpoint
  readonly projectors: Projectors
  /** Plaintexts of a moment ago; without them every file is opened again where it is wanted. */
  readonly fresh?: FreshFiles
  /** Who does the work on whole documents. */
  readonly reading: Reading
  /** The newest charter this node has adopted. */
  readonly charter: () => Charter
  /** Adopts what of the lane has come in since, as the transaction or the store sees it. */
  readonly followLane: (reads: Reads) => Promise<boolean>
  /** Works out the closed agreements of this party again, if something of theirs has come. */
  readonly followClosed: (reads: Reads) => Promise<boolean>
  /** Where the present depositary forked the lane, if it did: nothing more of its is adopted. */
  readonly laneFork: () => LaneFork | undefined
  /** The next entry, where it claims a later time than our clock allows and waits for it. */
  readonly laneEarly: () => EarlyEntry | undefined
}
