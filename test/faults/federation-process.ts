import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Desk } from './desk.ts'

const crashBuild = join(import.meta.dirname, 'crash-build.ts')
const product = join(import.meta.dirname, '../../src/main/tamga.ts')

export interface Launch {
  readonly dir: string
  /** The product as people start it, instead of the test build. */
  readonly isProduct?: boolean
  /** Another build of the product, which takes the same words and says the same when it serves. */
  readonly build?: string
  /** In front of the command: a program that sets limits and goes on with what follows. */
  readonly wrapper?: readonly string[]
}

interface Ready {
  /** Where a build that watches its own event loop tells of it. */
  readonly watch?: string
  readonly parties: readonly { readonly party: string; readonly url: string; readonly tokens: string }[]
}

interface Running {
  readonly dir: string
  readonly child: ChildProcessWithoutNullStreams
  readonly said: readonly string[]
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: string | null
}

/** A demo federation in a process of its own. Disposing stops it, if it still runs. */
export class FederationProcess implements AsyncDisposable {
  readonly dir: string
  readonly watch: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #said: readonly string[]
  readonly #houses: ReadonlyMap<string, Ready['parties'][number]>
  /** Resolves when the process has ended. */
  readonly ended: Promise<Ended>

  private constructor({ dir, child, said }: Running, { parties, watch }: Ready) {
    this.dir = dir
    this.watch = watch ?? ''
    this.#child = child
    this.#said = said
    this.#houses = new Map(parties.map((house) => [house.party, house]))
    this.ended = endOf(child)
  }

  /** The process as it begins, for those who do not wait until it serves. */
  static launch({ dir, isProduct = false, build = crashBuild, wrapper = [] }: Launch): ChildProcessWithoutNullStreams {
    const words = isProduct ? [product, 'demo', '--dir', dir, '--port', '0', '--json'] : [build, '--dir', dir]
    const [command = '', ...args] = [...wrapper, process.execPath, '--disable-warning=ExperimentalWarning', ...words]
    return spawn(command, args, { env: { PATH: process.env['PATH'], LANG: 'C' } })
  }

  /** Resolves when every house serves. */
  static async start(launch: Launch): Promise<FederationProcess> {
    const child = FederationProcess.launch(launch)
    const said: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
    for await (const line of createInterface({ input: child.stdout })) {
      return new FederationProcess({ dir: launch.dir, child, said }, JSON.parse(line) as Ready)
    }
    throw new Error(`the federation did not start: ${said.join('')}`)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** What it wrote for people so far: nothing, as long as all is well. */
  get said(): string {
    return this.#said.join('')
  }

  get isGone(): boolean {
    return hasEnded(this.#child)
  }

  /** How long its main thread was ready to run and no processor was free, where the kernel counts it. */
  get waitedForProcessorMs(): number {
    const file = `/proc/${this.pid}/schedstat`
    const [, waitedNs = '0'] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : []
    return Number(waitedNs) / 1e6
  }

  /** The memory it holds now. */
  get residentBytes(): number {
    const [, pages = '0'] = readFileSync(`/proc/${this.pid}/statm`, 'utf8').split(' ')
    return Number(pages) * 4096
  }

  get parties(): readonly string[] {
    return [...this.#houses.keys()]
  }

  urlOf(party: string): string {
    return this.#houses.get(party)?.url ?? ''
  }

  tokenOf(party: string, account: string): string {
    return readFileSync(join(this.#houses.get(party)?.tokens ?? '', account), 'utf8')
  }

  /** A person's desk in a party's house, who holds the account's token. */
  desk(party: string, account: string): Desk {
    return new Desk(this.urlOf(party), this.tokenOf(party, account))
  }

  /** Has the process end itself when the party's house comes to the point for the n-th time from now on. */
  aim(party: string, point: string, hit: number): void {
    this.#child.stdin.write(`CRASH_AT=${point}:${hit} CRASH_PARTY=${party}\n`)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  async stop(): Promise<Ended> {
    if (!this.isGone) this.#child.kill('SIGTERM')
    return this.ended
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

async function endOf(child: ChildProcess): Promise<Ended> {
  if (!hasEnded(child)) await once(child, 'exit')
  return { code: child.exitCode, signal: child.signalCode }
}
