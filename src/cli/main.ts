import { createInterface } from 'node:readline'
import { instantOf } from '#kernel/instant.ts'
import { catalogue } from './catalogue.ts'
import { keyIdOf } from '#protocol/identity/key-id.ts'
import { printCompletions } from './completion.ts'
import { interruptOf } from './interrupt.ts'
import type { Io, Sink, Source } from './io.ts'
import { languageOf } from './language.ts'
import type { Local } from './local.ts'
import { run } from './run.ts'
import { verbs } from './verbs/table.ts'

/** The command line as a process: its streams, its signals, its exit code. `local`: what this build can do without a serving node. */
export async function main(argv: readonly string[], local: Local): Promise<void> {
  if (argv[0] === 'complete' && argv[1] === '--') {
    printCompletions(argv.slice(2), verbs, catalogue(languageOf(argv, process.env)))
    return
  }
  const isService = argv.includes('serve') || argv.includes('demo')
  const signal = interruptOf(process, isService)
  // A node goes on when nobody reads its log any more.
  process.stdout.on('error', argv.includes('serve') ? () => undefined : endQuietly)
  process.exitCode = await run(argv, { ...ioOf(process, signal), local })
  // At once: while the runtime takes itself down a late copy of a signal would end it as a failure.
  if (isService) process.exit()
}

function ioOf({ env, stdout, stderr, stdin }: NodeJS.Process, signal: AbortSignal): Omit<Io, 'local'> {
  return {
    stdout: sink(stdout),
    stderr: sink(stderr),
    stdin: source(stdin),
    env,
    cwd: folderOf(env),
    fetch: (request) => fetch(request),
    pinned: (isTrusted) => async (request) => {
      // Loaded only where it is needed: every verb is a new process.
      const { pinnedFetch } = await import('#platform/transport/link/pinned-fetch.ts')
      const trusts = (key: Uint8Array): boolean => isTrusted(keyIdOf('link', 'ed25519', key))
      return pinnedFetch(trusts, { streams: true }).fetch(request)
    },
    clock: { now: () => instantOf(Date.now()) },
    timers: { sleep: (ms, aborted) => sleep(ms, aborted) },
    signal,
  }
}

/** Where the person stands: npm runs scripts in the package's own folder and keeps the person's in INIT_CWD. */
function folderOf(env: NodeJS.ProcessEnv): string {
  return env['npm_lifecycle_event'] === 'tamga' && env['INIT_CWD'] ? env['INIT_CWD'] : process.cwd()
}

function sink(stream: NodeJS.WriteStream): Sink {
  return {
    write: (chunk) => void stream.write(chunk),
    isTerminal: stream.isTTY,
    columns: stream.columns ?? 80,
  }
}

function source(stream: NodeJS.ReadStream): Source {
  return {
    isTerminal: stream.isTTY,
    bytes: () => stream,
    async line(signal) {
      using reader = createInterface({ input: stream, signal })
      for await (const line of reader) return line
      return undefined
    },
  }
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', () => resolve(), { once: true })
  await promise
  clearTimeout(timer)
}

/** A reader that went away (`tamga list | head -1`) is no failure. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
}
