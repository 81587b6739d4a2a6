import { AgreementAction } from '#protocol/acts/agreement-action.ts'
import { AgreementClosed, AgreementDigest } from '#protocol/acts/agreement-closed.ts'
import { CharterCountersignature } from '#protocol/acts/charter-countersignature.ts'
import { CharterEntry } from '#protocol/acts/charter-entry.ts'
import { readChange } from '#protocol/acts/charter-change.ts'
import { CharterProposal } from '#protocol/acts/charter-proposal.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { keep } from '#platform/db/table.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { subjectOf } from './lane/changes.ts'
import { expiryOfAction, subjectOfAction } from './treaty/action.ts'
import { digestKey, subjectOfDigest } from './treaty/closed.ts'
import { closedActs, countersignatures, entries, orderables } from './record/tables.ts'

/** Rung when something of the lane has come in. */
export const charterBell = 'charter'

type Projecting = (arrived: Arrived) => Projected

const projections: ReadonlyMap<string, Projecting> = new Map<string, Projecting>([
  ['charter.genesis/1', () => ({ changes: [] })],
  ['charter.proposal/1', proposed],
  ['agreement.action/1', acted],
  ['agreement.closed/1', closed],
  ['agreement.digest/1', registered],
  ['charter.countersignature/1', countersigned],
  ['charter.entry/1', entered],
])

/** Each act of the lane becomes a row of what it says by itself. What they come to together is no row: it is worked out from them. */
export const charterProjector: Projector = {
  kinds: [...projections.keys()],
  tables: [entries, orderables, countersignatures, closedActs],
  // What the lane orders is judged by its law.
  counts: { byAct: [closedActs] },
  project: (arrived) => projections.get(arrived.act.said.kind)?.(arrived) ?? { changes: [] },
}

function proposed({ act: { id: act, said }, arrival }: Arrived): Projected {
  const { change, expires } = CharterProposal.parse(said.body)
  const known = readChange(change)
  const subject = known === undefined ? '' : subjectOf(known)
  const { author, at } = said
  const row = { act, arrival, author, kind: kindOf('charter.proposal/1'), subject, at, expires }
  return { changes: [keep(orderables, row)], rings: [charterBell] }
}

function acted(arrived: Arrived): Projected {
  return waiting(arrived, subjectOfAction(AgreementAction.parse(arrived.act.said.body).agreement))
}

function registered(arrived: Arrived): Projected {
  const { author, body } = arrived.act.said
  return waiting(arrived, subjectOfDigest(digestKey(author, AgreementDigest.parse(body).digest)))
}

/** What its author says for himself waits for an entry as long as an action does. */
function waiting({ act: { id: act, said }, arrival }: Arrived, subject: string): Projected {
  const { author, at, kind } = said
  const row = { act, arrival, author, kind, subject, at, expires: expiryOfAction({ said }) }
  return { changes: [keep(orderables, row)], rings: [charterBell] }
}

function closed({ act: { id: act, said }, arrival }: Arrived): Projected {
  const body = AgreementClosed.parse(said.body)
  const agreement = body.kind === 'text' ? act : body.agreement
  const row = { act, arrival, author: said.author, agreement, says: body.kind }
  return { changes: [keep(closedActs, row)], rings: [charterBell] }
}

function countersigned({ act: { id: act, said }, arrival }: Arrived): Projected {
  const { proposal, signatures } = CharterCountersignature.parse(said.body)
  const row = { act, arrival, proposal, party: said.author, at: said.at, signatures }
  return { changes: [keep(countersignatures, row)], rings: [charterBell] }
}

function entered({ act: { id: act, said }, arrival }: Arrived): Projected {
  const { number, previous, act: orders } = CharterEntry.parse(said.body)
  return {
    changes: [keep(entries, { act, arrival, author: said.author, number, previous, orders })],
    rings: [charterBell],
  }
}
