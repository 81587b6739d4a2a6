import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { systemTimers } from '#platform/clock/system-time.ts'
import { readSecret } from '#platform/keyring/private-file.ts'
import { verifyBackup as readThrough } from '#node/backup/verify.ts'
import type { Config } from '#node/config.ts'
import { openDatabase } from '#node/database.ts'
import { openDisk } from '#node/disk.ts'
import { restoreBackup } from '#node/restore.ts'
import { guarded, refuseLoose } from '#node/rights.ts'
import { partyOf } from '#node/unlock.ts'
import type { Io } from '#cli/io.ts'
import type { RestoreOptions } from '#cli/local.ts'
import { stop } from '#cli/stop.ts'
import { configOf } from './config.ts'
import { contentOf } from './file-content.ts'
import { stopOf } from './refused.ts'

/** `tamga backup verify`: reads the whole file and needs nothing but it and its key. */
export async function verifyBackup({ file, keyFile }: { readonly file: string; readonly keyFile?: string }) {
  if (keyFile === undefined) throw stop('option-missing', { option: '--key-file' })
  return judged(await readThrough((await contentOf(file))(), await readSecret(keyFile)))
}

/** `tamga restore`: in place of what a stopped node holds, with the key of the configuration unless another is given. */
export async function restore({ file, config: path, keyFile, isDryRun }: RestoreOptions, io: Io) {
  const config = await configOf({ config: path }, io)
  const source = await contentOf(file)
  const passphrase = await keyOf(config, keyFile)
  await refuseLoose(guarded(config, path))
  const log = (): void => undefined
  await using database = await openDatabase(config, { timers: systemTimers, log })
  await using disk = await openDisk({ folder: config.dataDir, address: database.address, timers: systemTimers })
  const onto = { ...disk, party: partyOf(config), failpoint: () => undefined }
  return judged(await restoreBackup(onto, { file: source, passphrase, isDryRun }))
}

function keyOf({ backups }: Config, given: string | undefined): Promise<Uint8Array> {
  const file = given ?? backups.keyFile
  if (file === undefined) throw stop('option-missing', { option: '--key-file' })
  return readSecret(file)
}

/** Damage is what was asked about; anything else keeps the verb from answering. */
function judged<Facts extends object>(found: Facts | Refusal): object {
  if (!isRefusal(found)) return { ok: true, ...found }
  if (found.code !== 'backup-damaged') throw stopOf(found)
  return { ok: false, ...found.params }
}
