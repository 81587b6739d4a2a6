import { toHex } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may, type Action } from '#platform/http/roles.ts'
import type { House } from '#charter/record/house.ts'
import { speaker } from '#charter/record/labelling.ts'
import { usualPolicy } from './clock.ts'
import * as decide from './decide.ts'
import { findAlert, knownAlert, type AlertView, type Viewing } from './read.ts'
import { notFound } from './say.ts'

export interface AlertPorts {
  readonly house: House
  readonly cursors: Cursors
  readonly skewOf: NonNullable<Viewing['skewOf']>
}

export function viewingOf({ house, skewOf }: Pick<AlertPorts, 'house' | 'skewOf'>, reader: Reader): Viewing {
  const { store: reads, self } = house
  return { reads, self, reader, skewOf, policy: house.charter().alerts ?? usualPolicy, now: house.clock.now() }
}

/** The alert that a path names, as `decide` wants it. */
export async function alertNamed(ports: AlertPorts, reader: Reader, act: string): Promise<decide.KnownAlert | Refusal> {
  const id = parseActId(act)
  return (id === undefined ? undefined : await knownAlert(viewingOf(ports, reader), id)) ?? notFound()
}

/** The same as it is shown. */
export async function alertShown(ports: AlertPorts, reader: Reader, act: string): Promise<AlertView | Refusal> {
  const id = parseActId(act)
  return (id === undefined ? undefined : await findAlert(viewingOf(ports, reader), id)) ?? notFound()
}

export const numbered = (house: House, reader: Reader): decide.Numbered => ({
  ...speaker(house, reader),
  mark: toHex(house.random.bytes(3)),
})

/** For each action whether it is allowed, or by which rule not: from the very functions that refuse. */
export function actionsOf(house: House, reader: Reader, known: decide.KnownAlert) {
  const by = numbered(house, reader)
  const judged = (action: Action, draft: unknown) => {
    const refusal = may(reader.account.role, action) ?? (isRefusal(draft) ? draft : undefined)
    return refusal === undefined ? { allowed: true } : { allowed: false, refusal }
  }
  return {
    update: judged('alerts.send', decide.cancel(known, { note: '-' }, by)),
    cancel: judged('alerts.send', decide.cancel(known, { note: '-' }, by)),
    accept: judged('alerts.act', decide.answer(known, { outcome: 'accepted' }, by)),
    reject: judged('alerts.act', decide.answer(known, { outcome: 'rejected', note: '-' }, by)),
  }
}
