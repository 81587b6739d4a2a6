import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isRefusal } from '#kernel/refusal.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { foundAlone, type Founded } from '#node/founding/alone.ts'
import { askToJoin, type Requested } from '#node/founding/join.ts'
import { fileStop } from '#cli/context.ts'
import type { InitOptions } from '#cli/local.ts'
import type { Io } from '#cli/io.ts'
import { stopOf } from './refused.ts'

/** `tamga init`: founds a coalition of one, or asks to join one that exists. */
export async function init(options: InitOptions, io: Io): Promise<Founded | Requested> {
  const log = (): void => undefined
  const ports = { clock: systemClock, timers: systemTimers, random: systemRandom, log }
  const { joinFile, ...others } = options
  const made = { ...others, dir: resolve(io.cwd, options.dir) }
  const done =
    joinFile === undefined ? await foundAlone(made, ports) : await askToJoin(await contentOf(joinFile), made, ports)
  if (isRefusal(done)) throw stopOf(done)
  return done
}

/** Nothing larger is an invitation: the greatest charter that a node reads at once is far smaller. */
const maxFileBytes = 256 * 1024 * 1024

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file, 'r')
    const { size } = await handle.stat()
    return new Uint8Array(size > maxFileBytes ? [] : await handle.readFile())
  } catch (cause) {
    throw fileStop(cause, file)
  }
}
