import type { Stats } from 'node:fs'
import { chmod, lstat, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '#kernel/fault.ts'
import type { Config } from './config.ts'
import { secretsOf } from './outgoing-config.ts'

/** Permission bits of anybody but the owner: all, and to write. */
const others = 0o077
const writing = 0o022

/** A file or folder of a node that must be closed to others; `modeWanted` as chmod takes it. */
export interface Guarded {
  readonly file: string
  readonly modeWanted: number
  /** Only writing is forbidden to others: it holds no secret. */
  readonly mayBeRead: boolean
}

export interface Looseness extends Guarded {
  /** `mode`: chmod mends it. `owner`: it belongs to someone else than us or root. */
  readonly why: 'mode' | 'owner'
}

/** Everything of a node whose rights matter, as far as it is there. */
export function guarded(config: Config, configFile: string): readonly Guarded[] {
  const { dataDir, keys, database, listen, backups } = config
  const secrets = [
    keys.keyFile,
    keys.passphraseFile,
    database.urlFile,
    listen.certificateKeyFile,
    backups.keyFile,
    config.oidc?.clientSecretFile,
    ...secretsOf(config.outgoing),
  ]
  const own = ['keys/keys.json', 'genesis.json', 'admin.token'].map((name) => join(dataDir, name))
  return [
    { file: dataDir, modeWanted: 0o700, mayBeRead: false },
    { file: join(dataDir, 'keys'), modeWanted: 0o700, mayBeRead: false },
    ...[...secrets, ...own].flatMap((file) =>
      file === undefined ? [] : [{ file, modeWanted: 0o600, mayBeRead: false }],
    ),
    { file: configFile, modeWanted: 0o644, mayBeRead: true },
  ]
}

/** What others could read or change. */
export async function looseAmong(files: readonly Guarded[]): Promise<readonly Looseness[]> {
  const found = await Promise.all(
    files.map(async (one): Promise<readonly Looseness[]> => {
      const about = await (one.mayBeRead ? stat : lstat)(one.file).catch(() => undefined)
      const why = about === undefined ? undefined : loosenessOf(about, one)
      return why === undefined ? [] : [{ ...one, why }]
    }),
  )
  return found.flat()
}

function loosenessOf({ mode, uid }: Stats, { mayBeRead }: Guarded): Looseness['why'] | undefined {
  if (uid !== 0 && uid !== process.getuid?.()) return 'owner'
  return (mode & (mayBeRead ? writing : others)) === 0 ? undefined : 'mode'
}

/** Faults with `file-loose` or `file-foreign` at the first that others could read or change. */
export async function refuseLoose(files: readonly Guarded[]): Promise<void> {
  const [first] = await looseAmong(files)
  if (first === undefined) return
  const mode = first.modeWanted.toString(8)
  throw new Fault(first.why === 'owner' ? 'file-foreign' : 'file-loose', { params: { file: first.file, mode } })
}

/** Makes a folder that only we can enter, or closes the one that is there. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
}
