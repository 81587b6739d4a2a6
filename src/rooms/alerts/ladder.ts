import { addMs, type Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { AlertPolicy } from '#protocol/acts/charter-facts.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { AlertView } from './read.ts'

/** Rung by what makes or answers an alert. */
export const alertsBell = 'alerts'

/** A rung that was reached: whose answer is awaited, since when this rung's turn is, and whose turn. */
export interface Reached {
  readonly act: ActId
  readonly party: Party
  readonly rung: number
  readonly step: string
  readonly dueAt: Instant
}

/** What a rung is called that is no rung: the alert of another came, and somebody is to be told. */
export const receivedStep = 'received'

/** The rungs that an alert has reached, the first ones first. A test is disregarded by all (CAP 1.2, 3.2.1), and what is over waits for nobody. */
export function reachedOf(view: AlertView, self: Party, { ladder }: AlertPolicy): readonly Reached[] {
  const { act, author, arrivedAt, status, state } = view
  if (status === 'Test' || state !== 'live') return []
  const came: Reached[] =
    author === self || arrivedAt === undefined
      ? []
      : [{ act, party: self, rung: 0, step: receivedStep, dueAt: arrivedAt }]
  const late = Object.entries(view.parties).flatMap(([party, { clock }]) =>
    clock.state !== 'overdue'
      ? []
      : ladder.slice(0, clock.level).map(({ step, afterMs }, at): Reached => ({
          act,
          party: party as Party,
          rung: at + 1,
          step,
          dueAt: addMs(clock.dueAt, afterMs),
        })),
  )
  return [...came, ...late]
}

/** When the next rung of an alert is reached if nobody answers. */
export function nextOf(view: AlertView): Instant | undefined {
  if (view.status === 'Test' || view.state !== 'live') return undefined
  return Object.values(view.parties)
    .flatMap(({ clock }) => (clock.state === 'waiting' || clock.state === 'overdue' ? (clock.nextAt ?? []) : []))
    .toSorted()[0]
}
