import type { Unreachable } from './link-client.ts'

/**
 * How we stand with a peer. `open`: ask when there is something to ask. `waiting`: not before `waitMs` have passed since
 * the last event, or the peer makes contact. `deferred`: the peer asked for patience; its contact changes nothing.
 * `stopped`: the peer refused us; only a person, or a change of the charter, opens the link again.
 */
export type LinkState =
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly failures: number; readonly waitMs: number; readonly why: Unreachable }
  | { readonly kind: 'deferred'; readonly failures: number; readonly waitMs: number }
  | { readonly kind: 'stopped'; readonly status: number }

export type LinkEvent =
  | { readonly kind: 'answer' }
  | { readonly kind: 'contact' }
  | { readonly kind: 'unreachable'; readonly why: Unreachable }
  | { readonly kind: 'deferred'; readonly retryAfterMs?: number }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'reopened' }

/** Back-off in ms: doubles from the first to the last, then stays, for ever. */
export interface BackOff {
  readonly firstMs: number
  readonly lastMs: number
}

export const backOff: BackOff = { firstMs: 500, lastMs: 5 * 60_000 }

export const newLink: LinkState = { kind: 'open' }

/** The state after an event. `jitter`: a random fraction in [0, 1), so that peers do not come back in step. */
export function afterEvent(state: LinkState, event: LinkEvent, jitter: number, law: BackOff = backOff): LinkState {
  if (event.kind === 'reopened') return newLink
  if (state.kind === 'stopped') return state
  switch (event.kind) {
    case 'answer':
      return newLink
    case 'contact':
      return state.kind === 'waiting' ? newLink : state
    case 'refused':
      return { kind: 'stopped', status: event.status }
    case 'unreachable': {
      const failures = failuresOf(state) + 1
      return { kind: 'waiting', failures, waitMs: pause(failures, jitter, law), why: event.why }
    }
    case 'deferred': {
      const failures = failuresOf(state) + 1
      return { kind: 'deferred', failures, waitMs: Math.max(event.retryAfterMs ?? 0, pause(failures, jitter, law)) }
    }
  }
}

const failuresOf = (state: LinkState): number =>
  state.kind === 'waiting' || state.kind === 'deferred' ? state.failures : 0

/** Between half of the step and the whole of it. */
function pause(failures: number, jitter: number, law: BackOff): number {
  const step = Math.min(law.lastMs, law.firstMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(step * (0.5 + jitter / 2))
}
