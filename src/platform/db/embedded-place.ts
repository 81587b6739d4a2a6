import { Fault } from '#kernel/fault.ts'
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyBinaries, installedBinaries, linkLibraries } from './embedded-binaries.ts'
import type { Binaries } from './embedded-binaries.ts'

/** Who runs the server: itself when ordinary, the unprivileged user when root (PostgreSQL refuses root). */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
  /** True when we are root and the server must be someone else. */
  readonly isOther: boolean
}

/** The folders of one embedded server. */
export interface Place {
  readonly user: ServerUser
  readonly binaries: Binaries
  /** Links between library names. */
  readonly links: string
  /** Holds `data`, `socket` and `postgres.log`; ours, so that the server's user can plant no link for root to follow. */
  readonly home: string
}

const nobody = 65_534

export function serverUser(): ServerUser {
  const uid = process.getuid?.() ?? 0
  if (uid === 0) return { uid: nobody, gid: nobody, isOther: true }
  return { uid, gid: process.getgid?.() ?? uid, isOther: false }
}

/**
 * Finds or makes the folders under `folder`. Run as root, the server's user must reach binaries and data: where it
 * cannot (a clone or a folder inside root's home), both move to a folder of their own below `awayRoot`, named in
 * `<folder>/where`.
 */
export async function preparePlace(folder: string, awayRoot: string): Promise<Place> {
  await mkdir(folder, { recursive: true })
  const user = serverUser()
  const base = await baseFor(await realpath(folder), user, awayRoot)
  const binaries = await reachableBinaries(user, base)
  const links = join(base, `libraries-${binaries.version}`)
  await linkLibraries(binaries, links)
  const home = join(base, 'server')
  await mkdir(home, { recursive: true })
  // Whatever our umask is, the server's user passes through.
  await chmod(home, user.isOther ? 0o711 : 0o700)
  return { user, binaries, links, home }
}

async function baseFor(folder: string, user: ServerUser, awayRoot: string): Promise<string> {
  const where = join(folder, 'where')
  const recorded = await readFile(where, 'utf8').catch(() => undefined)
  if (recorded !== undefined) return trusted(recorded.trim())
  if (!user.isOther || (await isReachable(folder, user))) return folder
  const away = await mkdtemp(join(awayRoot, 'tamga-'))
  // Others may pass through to the server's own folder, and see nothing.
  await chmod(away, 0o711)
  await writeFile(where, `${away}\n`, { mode: 0o644, flush: true })
  return away
}

/** A recorded folder is used only while it is still ours and nobody else can write in it. */
async function trusted(folder: string): Promise<string> {
  const found = await lstat(folder).catch((cause: unknown) => {
    throw new Fault('embedded-folder-gone', { params: { folder }, cause })
  })
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Fault('embedded-folder-loose', { params: { folder } })
  }
  return folder
}

async function reachableBinaries(user: ServerUser, base: string): Promise<Binaries> {
  const installed = await installedBinaries()
  if (!user.isOther || (await isReachable(join(installed.native, 'bin', 'postgres'), user))) return installed
  const copy = join(base, `postgres-${installed.version}`)
  const isThere = await stat(copy).then(
    () => true,
    () => false,
  )
  return isThere ? { native: copy, version: installed.version } : copyBinaries(installed, copy)
}

/** Whether a user can enter every folder on the way and read what is there. */
export async function isReachable(path: string, user: Pick<ServerUser, 'uid' | 'gid'>): Promise<boolean> {
  for (let at = await realpath(path); ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at)
    const bits = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode
    if ((bits & 0o1) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** Makes a folder that only the server's user can enter. */
export async function makePrivate(folder: string, user: ServerUser): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user.isOther) await chown(folder, user.uid, user.gid)
}
