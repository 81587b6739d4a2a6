import type { Log, LogEvent } from '#kernel/log.ts'
import type { Clock } from '#kernel/ports.ts'
import type { Config } from './config.ts'

export interface LogOptions {
  readonly write: (line: string) => void
  readonly clock: Clock
  readonly level: Config['log']['level']
  /** For a person at a terminal rather than a program. */
  readonly isPretty: boolean
}

const levels = ['debug', 'info', 'warn', 'error'] as const

/** One JSON object per line, `at`, `level` and `event` first; on a terminal a line of words. */
export function lineLog({ write, clock, level, isPretty }: LogOptions): Log {
  const least = levels.indexOf(level)
  const format = isPretty ? words : jsonLine
  return (event) => {
    if (levels.indexOf(event.level) >= least) write(`${format(clock.now(), event)}\n`)
  }
}

function jsonLine(at: string, { level, event, ...details }: LogEvent): string {
  return JSON.stringify({ at, level, event, ...details })
}

/** `18:05:00 info  journal-state state=running`. Control characters are not for a terminal. */
function words(at: string, { level, event, ...details }: LogEvent): string {
  const pairs = Object.entries(details).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  )
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return [at.slice(11, 19), level.padEnd(5), event, ...pairs]
    .join(' ')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/gu, '?')
}
