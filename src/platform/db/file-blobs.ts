import type { FileHandle } from 'node:fs/promises'
import { constants, link, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { concat } from '#kernel/bytes.ts'
import { Fault } from '#kernel/fault.ts'
import { checkBlobName } from './blob-name.ts'
import type { Blobs } from './blobs.ts'
import { isAlive } from './postmaster.ts'

/**
 * The Blobs port over one folder, 0700, a file of 0600 per blob. A blob being written lies beside it as `<name>.<process>.half`,
 * a name that no blob can have, and is linked to its own name once its bytes are on the disk.
 */
export class FileBlobs implements Blobs {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes the folder where there is none, and clears away what a killed process left half written. */
  static async open(folder: string): Promise<FileBlobs> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for await (const entry of await opendir(folder)) {
      if (isLeft(entry.name)) await rm(join(folder, entry.name), { force: true })
    }
    return new FileBlobs(folder)
  }

  async write(
    name: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ readonly bytes: number }> {
    const file = this.#path(name)
    if ((await this.size(name)) !== undefined) throw new Fault('blob-exists', { params: { name } })
    const handle = await openHalf(file, name)
    try {
      const bytes = await writeAll(handle, content)
      await handle.sync().catch(asFault)
      await linkTo(file, name)
      return { bytes }
    } finally {
      await handle.close()
      await rm(file + ownHalf, { force: true })
      await this.#syncFolder()
    }
  }

  async append(name: string, offset: number, content: Uint8Array): Promise<void> {
    const file = this.#path(name)
    const isNew = offset === 0
    if (((await this.size(name)) ?? 0) !== offset) throw new Fault('blob-offset', { params: { name, offset } })
    const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
    try {
      await writeAt(handle, content, offset)
      await handle.sync().catch(asFault)
    } finally {
      await handle.close()
    }
    if (isNew) await this.#syncFolder()
  }

  async size(name: string): Promise<number | undefined> {
    const found = await unlessMissing(stat(this.#path(name)))
    return found?.size
  }

  async read(name: string, from: number, to: number): Promise<Uint8Array> {
    const handle = await unlessMissing(open(this.#path(name), constants.O_RDONLY | constants.O_NOFOLLOW))
    if (handle === undefined) throw new Fault('blob-missing', { params: { name } })
    try {
      // For what is short, asking how much there is takes longer than reading it.
      const end = to - from <= askedBytes ? to : Math.min(to, (await handle.stat()).size)
      const bytes = new Uint8Array(Buffer.allocUnsafeSlow(Math.max(0, end - from)).buffer)
      let at = 0
      while (at < bytes.length) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at)
        if (bytesRead === 0) break
        at += bytesRead
      }
      return bytes.subarray(0, at)
    } finally {
      await handle.close()
    }
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [this.#path(from), this.#path(to)]
    if ((await this.size(from)) === undefined) throw new Fault('blob-missing', { params: { name: from } })
    if ((await this.size(to)) !== undefined) throw new Fault('blob-exists', { params: { name: to } })
    await rename(source, target)
    await this.#syncFolder()
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true })
    await this.#syncFolder()
  }

  async *names(): AsyncIterable<string> {
    for await (const entry of await opendir(this.#folder)) if (!entry.name.endsWith(half)) yield entry.name
  }

  #path(name: string): string {
    checkBlobName(name)
    return join(this.#folder, name)
  }

  /** Makes names durable, as `sync` of a file makes its bytes. */
  async #syncFolder(): Promise<void> {
    const handle = await open(this.#folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

/** Room for so much is made without asking whether it is there. */
const askedBytes = 8 * 1024 * 1024

const half = '.half'
/** Two processes of a node may write at once; a number used again by another process keeps a leftover until that one is gone. */
const ownHalf = `.${process.pid}${half}`
const halfShape = /\.(\d+)\.half$/u

/** Half-written by a process that is no more. */
function isLeft(name: string): boolean {
  if (!name.endsWith(half)) return false
  const pid = Number(halfShape.exec(name)?.[1] ?? 0)
  return pid === process.pid || pid === 0 || !isAlive(pid)
}

/** One writer per name: the half-written file is made, never opened. */
async function openHalf(file: string, name: string): Promise<FileHandle> {
  try {
    return await open(file + ownHalf, 'wx', 0o600)
  } catch (cause) {
    throw isCode(cause, 'EEXIST') ? new Fault('blob-exists', { params: { name }, cause }) : asFault(cause)
  }
}

/** Gives a finished file its name; unlike renaming, linking never replaces. */
async function linkTo(file: string, name: string): Promise<void> {
  try {
    await link(file + ownHalf, file)
  } catch (cause) {
    throw isCode(cause, 'EEXIST') ? new Fault('blob-exists', { params: { name }, cause }) : asFault(cause)
  }
}

/** Parts are gathered to so many bytes before they are written. */
const gatherBytes = 1024 * 1024
/** So much is written before the disk is asked to keep it. */
const syncBytes = 8 * 1024 * 1024

/** One batch is written while the next is gathered. */
async function writeAll(
  handle: FileHandle,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  let bytes = 0
  let asked = 0
  let written = Promise.resolve()
  let synced = Promise.resolve()
  try {
    for await (const batch of batches(content)) {
      await written
      if (bytes - asked >= syncBytes) {
        asked = bytes
        // The disk begins before the end. A sync tells of a failure once: who waits below hears of it.
        synced = synced.then(() => handle.datasync())
        synced.catch(() => undefined)
      }
      written = writeParts(handle, batch, bytes)
      // Whoever waits for it next hears of its failure.
      written.catch(() => undefined)
      bytes += lengthOf(batch)
    }
  } finally {
    await written
    await synced.catch(asFault)
  }
  return bytes
}

async function* batches(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<readonly Uint8Array[], void, undefined> {
  let parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of content) {
    parts.push(part)
    bytes += part.length
    if (bytes < gatherBytes) continue
    yield parts
    parts = []
    bytes = 0
  }
  if (bytes > 0) yield parts
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((bytes, part) => bytes + part.length, 0)

/** A disk may take less than it was given. */
async function writeParts(handle: FileHandle, parts: readonly Uint8Array[], offset: number): Promise<void> {
  const whole = lengthOf(parts)
  const { bytesWritten } = await handle.writev(parts, offset).catch(asFault)
  if (bytesWritten < whole) await writeAt(handle, concat(...parts).subarray(bytesWritten), offset + bytesWritten)
}

async function writeAt(handle: FileHandle, content: Uint8Array, offset: number): Promise<void> {
  for (let at = 0; at < content.length;) {
    const { bytesWritten } = await handle.write(content, at, content.length - at, offset + at).catch(asFault)
    at += bytesWritten
  }
}

/** No room on the disk, in the quota, or below the limit of a file. */
const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].some((code) => isCode(error, code))

function asFault(cause: unknown): never {
  throw isFull(cause) ? new Fault('disk-full', { cause }) : cause
}

async function unlessMissing<Found>(asking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asking
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
