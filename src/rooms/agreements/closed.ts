import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { toEnvelope } from '#protocol/act/envelope.ts'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { actsCited, AgreementClosed, type ClosedText } from '#protocol/acts/agreement-closed.ts'
import type { Deed } from '#protocol/acts/agreement-deed.ts'
import type { AgreementProgress } from '#protocol/acts/agreement-progress.ts'
import type { RootSignatures } from '#protocol/acts/charter-countersignature.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { judge, lawOf } from '#protocol/agreement/law.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { loadAct } from '#platform/record/load.ts'
import { rootRefusal } from '#charter/lane/consents.ts'
import type { Draft } from '#charter/record/draft.ts'
import { lowestLabel } from '#charter/record/lowest-label.ts'
import { closedActs } from '#charter/record/tables.ts'
import { keysOf } from '#charter/standing.ts'
import { adoptionRefusal, agreementNamed } from '#charter/treaty/changes.ts'
import type { ClosedProposal } from '#charter/treaty/closed.ts'
import type { Speaker } from './decide.ts'
import type { TreatyRow } from './read.ts'

const rule = 'protocol 8: closed agreements'
const mostRows = 5000

/** A text that its participants alone are to know, sent to the others of them. */
export function proposed(text: ClosedText, by: Speaker): Draft | Refusal {
  const { participants, machine } = text
  if (!participants.includes(by.self)) return refuse('consent-not-asked', rule, { party: by.self })
  if (agreementNamed(by.charter, machine.name) !== undefined) {
    return refuse('agreement-exists', rule, { agreement: machine.name })
  }
  return adoptionRefusal(by.charter, text) ?? among(participants, text, by)
}

/** Our root's signatures under a text, once it is seen that they are good. */
export function consented({ act, text }: ClosedProposal, signatures: RootSignatures, by: Speaker): Draft | Refusal {
  const keys = keysOf(by.charter, by.self)
  if (keys === undefined) return refuse('consent-not-asked', rule, { party: by.self })
  const bad = rootRefusal(act, signatures, { keys })
  return bad ?? among(text.participants, { kind: 'consent', agreement: act.id, signatures }, by)
}

/**
 * An action that is in due form by what has come about until now. It refers to the last action before it: nobody dates his before what he knew.
 */
export function done({ treaty, closed }: ClosedRow, deed: Deed, by: Speaker): Draft | Refusal {
  const { participants, clauses, events } = treaty
  const sofar = events.filter(({ at }) => at <= by.at)
  const after = judge(clauses, lawOf(clauses, sofar).law, { id: 'not yet said', party: by.self, at: by.at, deed })
  if (isRefusal(after)) return after
  const last = parseActId(sofar.at(-1)?.id ?? '')
  return among(participants, { kind: 'action', agreement: closed, deed }, by, last)
}

export function reported(
  { treaty, closed }: ClosedRow,
  said: Omit<AgreementProgress, 'agreement'>,
  by: Speaker,
): Draft {
  const { instrument, steps } = said
  return among(treaty.participants, { kind: 'progress', agreement: closed, instrument, steps }, by)
}

export interface ClosedRow extends TreatyRow {
  readonly closed: ActId
}

export const isClosed = (row: TreatyRow): row is ClosedRow => row.closed !== undefined

function among(participants: readonly Party[], body: AgreementClosed, by: Speaker, last?: ActId): Draft {
  return {
    kind: kindOf('agreement.closed/1'),
    audience: participants.filter((party) => party !== by.self).toSorted(byText),
    label: lowestLabel(by.charter),
    officers: [by.desk],
    attachments: [],
    refs: [...new Set([...actsCited(body), ...(last === undefined ? [] : [last])])],
    body,
  }
}

/** A closed text in a list: who has signed, whether the coalition knows that there is one, and since when it is adopted. */
export function closedView({ act, text, signed, digest, entered, row }: ClosedProposal) {
  return {
    act: act.id,
    name: text.machine.name,
    title: text.machine.title,
    author: act.said.author,
    at: act.said.at,
    participants: [...text.participants],
    signed: [...signed],
    digest,
    ...(entered === undefined ? {} : { entered: { ...entered } }),
    state: row === undefined ? ('open' as const) : ('adopted' as const),
    ...(row === undefined ? {} : { adopted: row.treaty.adopted.at }),
  }
}

/** The same with what it says, and with its bytes for those who sign them. */
export function closedWhole(found: ClosedProposal) {
  return { ...closedView(found), body: found.text, envelope: toEnvelope(found.act) }
}

/** What participants said of their own procedures, of each the last to have come. */
export async function closedTracks(reads: Reads, { closed }: ClosedRow) {
  const where = { agreement: closed, says: 'progress' }
  const rows = await reads.select(closedActs, { where, order: ['arrival'], limit: mostRows })
  const newest = new Map(rows.map(({ author, act }) => [author, act]))
  const tracks = [...newest].map(async ([party, id]) => {
    const body = AgreementClosed.parse((await loadAct(reads, id))?.said.body)
    return body.kind === 'progress' ? [{ party, instrument: body.instrument, steps: body.steps }] : []
  })
  return (await Promise.all(tracks)).flat()
}

/** Actions of a closed agreement that are not in due form, each with the reason. */
export function notInForm(found: ClosedProposal | undefined) {
  return (found?.refused ?? []).map(({ event, refusal }) => {
    return { act: event.id, party: event.party, kind: event.deed.kind, at: event.at, why: refusal }
  })
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
