import type { Finding } from './finding.ts'
import type { Io } from './io.ts'

/**
 * What works on this machine without a serving node. Each entry resolves when it is done, or when `io.signal` aborts, to an
 * exit code or to an answer that the verb shows. A build may lack an entry; its verb then says so.
 */
export interface Local {
  readonly serve?: (options: { readonly config: string }, io: Io) => Promise<number>
  readonly demo?: (options: DemoOptions, io: Io) => Promise<number>
  /** Starts the demo federation for the tour; disposed of, it stops. */
  readonly federation?: (options: DemoOptions, io: Io) => Promise<Federation & AsyncDisposable>
  /** Answers what was made, as its `kind` says, and where it lies. */
  readonly init?: (options: InitOptions, io: Io) => Promise<unknown>
  /** Answers as `POST /api/v1/fsck` does. */
  readonly fsck?: (options: { readonly config: string; readonly rebuild: boolean }, io: Io) => Promise<unknown>
  /** Answers `{ok, ...facts}`. */
  readonly restore?: (options: RestoreOptions, io: Io) => Promise<unknown>
  readonly verifyBackup?: (options: { readonly file: string; readonly keyFile?: string }, io: Io) => Promise<unknown>
  /** Answers `{ok, ...facts}` of a complete export, sealed or opened. */
  readonly checkExport?: (options: { readonly file: string; readonly keyFile?: string }, io: Io) => Promise<unknown>
  /** The archive in a sealed complete export. */
  readonly openExport?: (options: {
    readonly file: string
    readonly keyFile: string
  }) => Promise<AsyncIterable<Uint8Array>>
  /** Answers the configuration in force without its secrets, or throws a Stop that names the first wrong key. */
  readonly config?: (options: { readonly config: string }, io: Io) => Promise<unknown>
  /** What is wrong with a profile, and what it would found; named as it is brought along, or by a file's path. */
  readonly coalition?: (options: { readonly named: string }) => Promise<unknown>
  /** The JSON Schema of a configuration file. */
  readonly configSchema?: () => Promise<unknown>
  /** What is wrong with the files of a node on this machine, whether it serves or not. */
  readonly doctor?: (options: { readonly config: string }, io: Io) => Promise<readonly Finding[]>
}

/** Where the parties of a demo can be reached: the shape of the line `ready` that `demo --json` prints. */
export interface Federation {
  readonly parties: readonly FederationParty[]
}

export interface FederationParty {
  readonly party: string
  readonly url: string
  /** Folder with one token file per user. */
  readonly tokens: string
}

export interface DemoOptions {
  readonly profile: string
  /** Absent: the demo's own folder, or a temporary one for the tour. */
  readonly dir?: string
  /** Of the first party; the others follow. Absent: 8440, or free ones for the tour. */
  readonly port?: number
  readonly json: boolean
}

export interface InitOptions {
  readonly dir: string
  /** Needed for a new folder. */
  readonly party?: string
  /** An invitation, or a founding under way: joins that coalition instead of founding one alone. */
  readonly joinFile?: string
  /** Parties that found together with this one. */
  readonly others?: readonly string[]
  /** The coalition as a file, instead of the words that a new one has. */
  readonly profile?: string
  /** What a person was told by voice, to be compared with the file. */
  readonly words?: string
  /** How the party is called. */
  readonly name?: string
  readonly coalition?: string
  readonly port?: number
  /** Where other parties will reach the node. */
  readonly url?: string
  /** What opens the keys: a file with a passphrase, or a key file, which is made if it is not there. */
  readonly passphraseFile?: string
  readonly keyFile?: string
  /** Keys that the party has already, whose node is lost. */
  readonly keysFolder?: string
  /** A file with the URL of an empty PostgreSQL database. */
  readonly databaseUrlFile?: string
}

export interface RestoreOptions {
  readonly file: string
  readonly config: string
  readonly keyFile?: string
  readonly isDryRun: boolean
}
