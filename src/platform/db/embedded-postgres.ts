import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import type { Timers } from '#kernel/ports.ts'
import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import { makePrivate, preparePlace } from './embedded-place.ts'
import type { Place } from './embedded-place.ts'
import { initArguments, serverArguments } from './embedded-settings.ts'
import { announceGuest, claimSupervision, hasGuests } from './supervision.ts'
import { clientConfig } from './postgres-address.ts'
import type { DatabaseAddress } from './postgres-address.ts'
import { clearStalePid, findPostmaster, isAlive } from './postmaster.ts'

export interface EmbeddedOptions {
  /** Everything of the server lives here, or is named here in the file `where`. */
  readonly folder: string
  readonly timers: Timers
  readonly log: Log
  /** Where data goes when the server's user cannot reach `folder`; for root only. */
  readonly awayRoot?: string
  /** How many it must take at once; at least it takes 100, enough for the processes of one node. */
  readonly connections?: number
  /** Works with the server of another process of the node, where one supervises it, and takes over when that one is gone. */
  readonly joins?: boolean
}

/** The only database user; whoever reaches the socket is it. */
const user = 'tamga'
/** A socket's path has at most 107 bytes and ends in `/.s.PGSQL.5432`. */
const longestSocketFolder = 90
const startPatienceMs = 60_000
/** Children of a killed server may hold its memory for seconds. */
const startAttempts = 30
const stopPatienceMs = 20_000
const pollMs = 4
const watchMs = 100
const firstPauseMs = 50
const leastConnections = 100
/** A server that lived this long did not die of the last start. */
const lastingMs = 60_000

/**
 * A real PostgreSQL of our own below one folder, started, watched, started again after a crash and stopped with the node.
 * It listens on a Unix socket alone. A server left behind by a killed node is taken over.
 */
export class EmbeddedPostgres implements AsyncDisposable {
  readonly #place: Place
  readonly #options: EmbeddedOptions
  /** Gives the supervision up; `undefined` while another process has it. */
  #release: (() => Promise<void>) | undefined
  #leave: () => Promise<void> = () => Promise.resolve()
  readonly #stop = new AbortController()
  #pid = 0
  #socketFolder = ''
  #watch: Promise<void> = Promise.resolve()
  readonly #atExit = (): void => void (this.#release === undefined || this.#signal('SIGINT'))

  private constructor(place: Place, options: EmbeddedOptions) {
    this.#place = place
    this.#options = options
  }

  /** Resolves when the server takes connections. Faults when a living process already runs one on this folder. */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const place = await preparePlace(options.folder, options.awayRoot ?? '/var/tmp')
    const server = new EmbeddedPostgres(place, options)
    if (options.joins === true) server.#leave = await announceGuest(options.folder)
    try {
      if (await server.#claims()) {
        await server.#initialise()
        await server.#up()
      } else await server.#joinOther()
    } catch (fault) {
      await server.#release?.()
      await server.#leave()
      throw fault
    }
    process.once('exit', server.#atExit)
    server.#watch = server.#supervise()
    return server
  }

  /** Process number of the server, for those who watch or kill it. */
  get pid(): number {
    return this.#pid
  }

  get dataFolder(): string {
    return join(this.#place.home, 'data')
  }

  address(database: string): DatabaseAddress {
    return { socketFolder: this.#socketFolder, user, database }
  }

  /** Makes a database, as a copy of `template` when one is named; false when it was there. */
  async createDatabase(name: string, template = 'template0'): Promise<boolean> {
    return this.#asOwner(async (client) => {
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
      if (rowCount !== 0) return false
      await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`)
      return true
    })
  }

  /** Removes a database and whoever is connected to it. */
  async dropDatabase(name: string): Promise<void> {
    await this.#asOwner((client) => client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`))
  }

