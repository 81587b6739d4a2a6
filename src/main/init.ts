import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { isFounding } from '#charter/genesis/together.ts'
import { makeAnew, type Anew } from '#node/founding/anew.ts'
import { foundAlone, type Founded } from '#node/founding/alone.ts'
import { askToJoin, type Requested } from '#node/founding/join.ts'
import { beginTogether, continueTogether, type UnderWay } from '#node/founding/together.ts'
import { fileStop } from '#cli/context.ts'
import type { InitOptions } from '#cli/local.ts'
import type { Io } from '#cli/io.ts'
import { stop } from '#cli/stop.ts'
import { stopOf } from './refused.ts'

type Made = Founded | Requested | UnderWay | Anew

const ports = { clock: systemClock, timers: systemTimers, random: systemRandom, log: (): void => undefined }

/** `tamga init`: founds a coalition alone or with others, or asks to join one that exists. */
export async function init(options: InitOptions, io: Io): Promise<Made> {
  const done = await made({ ...options, dir: resolve(io.cwd, options.dir), party: options.party ?? '' })
  if (!isRefusal(done)) return done
  if (options.party === undefined && done.code === 'party-malformed')
    throw stop('option-missing', { option: '--party' })
  throw stopOf(done)
}

async function made(options: InitOptions & { readonly party: string }): Promise<Made | Refusal> {
  const { joinFile, others, profile } = options
  if (joinFile === undefined) {
    const isAlone = others === undefined && profile === undefined
    return isAlone ? foundAlone(options, ports) : beginTogether(options, ports)
  }
  const content = await contentOf(joinFile)
  if (options.keysFolder !== undefined) return makeAnew(content, options, ports)
  return isFounding(content) ? continueTogether(content, options, ports) : askToJoin(content, options, ports)
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
