import type { Instant } from '#kernel/instant.ts'
import type { Deadline } from '#protocol/agreement/deadlines.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { AgreementRow } from '#charter/charter.ts'
import { listed } from './read.ts'

/** An agreement that is a fact of the founding: what is known of it and no more. */
export function foundingView(row: AgreementRow, at: Instant, self: Party) {
  const { concluded, inForceSince, actions = [] } = row.founding ?? {}
  return {
    ...listed(row, at, self),
    ...(concluded === undefined ? {} : { concluded }),
    ...(inForceSince === undefined ? {} : { inForceSince }),
    facts: actions.map(({ party, at: on, deed }) => ({ party, at: on, kind: deed.kind })),
  }
}

type Day = Deadline | { readonly kind: 'concluded'; readonly at: Instant }

export const concludedOn = ({ founding }: AgreementRow): readonly Day[] =>
  founding?.concluded === undefined ? [] : [{ kind: 'concluded', at: founding.concluded.on }]

/** The days that its founding says, and none that would have to be worked out. */
export function daysOfFounding(row: AgreementRow): readonly Day[] {
  const since = row.founding?.inForceSince
  const terms = [...row.inForce].flatMap(([party, all]) =>
    all.flatMap(({ from, until }): readonly Day[] => [
      { kind: 'in-force-for', at: from, party },
      ...(until === undefined ? [] : [{ kind: 'leaves' as const, at: until, party }]),
    ]),
  )
  return [
    ...concludedOn(row),
    ...(since === undefined ? [] : [{ kind: 'enters-into-force' as const, at: since }]),
    ...terms,
  ]
}