  /** Removes every database whose name begins so. */
  async dropDatabases(prefix: string): Promise<void> {
    const names = await this.#asOwner(async (client) => {
      const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database')
      return rows.map(({ datname }) => datname).filter((name) => name.startsWith(prefix))
    })
    for (const name of names) await this.dropDatabase(name)
  }

  /** Ends sessions, writes a checkpoint and stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#stop.abort()
    process.off('exit', this.#atExit)
    await this.#watch
    await this.#leave()
    if (this.#release === undefined) return
    // Whoever else works with it supervises it from now on.
    if (!(await hasGuests(this.#options.folder))) await this.#down()
    await this.#release()
  }

  /** Whether this process supervises the server from now on. */
  async #claims(): Promise<boolean> {
    try {
      this.#release = await claimSupervision(this.#options.folder)
      return true
    } catch (fault) {
      const isOther = fault instanceof Fault && fault.code === 'embedded-in-use'
      if (!isOther || this.#options.joins !== true) throw fault
      return false
    }
  }

  /** Waits for the server of the process that supervises it; supervises it if that one is gone meanwhile. */
  async #joinOther(): Promise<void> {
    for (let waitedMs = 0; waitedMs < startPatienceMs; waitedMs += watchMs) {
      if (await this.#findsServer()) return
      if (await this.#claims()) {
        await this.#initialise()
        return this.#up()
      }
      await this.#options.timers.sleep(watchMs)
    }
    throw new Fault('embedded-start-failed', { params: { log: this.#logFile } })
  }

  async #findsServer(): Promise<boolean> {
    const found = await findPostmaster(this.dataFolder)
    if (found === undefined || !found.isReady) return false
    this.#pid = found.pid
    this.#socketFolder = found.socketFolder
    return true
  }

  async #asOwner<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client(clientConfig(this.address('postgres')))
    client.on('error', () => undefined)
    try {
      await client.connect()
      return await work(client)
    } catch (cause) {
      throw new Fault('db-failed', { cause })
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** A new data folder appears whole or not at all, whenever the process is killed. */
  async #initialise(): Promise<void> {
    if (await exists(join(this.dataFolder, 'PG_VERSION'))) return
    const half = join(this.#place.home, 'data.half')
    await rm(half, { recursive: true, force: true })
    await makePrivate(half, this.#place.user)
    const log = await this.#openLog()
    try {
      const child = this.#run('initdb', initArguments(half, user), ['ignore', log.fd, log.fd])
      const code = await exitOf(child)
      if (code !== 0) throw await this.#initFault()
    } finally {
      await log.close()
    }
    await this.#setAside()
    await rename(half, this.dataFolder)
  }

  /** What lies in the data folder's place and is none is kept, under another name. */
  async #setAside(): Promise<void> {
    if (!(await exists(this.dataFolder))) return
    for (let number = 1; ; number++) {
      const aside = `${this.dataFolder}.aside-${number}`
      if (!(await exists(aside))) return rename(this.dataFolder, aside)
    }
  }

  /** A user number without a name, as some containers have, is the one thing that making a data folder cannot do with. */
  async #initFault(): Promise<Fault> {
    const { uid } = this.#place.user
    const log = await readFile(this.#logFile, 'utf8')
    if (log.includes(`effective user ID ${uid}`)) return new Fault('embedded-user-unnamed', { params: { uid } })
    return new Fault('embedded-init-failed', { params: { log: this.#logFile } })
  }

  /** Takes over the server that runs here, or starts one. */
  async #up(): Promise<void> {
    const found = await findPostmaster(this.dataFolder)
    if (found !== undefined) {
      this.#pid = found.pid
      this.#socketFolder = found.socketFolder
      if (await this.#becomesReady(() => isAlive(found.pid))) return
    }
    for (let attempt = 0; attempt < startAttempts; attempt++) {
      if (await this.#launch()) return
      await this.#options.timers.sleep(200)
    }
    throw new Fault('embedded-start-failed', { params: { log: this.#logFile } })
  }

  /** False when the server gave up, as it does while children of a killed one still hold their memory. */
  async #launch(): Promise<boolean> {
    await clearStalePid(this.dataFolder)
    this.#socketFolder = await this.#makeSocketFolder()
    const log = await this.#openLog()
    const { connections = 0 } = this.#options
    const settings = serverArguments(this.dataFolder, this.#socketFolder, Math.max(leastConnections, connections))
    const child = this.#run('postgres', settings, ['ignore', log.fd, log.fd])
    await log.close()
    let hasEnded = child.pid === undefined
    child.once('error', () => (hasEnded = true))
    child.once('exit', () => (hasEnded = true))
    child.unref()
    this.#pid = child.pid ?? 0
    return this.#becomesReady(() => !hasEnded)
  }

  async #becomesReady(isRunning: () => boolean): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < startPatienceMs && isRunning(); waitedMs += pollMs) {
      const found = await findPostmaster(this.dataFolder)
      if (found?.pid === this.#pid && found.isReady) return true
      await this.#options.timers.sleep(pollMs)
    }
    return false
  }

  /** Starts the server again whenever it is gone, more slowly each time it does not last. */
  async #supervise(): Promise<void> {
    const { timers, log } = this.#options
    const { signal } = this.#stop
    let [pauseMs, livedMs] = [firstPauseMs, 0]
    while (!signal.aborted) {
      await timers.sleep(watchMs, signal)
      livedMs += watchMs
      if (signal.aborted) continue
      if (this.#release === undefined && !(await this.#claims())) {
        await this.#findsServer()
        continue
      }
      if (isAlive(this.#pid)) continue
      if (livedMs > lastingMs) pauseMs = firstPauseMs
      log({ level: 'error', event: 'embedded-postgres-died', log: this.#logFile })
      await timers.sleep(pauseMs, signal)
      if (signal.aborted) return
      pauseMs = Math.min(pauseMs * 2, 5000)
      await this.#up().catch(() => log({ level: 'error', event: 'embedded-postgres-not-started', log: this.#logFile }))
      livedMs = 0
    }
  }

  async #down(): Promise<void> {
    for (const how of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
      this.#signal(how)
      if (await this.#ends()) break
    }
    if (!this.#socketFolder.startsWith(this.#place.home)) await rm(this.#socketFolder, { recursive: true, force: true })
  }

  async #ends(): Promise<boolean> {
    for (let waitedMs = 0; waitedMs < stopPatienceMs; waitedMs += pollMs) {
      if ((await findPostmaster(this.dataFolder)) === undefined && !isAlive(this.#pid)) return true
      await this.#options.timers.sleep(pollMs)
    }
    return false
  }

  #signal(how: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): void {
    try {
      if (this.#pid > 0) process.kill(this.#pid, how)
    } catch {
      // It has ended.
    }
  }

  async #makeSocketFolder(): Promise<string> {
    const near = join(this.#place.home, 'socket')
    const isShort = Buffer.byteLength(near) <= longestSocketFolder
    const folder = isShort ? near : await mkdtemp(join(shortTemporary(), 'tamga-'))
    await makePrivate(folder, this.#place.user)
    return folder
  }

  #run(program: 'initdb' | 'postgres', args: readonly string[], stdio: StdioOptions): ChildProcess {
    const { binaries, links, home } = this.#place
    const lib = join(binaries.native, 'lib')
    return spawn(join(binaries.native, 'bin', program), args, {
      cwd: home,
      env: { LD_LIBRARY_PATH: `${links}:${lib}`, LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
      stdio,
      // A group of its own: Ctrl-C is the node's to answer, and it ends the server after its last write.
      detached: true,
      ...(this.#place.user.isOther ? { uid: this.#place.user.uid, gid: this.#place.user.gid } : {}),
    })
  }

  get #logFile(): string {
    return join(this.#place.home, 'postgres.log')
  }

  /** The last megabyte or two of the server's messages; two files. */
  async #openLog(): Promise<Awaited<ReturnType<typeof open>>> {
    const size = await stat(this.#logFile).then(
      (found) => found.size,
      () => 0,
    )
    if (size > 1_000_000) await rename(this.#logFile, `${this.#logFile}.old`)
    return open(this.#logFile, 'a', 0o600)
  }
}

const shortTemporary = (): string => (Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp')

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  )

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code))
  })
}
