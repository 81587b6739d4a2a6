import { systemTimers } from '#platform/clock/system-time.ts'
import { checkStoppedNode, type Projections } from '#node/fsck.ts'
import type { Io } from '#cli/io.ts'
import { configOf } from './config.ts'

/** `tamga fsck --config F`: on a node that does not serve. */
export async function fsck(
  options: { readonly config: string; readonly rebuild: boolean },
  io: Io,
): Promise<Projections> {
  const config = await configOf(options, io)
  const log = (): void => undefined
  return checkStoppedNode(
    { config, configFile: options.config, rebuild: options.rebuild },
    { timers: systemTimers, log },
  )
}
