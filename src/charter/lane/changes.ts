import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Change, ChangeOf, ChangeType } from '#protocol/acts/charter-change.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter } from '../charter.ts'
import { correcting, withCorrection, withText } from '../treaty/changes.ts'
import type { ConsentRule } from './consents.ts'
import type { Where } from './ordered.ts'
import {
  admitted,
  candidateOf,
  departed,
  overtakenByReturn,
  resumed,
  suspended,
  withStanding,
} from './party-changes.ts'
import { compromised, confirmed, consentToReplace, frozen, objected, replacing, withKeys } from './key-changes.ts'
import { succeeded } from './successor.ts'
import { trusted } from './trusted.ts'
import { withLabels, withOrgan, withProcedure, withWitnesses } from './policy-changes.ts'

/** What one type of change means: whom it is about, who must consent, and what becomes of the charter. */
interface ChangeRow<Type extends ChangeType> {
  /** Changes about one subject overtake each other; all others go on side by side. */
  readonly subject: (change: ChangeOf<Type>) => string
  /** Further subjects that it overtakes. */
  readonly overtakes?: (change: ChangeOf<Type>, charter: Charter) => readonly string[]
  readonly consent: (change: ChangeOf<Type>, charter: Charter) => ConsentRule
  /** The facts it changes, or why it has come to nothing. */
  readonly apply: (change: ChangeOf<Type>, where: Where) => Facts | Refusal<Code>
}

/** Members of a charter that a change replaces. */
export type Facts = Partial<
  Omit<Charter, 'id' | 'newest' | 'place' | 'before' | 'fallen' | 'lastAbout' | 'headAt' | 'closed'>
>

const ofParty = ({ party }: { readonly party: Party }): string => `party/${party}`

const ofRoot = ({ party }: { readonly party: Party }): string => `root/${party}`

/** The threshold, or all where the rules of procedure ask for all. */
const byProcedure = (
  { type, standing }: { readonly type: string; readonly standing?: string },
  { procedure }: Charter,
  without?: Party,
): ConsentRule => {
  const asked = [procedure.changes[type], standing === undefined ? undefined : procedure.standings?.[standing]]
  return { kind: asked.includes('all') ? 'all' : 'threshold', ...(without === undefined ? {} : { without }) }
}

const rows: { readonly [Type in ChangeType]: ChangeRow<Type> } = {
  'party.admit': {
    subject: (change) => `party/${candidateOf(change)}`,
    overtakes: overtakenByReturn,
    consent: byProcedure,
    apply: admitted,
  },
  'party.standing': {
    subject: ofParty,
    consent: (change, charter) => byProcedure(change, charter, change.party),
    apply: withStanding,
  },
  'party.suspend': {
    subject: ofParty,
    consent: (change, charter) => byProcedure(change, charter, change.party),
    apply: suspended,
  },
  'party.resume': {
    subject: ofParty,
    consent: (change, charter) => byProcedure(change, charter, change.party),
    apply: resumed,
  },
  'party.leave': { subject: ofParty, consent: ({ party }) => ({ kind: 'own', party }), apply: departed },
  'keys.change': {
    subject: ({ party }) => `keys/${party}`,
    consent: ({ party }) => ({ kind: 'own', party }),
    apply: withKeys,
  },
  // A subject of its own: who has stolen a key cannot hold up a change of keys by freezing.
  'keys.freeze': {
    subject: ({ party }) => `seal/${party}`,
    consent: ({ party }) => ({ kind: 'any-key', party }),
    apply: frozen,
  },
  'keys.trusted': {
    subject: ({ party }) => `trusted/${party}`,
    consent: ({ party }) => ({ kind: 'own', party }),
    apply: trusted,
  },
  'keys.compromised': {
    subject: ofParty,
    consent: ({ party }) => ({ kind: 'threshold', without: party }),
    apply: compromised,
  },
  'keys.replace-root': { subject: ofRoot, consent: consentToReplace, apply: replacing },
  'keys.object': { subject: ofRoot, consent: ({ party }) => ({ kind: 'own', party }), apply: objected },
  'keys.confirm': {
    subject: ({ party }) => `keys/${party}`,
    consent: ({ party }) => ({ kind: 'own', party }),
    apply: confirmed,
  },
  labels: { subject: () => 'labels', consent: byProcedure, apply: withLabels },
  depositary: {
    subject: () => 'depositary',
    consent: (change, charter) => byProcedure(change, charter, charter.depositary),
    apply: succeeded,
  },
  procedure: { subject: () => 'procedure', consent: strictest, apply: withProcedure },
  organ: { subject: ({ name }) => `organ/${name}`, consent: byProcedure, apply: withOrgan },
  witnesses: { subject: () => 'witnesses', consent: byProcedure, apply: withWitnesses },
  quotas: {
    subject: () => 'quotas',
    consent: byProcedure,
    apply: ({ quotas, limits }) => ({ quotas, ...(limits === undefined ? {} : { limits }) }),
  },
  'agreement.text': {
    subject: ({ machine }) => `agreement-text/${machine.name}`,
    consent: ({ participants }) => ({ kind: 'each', parties: participants }),
    apply: withText,
  },
  'agreement.correction': {
    subject: ({ agreement }) => `agreement-text/${agreement}`,
    consent: ({ agreement }, charter) => ({ kind: 'each', parties: correcting(charter, agreement) }),
    apply: withCorrection,
  },
}

/** What needs all for anything is changed by all: a threshold cannot take from the others the say that the rules give them. */
function strictest(change: ChangeOf<'procedure'>, charter: Charter): ConsentRule {
  const { changes, standings = {} } = charter.procedure
  const asksAll = [...Object.values(changes), ...Object.values(standings)].includes('all')
  return asksAll ? { kind: 'all' } : byProcedure(change, charter)
}

/** The row of the change's own type; the two are tied by the table's type. */
const rowOf = (change: Change): ChangeRow<never> => rows[change.type]

export const subjectOf = (change: Change): string => rowOf(change).subject(change as never)

export const subjectsOf = (change: Change, charter: Charter): readonly string[] => [
  subjectOf(change),
  ...(rowOf(change).overtakes?.(change as never, charter) ?? []),
]

export const consentRuleOf = (change: Change, charter: Charter): ConsentRule =>
  rowOf(change).consent(change as never, charter)

export const factsOf = (change: Change, where: Where): Facts | Refusal<Code> =>
  rowOf(change).apply(change as never, where)

export const overtaken = (subject: string): Refusal<Code> =>
  refuse('proposal-overtaken', 'protocol 8: expects', { subject })
