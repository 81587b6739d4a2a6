/** One event of a node's life as data: no content, no title, no name of a person. */
export interface LogEvent {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly event: string
  readonly [detail: string]: string | number | boolean | undefined
}

export type Log = (event: LogEvent) => void
