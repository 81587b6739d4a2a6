import { Fault } from '#kernel/fault.ts'
import type { Log } from '#kernel/log.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { lineLog } from '#node/log.ts'
import { serveNode } from '#node/serve.ts'
import { version } from '#node/version.ts'
import type { Io } from '#cli/io.ts'
import { configOf } from './config.ts'

/** `tamga serve`: until a signal comes. What goes wrong before anything is served is thrown, for the command line to tell. */
export async function serve(options: { readonly config: string }, io: Io): Promise<number> {
  const config = await configOf(options, io)
  const log = lineLog({
    write: (line) => io.stdout.write(line),
    clock: systemClock,
    level: config.log.level,
    isPretty: io.stdout.isTerminal,
  })
  log({ level: 'info', event: 'starting', version, party: config.party })
  const ports = {
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    log,
    fetch: (asked: Request) => fetch(asked),
    stop: io.signal,
  }
  const serving = await serveNode(config, options.config, ports).catch((error: unknown) => {
    if (!io.signal.aborted) throw error
    return undefined
  })
  if (serving === undefined) {
    log({ level: 'info', event: 'stopped' })
    return 0
  }
  log({ level: 'info', event: 'ready', url: serving.url, metrics: serving.metricsUrl })
  await aborted(io.signal)
  return stopped(serving, log)
}

async function stopped(serving: AsyncDisposable, log: Log): Promise<number> {
  log({ level: 'info', event: 'stopping' })
  try {
    await serving[Symbol.asyncDispose]()
    log({ level: 'info', event: 'stopped' })
    return 0
  } catch (error) {
    log({ level: 'error', event: 'stop-failed', error: error instanceof Fault ? error.code : String(error) })
    return 1
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
