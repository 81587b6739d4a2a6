import { ActView, type PartyState } from './answers.ts'
import type { Client } from './client.ts'
import { progress } from './progress.ts'
import type { Session } from './session.ts'

const pollMs = 250

/** How far a party has come with an act; an outcome that ends the way (`refused`, `erased`) counts as every step before it. */
const steps: Readonly<Record<string, number>> = {
  queued: 0,
  delivered: 1,
  held: 1,
  admitted: 2,
  refused: 2,
  dropped: 2,
  quarantined: 2,
  acknowledged: 3,
  erased: 4,
}

export const waitable = ['delivered', 'admitted', 'acknowledged', 'erased'] as const
export type Waitable = (typeof waitable)[number]

export function hasReached({ state }: PartyState, goal: Waitable): boolean {
  if (state === 'refused' || state === 'dropped') return true
  return (steps[state] ?? 0) >= (steps[goal] ?? 0)
}

interface WaitOptions {
  readonly act: string
  readonly goal: Waitable
  readonly timeoutMs: number
}

/** Looks again until every party has reached the goal or the time is up; answers what was last seen. */
export async function waitForParties(
  session: Session,
  client: Client,
  { act, goal, timeoutMs }: WaitOptions,
): Promise<{ readonly view: ActView; readonly waiting: readonly string[] }> {
  const { io, say, globals } = session
  const untilMs = Date.parse(io.clock.now()) + timeoutMs
  using bar = progress(io, say('cli.progress.wait'), globals.isQuiet)
  for (;;) {
    const view = await client.ask(`/api/v1/acts/${act}`, ActView)
    const all = Object.entries(view.parties)
    const waiting = all.filter(([, state]) => !hasReached(state, goal)).map(([party]) => party)
    if (waiting.length === 0 || Date.parse(io.clock.now()) >= untilMs) return { view, waiting }
    bar.update(all.length - waiting.length, all.length > 1 ? all.length : undefined)
    await io.timers.sleep(pollMs, io.signal)
    io.signal.throwIfAborted()
  }
}
