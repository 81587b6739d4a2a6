import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import type { Act } from '#protocol/act/statement.ts'
import { AgreementAction } from '#protocol/acts/agreement-action.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import { judge } from '#protocol/agreement/law.ts'
import { consentAt, partyLaw } from '#protocol/agreement/state.ts'
import type { Code } from '#protocol/codes.ts'
import type { Charter } from '../charter.ts'
import { agreementNamed, replacing } from './changes.ts'
import { withTreaty, type Treaty } from './treaty.ts'

/** An action as it would be deposited, and the charter that it meets. */
export interface Deposit {
  readonly charter: Charter
  readonly at: Instant
  readonly event: Omit<AgreementEvent, 'at'>
  readonly agreement: string
}

/** The agreements of the charter after an action, or why it is not in due form. Whoever is no party of the coalition does nothing here. */
export function withAction({
  charter,
  at,
  event,
  agreement: name,
}: Deposit): Pick<Charter, 'agreements'> | Refusal<Code> {
  const rule = 'protocol 9: agreements'
  const row = agreementNamed(charter, name)
  if (row?.treaty === undefined) return refuse('agreement-unknown', rule, { agreement: name })
  const { treaty } = row
  const dated: AgreementEvent = { ...event, at }
  const stranger = registrationBy(charter, treaty, dated)
  if (stranger !== undefined) return stranger
  const law = judge(treaty.clauses, treaty.law, dated)
  if (isRefusal(law)) return law
  return { agreements: replacing(charter, withTreaty(row, { ...treaty, law, events: [...treaty.events, dated] })) }
}

/** An agreement is registered by a party to it or by the depositary (VCLT 77(1)(g), 80). */
function registrationBy(
  { depositary }: Charter,
  { law }: Treaty,
  { party, deed, at }: AgreementEvent,
): Refusal<Code> | undefined {
  if (deed.kind !== 'registration' || party === depositary) return undefined
  if (consentAt(partyLaw(law, party), at) !== undefined) return undefined
  return refuse('not-a-party', 'VCLT 80', { party, deed: deed.kind })
}

/** What an act says it does. The caller has checked its form. */
export function depositOf({ id, said }: Pick<Act, 'id' | 'said'>): Pick<Deposit, 'event' | 'agreement'> {
  const { agreement, deed } = AgreementAction.parse(said.body)
  return { agreement, event: { id, party: said.author, deed } }
}

export const subjectOfAction = (agreement: string): string => `agreement/${agreement}`

const waitMs = 30 * 86_400_000

/** An action that could not be entered for so long lapses: nobody is bound by what he wanted once. */
export const expiryOfAction = ({ said }: Pick<Act, 'said'>): Instant => addMs(said.at, waitMs)
