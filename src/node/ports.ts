import type { Log } from '#kernel/log.ts'
import type { Clock, Failpoint, Fetch, Random, Timers } from '#kernel/ports.ts'
import type { DrawKeys, Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store } from '#platform/db/store.ts'
import type { Adapter } from '#platform/outgoing/adapter.ts'
import type { AlertSigner } from '#rooms/alerts/import.ts'
import type { Sentences } from '#platform/http/problem.ts'
import type { LiveCharter } from '#charter/record/live-charter.ts'
import type { Cas } from '#platform/journal/cas.ts'
import type { Search } from '#platform/search/search.ts'
import type { BackupKey } from './backup/write.ts'
import type { ConsoleFiles } from './console-files.ts'
import type { DemoDoor } from './demo-accounts.ts'
import type { Machine } from './machine.ts'
import type { Threads } from './reading/threads.ts'
import type { SignIn } from './sign-in/sign-in.ts'

/** Everything outside a node, as arguments: two nodes with the same ports and the same history are the same node. */
export interface NodePorts {
  readonly party: Party
  /** The party's secrets of every generation. */
  readonly keyring: Keyring
  /** New secrets beside those of the keyring, which has them from then on. */
  readonly drawKeys: DrawKeys
  readonly store: Store
  /** The lane as it was followed before the start; without it the node follows it from genesis. */
  readonly lane?: LiveCharter
  readonly blobs: Blobs
  readonly cas: Cas
  readonly search: Search
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  readonly failpoint: Failpoint
  /** The network towards one peer: pinned TLS, plain loopback, or a function in the same process. */
  readonly fetchTo: (peer: Party) => Fetch
  /** Address of a peer's node, where it differs from the charter's. */
  readonly urlOf?: (peer: Party) => string | undefined
  readonly sentences: Sentences
  /** Other threads for large documents; without them the node's own does the work. */
  readonly threads?: Threads
  /** Where there is one: its disk, files and database server. */
  readonly machine?: Machine
  /** Ways out of the node that the operator named: webhooks, mailboxes. */
  readonly outgoing?: readonly Adapter[]
  /** Whose signatures on CAP alerts are believed. */
  readonly alertSigners?: readonly AlertSigner[]
  /** The operator's key for backups; without one there are none. */
  readonly backupKey?: () => Promise<BackupKey>
  /** How people come in besides name and password. */
  readonly signIn?: SignIn
  /** Of a demo alone: what its people sign in with, told to everyone who asks. */
  readonly demoDoor?: DemoDoor
  /** The console as it was built, for browsers; without it there is none at `/`. */
  readonly console?: ConsoleFiles
  /** 32 secret bytes for cursors; they end with it. */
  readonly cursorKey: Uint8Array
}
