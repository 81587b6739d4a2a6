import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Change, ChangeOf, ChangeType } from '#protocol/acts/charter-change.ts'
import type { Code } from '#protocol/codes.ts'
import type { Charter } from '../charter.ts'
import type { ConsentRule } from './consents.ts'
import type { Ordered } from './ordered.ts'
import { withStanding } from './standing-changes.ts'

/** What one type of change means: whom it is about, who must consent, and what becomes of the charter. */
interface ChangeRow<Type extends ChangeType> {
  /** Changes about one subject overtake each other; all others go on side by side. */
  readonly subject: (change: ChangeOf<Type>) => string
  readonly consent: (change: ChangeOf<Type>, charter: Charter) => ConsentRule
  /** The facts it changes, or why it has come to nothing. */
  readonly apply: (change: ChangeOf<Type>, where: Where) => Facts | Refusal<Code>
}

/** The charter before it, and the instant of its entry. */
type Where = Pick<Ordered, 'charter' | 'at'>

/** Members of a charter that a change replaces. */
export type Facts = Partial<Omit<Charter, 'id' | 'newest' | 'place' | 'before' | 'lastAbout' | 'headAt'>>

const rows: { readonly [Type in ChangeType]: ChangeRow<Type> } = {
  'party.standing': {
    subject: ({ party }) => `party/${party}`,
    consent: ({ party }) => ({ kind: 'threshold', without: party }),
    apply: (change, { charter, at }) => withStanding(charter, change, at),
  },
  quotas: {
    subject: () => 'quotas',
    consent: () => ({ kind: 'threshold' }),
    apply: ({ quotas }) => ({ quotas }),
  },
}

/** The row of the change's own type; the two are tied by the table's type. */
const rowOf = (change: Change): ChangeRow<never> => rows[change.type]

export const subjectOf = (change: Change): string => rowOf(change).subject(change as never)

/** Where the type asks for a threshold, the rules of procedure may ask for all. */
export function consentRuleOf(change: Change, charter: Charter): ConsentRule {
  const rule = rowOf(change).consent(change as never, charter)
  return rule.kind === 'threshold' && charter.procedure.changes[change.type] === 'all' ? { ...rule, kind: 'all' } : rule
}

export const factsOf = (change: Change, where: Where): Facts | Refusal<Code> =>
  rowOf(change).apply(change as never, where)

export const overtaken = (subject: string): Refusal<Code> =>
  refuse('proposal-overtaken', 'protocol 8: expects', { subject })
