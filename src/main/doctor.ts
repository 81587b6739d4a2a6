import { chmod } from 'node:fs/promises'
import { Fault } from '#kernel/fault.ts'
import type { Config } from '#node/config.ts'
import { diskFinding, rightsFinding } from '#node/machine.ts'
import { guarded, looseAmong } from '#node/rights.ts'
import { unlockKeys } from '#node/unlock.ts'
import type { Finding } from '#cli/finding.ts'
import type { Io } from '#cli/io.ts'
import { configOf } from './config.ts'

/** `tamga doctor --config F`: the files of a node, whether it serves or not. */
export async function examine(options: { readonly config: string }, io: Io): Promise<readonly Finding[]> {
  const config = await configOf(options, io)
  const rights = await looseAmong(guarded(config, options.config))
  const well: Finding = { check: 'rights', state: 'ok', params: { folder: config.dataDir } }
  return [
    ...(rights.length === 0 ? [well] : rights.map((loose) => mendable(rightsFinding(loose), loose))),
    ...(rights.length === 0 ? [await keysFinding(config)] : []),
    await diskFinding(config),
  ]
}

function mendable(
  finding: Finding,
  { why, file, modeWanted }: Awaited<ReturnType<typeof looseAmong>>[number],
): Finding {
  return why === 'owner' ? finding : { ...finding, mend: () => chmod(file, modeWanted) }
}

/** Whether the keys open with what the configuration names. */
async function keysFinding(config: Config): Promise<Finding> {
  try {
    await unlockKeys(config)
    return { check: 'keys', state: 'ok', params: { party: config.party } }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { check: 'keys', state: 'bad', params: { code: error.code }, fix: 'tamga config print --config F' }
  }
}
