import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import { systemTimers } from '#platform/clock/system-time.ts'
import { EmbeddedPostgres } from '#platform/db/embedded-postgres.ts'
import { clientConfig } from '#platform/db/postgres-address.ts'
import type { DatabaseAddress } from '#platform/db/postgres-address.ts'

/** Whether tests of other users can run. */
export const isRoot = process.getuid?.() === 0
/** The clone. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** A folder of the test's own, removed when it is over. */
export function freshFolder(mode = 0o755): string {
  const base = mkdtempSync(join(tmpdir(), 'tamga-e-'))
  chmodSync(base, mode)
  onTestFinished(() => rmSync(base, { recursive: true, force: true }))
  return base
}

/** The first cell that a statement answers. */
export async function ask(address: DatabaseAddress, text: string): Promise<string> {
  const client = new Client(clientConfig(address))
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return String(Object.values(rows[0] ?? {})[0])
  } finally {
    await client.end()
  }
}

/** Starts a server in this process. */
export const start = (folder: string, awayRoot = freshFolder()): Promise<EmbeddedPostgres> =>
  EmbeddedPostgres.start({ folder, awayRoot, timers: systemTimers, log: () => undefined })

/** Resolves once `holds` does; the test's time limit is its patience. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await systemTimers.sleep(10)
}

/** A process that runs a server, and what it said of it. */
export interface Child {
  readonly process: ChildProcess
  readonly said: {
    readonly pid: number
    readonly dataFolder: string
    readonly address: DatabaseAddress
    readonly fault?: string
  }
}

interface ChildOptions {
  readonly clone?: string
  readonly user?: { readonly uid: number; readonly gid: number }
  readonly away?: string
}

/** Starts a server from a process of its own, which may be another user's or run another clone. */
export async function startChild(folder: string, options: ChildOptions = {}): Promise<Child> {
  const { clone = root, user = {}, away = freshFolder() } = options
  const script = join(clone, 'test/suites/embedded-child.ts')
  const child = spawn(process.execPath, [script, folder, away], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    ...user,
  })
  for await (const line of createInterface({ input: child.stdout })) {
    return { process: child, said: JSON.parse(line) as Child['said'] }
  }
  throw new Error('the child said nothing')
}

export const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))

/** Lets a child stop its server. */
export async function stopChild({ process: child }: Child): Promise<void> {
  child.stdin?.end()
  await ended(child)
}
