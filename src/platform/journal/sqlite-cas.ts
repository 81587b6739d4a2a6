import { open, type FileHandle } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '#kernel/fault.ts'
import type { Cas, CasHead, StreamMark } from './cas.ts'
import { isSameHead, isSameMark } from './cas.ts'

/**
 * In a SQLite file of its own. Every swap is one transaction over a write-ahead log, and answers when that log was synced after its
 * commit, as SQLite itself would do it (synchronous FULL) but beside the loop on which the node answers, and once for all swaps that
 * came meanwhile. What was closed in order is one file; beside one that was killed its `-wal` holds the newest swaps.
 */
export class SqliteCas implements Cas {
  readonly #file: DatabaseSync
  readonly #path: string
  #log: Promise<FileHandle> | undefined
  /** The sync under way, and the one that begins behind it. */
  #running: Promise<void> = Promise.resolve()
  #waiting: Promise<void> | undefined
  /** A sync failed: what was committed since the last one may be gone after a power cut, and is read as if it were not. */
  #isInDoubt = false

  private constructor(file: DatabaseSync, path: string) {
    this.#file = file
    this.#path = path
  }

  static open(path: string): SqliteCas {
    try {
      const file = new DatabaseSync(path, { timeout: 5000 })
      file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
      file.exec(
        'CREATE TABLE IF NOT EXISTS head (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID',
      )
      file.exec(
        'CREATE TABLE IF NOT EXISTS leaf (origin TEXT, entry INTEGER, hash BLOB NOT NULL, PRIMARY KEY (origin, entry)) STRICT, WITHOUT ROWID',
      )
      file.exec(
        'CREATE TABLE IF NOT EXISTS mark (stream TEXT PRIMARY KEY, number INTEGER NOT NULL, digest TEXT NOT NULL) STRICT, WITHOUT ROWID',
      )
      return new SqliteCas(file, path)
    } catch (cause) {
      throw new Fault('cas-unreadable', { cause })
    }
  }

  read(origin: string): CasHead | undefined {
    this.#settleDoubt()
    const row = this.#file.prepare('SELECT size, root, leaf FROM head WHERE origin = ?').get(origin)
    return row === undefined ? undefined : headOf(row)
  }

  swap(origin: string, expected: CasHead | undefined, next: CasHead): Promise<boolean> {
    return this.#swapped(() => {
      if (!isSameHead(this.read(origin), expected)) return false
      const { size, root, leaf } = next
      this.#file.prepare('INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?)').run(origin, size, root, leaf)
      this.#file.prepare('INSERT OR REPLACE INTO leaf VALUES (?, ?, ?)').run(origin, size - 1, leaf)
      return true
    })
  }

  leaves(origin: string, from: number): readonly Uint8Array[] {
    const rows = this.#file
      .prepare('SELECT entry, hash FROM leaf WHERE origin = ? AND entry >= ? ORDER BY entry')
      .all(origin, from)
    const held: Uint8Array[] = []
    for (const { entry, hash } of rows) {
      if (entry !== from + held.length || !(hash instanceof Uint8Array)) break
      held.push(hash)
    }
    return held
  }

  settle(origin: string, size: number): void {
    this.#file.prepare('DELETE FROM leaf WHERE origin = ? AND entry < ?').run(origin, size)
  }

  mark(stream: string): StreamMark | undefined {
    this.#settleDoubt()
    const row = this.#file.prepare('SELECT number, digest FROM mark WHERE stream = ?').get(stream)
    return row === undefined ? undefined : markOf(row)
  }

  swapMark(stream: string, expected: StreamMark | undefined, { number, digest }: StreamMark): Promise<boolean> {
    return this.#swapped(() => {
      if (!isSameMark(this.mark(stream), expected)) return false
      this.#file.prepare('INSERT OR REPLACE INTO mark VALUES (?, ?, ?)').run(stream, number, digest)
      return true
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running
    const log = await this.#log?.catch(() => undefined)
    await log?.close()
    this.#file.close()
  }

  async #swapped(work: () => boolean): Promise<boolean> {
    const isSwapped = this.#transaction(work)
    if (isSwapped) await this.#synced()
    return isSwapped
  }

  /** A sync that began before a commit says nothing about it: one that begins after it is waited for. */
  #synced(): Promise<void> {
    this.#waiting ??= this.#running.then(() => {
      this.#waiting = undefined
      return this.#sync()
    })
    this.#running = this.#waiting.catch(() => undefined)
    return this.#waiting
  }

  async #sync(): Promise<void> {
    if (this.#isInDoubt) return this.#settleDoubt()
    try {
      this.#log ??= open(`${this.#path}-wal`, 'r')
      await (await this.#log).sync()
    } catch (cause) {
      this.#isInDoubt = true
      await this.#log?.then((log) => log.close()).catch(() => undefined)
      this.#log = undefined
      throw new Fault('cas-unwritable', { cause })
    }
  }

  /** After a sync that failed, nothing is answered before SQLite has brought the whole log into the file and synced that. */
  #settleDoubt(): void {
    if (!this.#isInDoubt) return
    try {
      const done = this.#file.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
      if (done?.['busy'] !== 0) throw new Fault('cas-unwritable')
    } catch (cause) {
      throw new Fault('cas-unwritable', { cause })
    }
    this.#isInDoubt = false
  }

  #transaction(work: () => boolean): boolean {
    this.#settleDoubt()
    this.#file.exec('BEGIN IMMEDIATE')
    try {
      const isDone = work()
      this.#file.exec('COMMIT')
      return isDone
    } catch (cause) {
      // SQLite has undone it already where the disk was full.
      if (this.#file.isTransaction) this.#file.exec('ROLLBACK')
      throw new Fault(isFull(cause) ? 'disk-full' : 'cas-unwritable', { cause })
    }
  }
}

/** SQLITE_FULL. */
const isFull = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === 13

function headOf({ size, root, leaf }: Readonly<Record<string, unknown>>): CasHead {
  if (typeof size === 'number' && root instanceof Uint8Array && leaf instanceof Uint8Array) return { size, root, leaf }
  throw new Fault('cas-unreadable')
}

function markOf({ number, digest }: Readonly<Record<string, unknown>>): StreamMark {
  if (typeof number === 'number' && typeof digest === 'string') return { number, digest }
  throw new Fault('cas-unreadable')
}
