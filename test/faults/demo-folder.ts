import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemTimers } from '#platform/clock/system-time.ts'
import { findPostmaster } from '#platform/db/postmaster.ts'

/** A folder for a federation, under one that everyone may enter. Disposing ends a database left behind and removes everything. */
export class DemoFolder implements AsyncDisposable {
  readonly #base: string
  readonly dir: string

  constructor(base = mkdtempSync(join(tmpdir(), 'tamga-f-'))) {
    this.#base = base
    chmodSync(base, 0o755)
    this.dir = join(base, 'demo')
  }

  /** Where the embedded server keeps its things: elsewhere, when its user may not enter the folder. */
  get server(): string {
    const where = join(this.dir, 'postgres/where')
    return existsSync(where) ? readFileSync(where, 'utf8').trim() : join(this.dir, 'postgres')
  }

  /** The server's process, if one runs. */
  async postmaster(): Promise<number | undefined> {
    return (await findPostmaster(join(this.server, 'server/data')))?.pid
  }

  /** The last lines of the log that tell of trouble, for the one who reads why a test failed. */
  lastTroubles(): string {
    const file = join(this.dir, 'log.jsonl')
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    const isTrouble = (line: string): boolean => /"level":"(?:warn|error)"|link-state/u.test(line)
    return lines.filter(isTrouble).slice(-30).join('\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { server } = this
    for (let pid = await this.postmaster(); pid !== undefined; pid = await this.postmaster()) {
      process.kill(pid, 'SIGQUIT')
      await systemTimers.sleep(50)
    }
    for (const folder of [server, this.#base]) rmSync(folder, { recursive: true, force: true })
  }
}
