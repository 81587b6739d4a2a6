import type { Instant } from '#kernel/instant.ts'

/** Something that happened, for tools and mailboxes outside: ids and instants, never content. */
export interface Message {
  /** The same however often it is sent: `msg_` and hex. */
  readonly id: string
  /** Who says so: `/tamga/<coalition>/<party>`. */
  readonly source: string
  /** `alert.received` or `alert.overdue`; of what is not real `exercise.alert.received` and so on, so that nobody takes one for the other. */
  readonly type: string
  readonly at: Instant
  /** Of the act it is about. */
  readonly subject: string
  /** Ids, words of profiles, instants. */
  readonly data: Readonly<Record<string, string | number>>
}

/**
 * What came of one attempt. `failed`: trying again would come to the same. `error`: a code, never what the other side said; with `sent` why one
 * of several addressees was refused.
 */
export type Attempt =
  | { readonly kind: 'sent'; readonly error?: string }
  | { readonly kind: 'again' | 'failed'; readonly error: string }

/** A way out of the node, which the operator named. Two adapters: webhooks and e-mail. */
export interface Adapter {
  readonly name: string
  readonly kind: 'webhook' | 'mail'
  /** Never throws for what the other side does. Ends with the signal. */
  send(message: Message, signal: AbortSignal): Promise<Attempt>
}

/** Waits between attempts; after the last of them it is given up. Standard Webhooks, "Retries": from seconds to hours. */
export const pausesMs = [5, 30, 120, 600, 1800, 7200, 18_000, 36_000].map((seconds) => seconds * 1000)

/** Code of an error of the network: `ECONNREFUSED`, `timeout`. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return error.cause === undefined ? (code ?? error.name) : errorCode(error.cause)
}
