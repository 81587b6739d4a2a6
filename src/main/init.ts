import { resolve } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { initNode, type Founded } from '#node/init.ts'
import type { InitOptions } from '#cli/local.ts'
import type { Io } from '#cli/io.ts'
import { stopOf } from './refused.ts'

/** `tamga init`: founds a coalition of one. */
export async function init(options: InitOptions, io: Io): Promise<Founded> {
  const log = (): void => undefined
  const ports = { clock: systemClock, timers: systemTimers, random: systemRandom, log }
  const founded = await initNode({ ...options, dir: resolve(io.cwd, options.dir) }, ports)
  if (isRefusal(founded)) throw stopOf(founded)
  return founded
}
