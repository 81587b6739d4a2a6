import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LinkEvent, LinkState } from './link-state.ts'
import { afterEvent, backOff, newLink } from './link-state.ts'

const unreachable: LinkEvent = { kind: 'unreachable', why: 'network' }
const after = (events: readonly LinkEvent[], jitter = 0.5, from: LinkState = newLink) =>
  events.reduce((state, event) => afterEvent(state, event, jitter), from)
const times = (count: number, event: LinkEvent) => Array.from({ length: count }, () => event)
const waitMsOf = (state: LinkState) => ('waitMs' in state ? state.waitMs : 0)

test('L5 unreachable is waited out for ever, twice as long each time up to the cap', () => {
  const waits = Array.from({ length: 40 }, (_, count) => waitMsOf(after(times(count + 1, unreachable), 0)))
  expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000])
  expect(waits.slice(11).every((wait) => wait === backOff.lastMs / 2)).toBe(true)
})

test('L5 whatever happens, a pause lies between half a step and the cap, and any contact ends it', () => {
  const jitter = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), jitter, (count, fraction) => {
      const state = after(times(count, unreachable), fraction)
      expect(waitMsOf(state)).toBeGreaterThanOrEqual(backOff.firstMs / 2)
      expect(waitMsOf(state)).toBeLessThanOrEqual(backOff.lastMs)
      expect(after([{ kind: 'contact' }], 0, state)).toEqual(newLink)
      expect(after([{ kind: 'answer' }], 0, state)).toEqual(newLink)
    }),
  )
})

test('L5 a refusal stops the link until a person or the charter opens it', () => {
  const stopped = after([{ kind: 'refused', status: 403 }])
  expect(stopped).toEqual({ kind: 'stopped', status: 403 })
  const others: LinkEvent[] = [unreachable, { kind: 'answer' }, { kind: 'contact' }, { kind: 'deferred' }]
  expect(after(others, 0.5, stopped)).toEqual(stopped)
  expect(after([{ kind: 'reopened' }], 0.5, stopped)).toEqual(newLink)
})

test('L5 deferred is retried after what the peer asked for, and its contact does not hurry us', () => {
  const deferred = after([{ kind: 'deferred', retryAfterMs: 60_000 }])
  expect(deferred).toEqual({ kind: 'deferred', failures: 1, waitMs: 60_000 })
  expect(after([{ kind: 'contact' }], 0.5, deferred)).toEqual(deferred)
  expect(after([{ kind: 'answer' }], 0.5, deferred)).toEqual(newLink)
  expect(waitMsOf(after(times(4, { kind: 'deferred' }), 0))).toBe(2000)
})
