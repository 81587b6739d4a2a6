import type { Clock, Fetch, Timers } from '#kernel/ports.ts'
import type { Local } from './local.ts'

/** Where text goes: a terminal, a pipe or a test's memory. */
export interface Sink {
  write(chunk: string | Uint8Array): void
  readonly isTerminal: boolean
  /** Width in terminal cells; 80 where unknown. */
  readonly columns: number
}

export interface Source {
  readonly isTerminal: boolean
  bytes(): AsyncIterable<Uint8Array>
  /** One line typed by a person, without its end; `undefined` at the end of input. */
  line(signal: AbortSignal): Promise<string | undefined>
}

/** Everything the command line touches, so that a test can run it in its own process. */
export interface Io {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly stdin: Source
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly fetch: Fetch
  /** TLS to a node with a certificate of its own: only to a key that is trusted. `keyid`: id of the `link` key it shows. */
  readonly pinned: (isTrusted: (keyid: string) => boolean) => Fetch
  readonly clock: Clock
  readonly timers: Timers
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal
  readonly local: Local
}
