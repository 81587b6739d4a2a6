import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import type { Io, Sink } from '../io.ts'
import type { Local } from '../local.ts'
import { run } from '../run.ts'
import type { FakeFederation } from './fake-federation.ts'
import { fakeParties } from './fake-gate.ts'

const users = ['analyst', 'liaison', 'liaison2', 'duty', 'treaty', 'admin', 'oversight'] as const

export interface Typed {
  /** `party/user` whose token is given; none for verbs that ask no node. */
  readonly as?: string
  readonly env?: Readonly<Record<string, string>>
  /** What a person types when asked; given, both streams are terminals. */
  readonly answers?: readonly string[]
  readonly stdin?: string
  readonly columns?: number
  readonly local?: Local
  readonly signal?: AbortSignal
}

export interface Printed {
  readonly exit: number
  readonly out: string
  readonly err: string
  readonly bytes: Uint8Array
}

export interface Desk {
  readonly folder: string
  readonly federation: { readonly parties: readonly { party: string; url: string; tokens: string }[] }
  readonly type: (words: readonly string[], typed?: Typed) => Promise<Printed>
  readonly file: (name: string, content: string | Uint8Array) => Promise<string>
}

/** Each party's node as a function from request to answer. Tokens are `party/user`. */
export type Nodes = Pick<FakeFederation, 'answer'>

/** A person's desk in a folder of its own, which goes with the test: token files of every party, and the command line in this process. */
export async function desk(nodes: Nodes): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'tamga-cli-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const parties = fakeParties.map((party) => ({
    party,
    url: `http://${party}.test`,
    tokens: join(folder, party, 'tokens'),
  }))
  for (const { party, tokens } of parties) {
    await mkdir(tokens, { recursive: true })
    for (const user of users) await writeFile(join(tokens, user), `${party}/${user}\n`, { mode: 0o600 })
  }
  return {
    folder,
    federation: { parties },
    async file(name, content) {
      await writeFile(join(folder, name), content)
      return name
    },
    async type(words, typed = {}) {
      const [party = '', user = ''] = (typed.as ?? '').split('/')
      const who =
        typed.as === undefined
          ? []
          : ['--node', `http://${party}.test`, '--token-file', join(folder, party, 'tokens', user)]
      const out: Uint8Array[] = []
      const err: Uint8Array[] = []
      const io = ioOf({ folder, nodes, typed, out, err })
      const exit = await run([...words, ...who], io)
      const bytes = Buffer.concat(out)
      return { exit, bytes, out: bytes.toString('utf8'), err: Buffer.concat(err).toString('utf8') }
    },
  }
}

interface Parts {
  readonly folder: string
  readonly nodes: Nodes
  readonly typed: Typed
  readonly out: Uint8Array[]
  readonly err: Uint8Array[]
}

function ioOf({ folder, nodes, typed, out, err }: Parts): Io {
  const isTerminal = typed.answers !== undefined
  const answers = [...(typed.answers ?? [])]
  const columns = typed.columns ?? 100
  const sink = (chunks: Uint8Array[]): Sink => ({
    write: (chunk) => void chunks.push(Buffer.from(chunk)),
    isTerminal,
    columns,
  })
  let nowMs = Date.parse('2026-11-21T18:05:00.000Z')
  return {
    stdout: sink(out),
    stderr: sink(err),
    stdin: {
      isTerminal,
      bytes: () =>
        (async function* () {
          yield Buffer.from(typed.stdin ?? '')
        })(),
      line: async () => answers.shift(),
    },
    env: { XDG_CONFIG_HOME: join(folder, 'config'), ...typed.env },
    cwd: folder,
    pinned: () => () => Promise.reject(new Error('no TLS here')),
    fetch: async (request) => {
      request.signal.throwIfAborted()
      return nodes.answer(new URL(request.url).host.split('.')[0] ?? '', request)
    },
    clock: { now: () => instantOf(nowMs) },
    timers: {
      async sleep(ms) {
        nowMs += ms
        await new Promise((resolve) => setImmediate(resolve))
      },
    },
    signal: typed.signal ?? new AbortController().signal,
    local: typed.local ?? {},
  }
}
