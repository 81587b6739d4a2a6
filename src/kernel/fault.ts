import type { Params } from './refusal.ts'

/** A broken promise: I/O that failed, a bug, a damaged record. Thrown; the edge answers 5xx with a reference number. */
export class Fault extends Error {
  readonly code: string
  readonly params: Params

  constructor(code: string, options: { readonly params?: Params; readonly cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Fault'
    this.code = code
    this.params = options.params ?? {}
  }
}

/** A fault after which signing would lie: whoever sequences stops and says so. */
export class FatalFault extends Fault {
  override readonly name = 'FatalFault'
}
