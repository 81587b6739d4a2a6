import type { Instant } from '#kernel/instant.ts'
import { addMs } from '#kernel/instant.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Params, Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { AgreementRow, Charter } from './charter.ts'
import { holdsAt, standingAt } from './standing.ts'

/** One pair, one label, one moment: what agreements are asked about. */
export interface CoverageQuestion {
  readonly charter: Charter
  readonly at: Instant
  /** From when the longest time for personal data counts. */
  readonly writtenAt: Instant
  readonly label: Label
  readonly author: Party
  readonly recipient: Party
  /** Every addressee, the recipient included. */
  readonly audience: readonly Party[]
}

/** One thing an agreement must satisfy, and the refusal when no agreement gets further than this. */
interface Stage {
  readonly code: Code
  readonly rule: string
  readonly holds: (agreement: AgreementRow, question: CoverageQuestion) => boolean
  readonly params?: (agreement: AgreementRow, question: CoverageQuestion) => Params
}

const dayMs = 86_400_000

export const isInForce = (agreement: AgreementRow, party: Party, at: Instant): boolean =>
  agreement.inForce.get(party)?.some((term) => holdsAt(term, at)) === true

const reaches = (agreement: AgreementRow, party: Party, { charter, at }: CoverageQuestion): boolean => {
  const standing = standingAt(charter, party, at)
  return standing !== undefined && agreement.reaches.has(standing.name)
}

const within = (set: ReadonlySet<string> | 'all', name: string | undefined): boolean =>
  set === 'all' || (name !== undefined && set.has(name))

/** In the order of protocol.md 9. `force` is first and is told apart by whether the label names its basis. */
const stages: readonly Stage[] = [
  {
    code: 'no-agreement',
    rule: 'protocol 9: agreement in force',
    holds: (agreement, { author, recipient, at }) =>
      isInForce(agreement, author, at) && isInForce(agreement, recipient, at),
    params: (agreement, { author, at, recipient }) => ({
      party: isInForce(agreement, author, at) ? recipient : author,
    }),
  },
  {
    code: 'agreement-standing',
    rule: 'protocol 9: agreement reaches standing',
    holds: (agreement, question) =>
      reaches(agreement, question.author, question) && reaches(agreement, question.recipient, question),
    params: (agreement, question) => {
      const party = reaches(agreement, question.author, question) ? question.recipient : question.author
      return { party, standing: standingAt(question.charter, party, question.at)?.name ?? 'none' }
    },
  },
  {
    code: 'category-not-covered',
    rule: 'protocol 9: category',
    holds: (agreement, { label }) => within(agreement.categories, label.category),
  },
  {
    code: 'purpose-not-covered',
    rule: 'protocol 9: purpose',
    holds: (agreement, { label }) => within(agreement.purposes, label.purpose),
  },
  {
    code: 'level-above-ceiling',
    rule: 'protocol 9: level',
    holds: (agreement, { charter, label }) => (charter.levels.get(label.level) ?? Infinity) <= agreement.ceilingRank,
  },
  {
    code: 'personal-data-not-covered',
    rule: 'protocol 9: personal data',
    holds: ({ personalData }, { label }) =>
      label.personalData === undefined ||
      (personalData !== 'none' && personalData.purposes.includes(label.personalData.purpose)),
    params: (_, { label }) => ({ dataPurpose: label.personalData?.purpose ?? '' }),
  },
  {
    code: 'personal-data-too-long',
    rule: 'protocol 9: personal data',
    holds: ({ personalData }, { label, writtenAt }) =>
      label.personalData === undefined ||
      (personalData !== 'none' && label.personalData.expires <= addMs(writtenAt, personalData.maxDays * dayMs)),
    params: ({ personalData }) => ({ maxDays: personalData === 'none' ? 0 : personalData.maxDays }),
  },
  {
    code: 'no-common-agreement',
    rule: 'protocol 9: one basis for all recipients',
    holds: (agreement, question) =>
      question.label.basis !== undefined ||
      question.audience.every(
        (party) => isInForce(agreement, party, question.at) && reaches(agreement, party, question),
      ),
    params: (_, { audience }) => ({ recipients: audience.join(', ') }),
  },
]

/**
 * The agreement the act rests on: the one its label names, or else of those in force for author and all recipients the
 * one with the lowest ceiling that covers the label, then by name. A refusal is that of the agreement that gets furthest.
 */
export function coveringAgreement(question: CoverageQuestion): AgreementRow | Refusal<Code> {
  const { charter, label } = question
  const candidates =
    label.basis === undefined ? charter.agreements : charter.agreements.filter(({ name }) => name === label.basis)
  let furthest = -1
  let best: AgreementRow | undefined
  for (const agreement of candidates) {
    const failed = stages.findIndex((stage) => !stage.holds(agreement, question))
    if (failed === -1) return agreement
    if (failed >= furthest) [furthest, best] = [failed, agreement]
  }
  return uncovered(question, stages[furthest], best)
}

function uncovered(
  question: CoverageQuestion,
  stage: Stage | undefined,
  best: AgreementRow | undefined,
): Refusal<Code> {
  const { author, recipient, label } = question
  const pair = { author, recipient, instrument: missingInstrument(question)?.name ?? 'none' }
  if (stage === undefined || best === undefined) {
    return label.basis === undefined
      ? refuse('no-agreement', 'protocol 9: agreement in force', { ...pair, party: recipient, agreement: 'none' })
      : refuse('agreement-unknown', 'protocol 9: agreement in force', { ...pair, agreement: label.basis })
  }
  const code = stage.code === 'no-agreement' && label.basis !== undefined ? 'agreement-not-in-force' : stage.code
  return refuse(code, stage.rule, {
    ...pair,
    agreement: best.name,
    level: label.level,
    ceiling: best.ceiling,
    category: label.category,
    purpose: label.purpose ?? 'none',
    ...stage.params?.(best, question),
  })
}

/** What would cover the label if only it were in force for both: named in the way out. */
function missingInstrument(question: CoverageQuestion): AgreementRow | undefined {
  const { charter, at, author, recipient } = question
  const [, ...others] = stages
  return charter.agreements.find(
    (agreement) =>
      !(isInForce(agreement, author, at) && isInForce(agreement, recipient, at)) &&
      others.every(({ code, holds }) => code === 'no-common-agreement' || holds(agreement, question)),
  )
}
