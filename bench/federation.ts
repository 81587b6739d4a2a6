import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { findPostmaster } from '#platform/db/postmaster.ts'
import { openDesk, type Desk } from './desk.ts'
import { processorMs } from './processor-time.ts'

interface Party {
  readonly party: string
  readonly url: string
  readonly tokens: string
}

/** The product in a process of its own, as `npm start -- --profile bench` runs it: what is measured shares no thread with who measures. */
export interface Federation extends AsyncDisposable {
  readonly pid: number
  readonly parties: readonly string[]
  desk(party: string, user: string): Promise<Desk>
  /** Where a party's tools ask. */
  urlOf(party: string): string
  /** Processor time so far of the product with its PostgreSQL, and of the PostgreSQL alone, in milliseconds. */
  processorMs(): Promise<{ readonly all: number; readonly server: number }>
  /** Folder of the socket of its PostgreSQL, where the bare work is done by the same server. */
  readonly socketFolder: string
}

const top = fileURLToPath(new URL('..', import.meta.url))

const demo: Program = (dir) => [
  'src/main/tamga.ts',
  'demo',
  '--profile',
  'bench',
  '--dir',
  dir,
  '--port',
  '0',
  '--json',
]

/** What is run, with the folder that it works in. It says one line of JSON when its parties serve. */
type Program = (dir: string) => readonly string[]

/**
 * `flags`: for the runtime, for example `--cpu-prof`. `kept`: a folder that is there already or shall stay; without it one for this run alone.
 * `program`: another than the product's own demo.
 */
export async function startFederation(
  flags: readonly string[],
  kept?: string,
  program: Program = demo,
): Promise<Federation> {
  const dir = kept ?? (await mkdtemp(join(tmpdir(), 'tamga-bench-')))
  const args = program(dir)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...flags, ...args], {
    cwd: top,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const ready = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
  if (ready === undefined) throw new Error('the federation did not start')
  const { parties } = JSON.parse(String(ready[0])) as { readonly parties: readonly Party[] }
  const home = await readFile(join(dir, 'postgres', 'where'), 'utf8').then(
    (where) => where.trim(),
    () => undefined,
  )
  const server = await findPostmaster(join(home ?? join(dir, 'postgres'), 'server', 'data'))
  const desks: Desk[] = []
  const partyOf = (name: string): Party => {
    const found = parties.find((each) => each.party === name)
    if (found === undefined) throw new Error(`${name} is no party of this federation`)
    return found
  }
  return {
    pid: child.pid ?? 0,
    parties: parties.map(({ party }) => party),
    socketFolder: server?.socketFolder ?? '',
    async processorMs() {
      const serverMs = await processorMs(server?.pid ?? 0)
      // The server is a child of the product.
      return { all: await processorMs(child.pid ?? 0), server: serverMs }
    },
    async desk(party, user) {
      const desk = await openDesk(partyOf(party), user)
      desks.push(desk)
      return desk
    },
    urlOf: (party) => partyOf(party).url,
    async [Symbol.asyncDispose]() {
      for (const desk of desks) desk.close()
      child.kill('SIGTERM')
      await ended
      if (kept !== undefined) return
      for (const folder of [dir, home]) if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}
