import type { Say } from './catalogue.ts'
import { client, type Client } from './client.ts'
import { fetchTo } from './trust.ts'
import { targetOf, type Target, type TargetOptions } from './context.ts'
import type { Io } from './io.ts'
import type { Output } from './output.ts'

/** Options that every verb takes. */
export interface Globals extends TargetOptions {
  readonly isQuiet: boolean
  /** `--yes`: the answer to every question. */
  readonly isYes: boolean
  /** `--no-input`: nothing is asked. */
  readonly isSilent: boolean
}

/** One run of the command line: who asks, in which language, of which node. */
export interface Session {
  readonly io: Io
  readonly say: Say
  readonly out: Output
  readonly globals: Globals
  /** The node named by options, environment or context; stops where none is. */
  readonly node: () => Promise<Client>
  readonly target: () => Promise<Target>
  /** The command line itself, for the tour, which types the same commands as a person. */
  readonly run: (argv: readonly string[], io: Io) => Promise<number>
}

export type Run = Session['run']

interface SessionOptions {
  readonly io: Io
  readonly say: Say
  readonly out: Output
  readonly globals: Globals
  readonly run: Run
}

export function session(options: SessionOptions): Session {
  const { io, say, out, globals } = options
  let resolved: Promise<Target> | undefined
  const target = (): Promise<Target> => (resolved ??= targetOf(io, globals))
  const node = async (): Promise<Client> => {
    const found = await target()
    const { node: url, token, tokenFile, isExposed } = found
    if (isExposed) out.note(out.noteTone('warn', say('cli.note.tokenExposed', { file: tokenFile })))
    return client({ fetch: fetchTo(io, found), node: url, token, language: say.language, signal: io.signal })
  }
  return { ...options, node, target }
}
