import { Fault } from '#kernel/fault.ts'
import type { Stats } from 'node:fs'
import { constants, link, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Permission bits of anybody but the owner. */
const others = 0o077

/**
 * Reads a file that only its owner can read. Faults with `file-loose` when others have any permission, when it belongs to
 * another user than us or root, or when it is not a plain file; with `file-unreadable` when it cannot be read.
 */
export async function readPrivateFile(file: string): Promise<Uint8Array> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw new Fault('file-unreadable', { params: { file }, cause })
  })
  try {
    const found = await handle.stat()
    if (!found.isFile() || !isPrivate(found)) throw new Fault('file-loose', { params: { file } })
    return new Uint8Array(await handle.readFile())
  } finally {
    await handle.close()
  }
}

const shortestSecret = 16
const lineEnd = 0x0a

/** The secret in a private file: a last line end does not count; faults with `keyring-secret-short` below 16 bytes. */
export async function readSecret(file: string): Promise<Uint8Array> {
  const content = await readPrivateFile(file)
  const secret = content.at(-1) === lineEnd ? content.subarray(0, -1) : content
  if (secret.length < shortestSecret) throw new Fault('keyring-secret-short', { params: { file } })
  return secret
}

/** Faults with `file-loose` unless only its owner, us or root, can enter the folder. */
export async function checkPrivateFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(
    (cause: unknown) => {
      throw new Fault('file-unreadable', { params: { file: folder }, cause })
    },
  )
  try {
    if (!isPrivate(await handle.stat())) throw new Fault('file-loose', { params: { file: folder } })
  } finally {
    await handle.close()
  }
}

/** Writes a file that only we can read, durable and whole or not at all; faults with `file-exists` rather than replace one. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await checkPrivateFolder(folder)
  const half = `${file}.half`
  await rm(half, { force: true })
  const handle = await open(half, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(half, file)
  } catch (cause) {
    throw new Fault('file-exists', { params: { file }, cause })
  } finally {
    await rm(half)
  }
  await syncFolder(folder)
}

/** Makes names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isPrivate({ mode, uid }: Stats): boolean {
  return (mode & others) === 0 && (uid === 0 || uid === process.getuid?.())
}
