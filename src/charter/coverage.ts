import type { Instant } from '#kernel/instant.ts'
import { addMs } from '#kernel/instant.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Params, Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { AgreementRow, Charter } from './charter.ts'
import { holdsAt, standingAt } from './standing.ts'
import { lackingBetween } from './treaty/lacking.ts'

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

/** The question with what does not vary from agreement to agreement worked out once. */
interface Asked extends CoverageQuestion {
  readonly agreements: readonly AgreementRow[]
  readonly rank: number
  /** Names of standings; empty, which is no name, for who has none. */
  readonly authorIs: string
  readonly recipientIs: string
}

/** One thing an agreement must satisfy, and the refusal when no agreement gets further than this. */
interface Stage {
  readonly code: Code
  readonly rule: string
  readonly holds: (agreement: AgreementRow, asked: Asked) => boolean
  readonly params?: (agreement: AgreementRow, asked: Asked) => Params
}

const dayMs = 86_400_000

export function isInForce({ inForce }: AgreementRow, party: Party, at: Instant): boolean {
  const terms = inForce.get(party)
  if (terms === undefined) return false
  for (const term of terms) if (holdsAt(term, at)) return true
  return false
}

/** In force for both, and no objection parts them. */
const inForceForBoth = (agreement: AgreementRow, { author, recipient, at }: Asked): boolean =>
  isInForce(agreement, author, at) &&
  isInForce(agreement, recipient, at) &&
  (agreement.parted === undefined || !areParted(agreement.parted, { author, recipient, at }))

function areParted(
  parted: NonNullable<AgreementRow['parted']>,
  { author, recipient, at }: Pick<Asked, 'author' | 'recipient' | 'at'>,
): boolean {
  for (const { parties, ...span } of parted) {
    if (parties.includes(author) && parties.includes(recipient) && holdsAt(span, at)) return true
  }
  return false
}

const standingOf = ({ charter, at }: CoverageQuestion, party: Party): string =>
  standingAt(charter, party, at)?.name ?? ''

const within = (set: ReadonlySet<string> | 'all', name: string | undefined): boolean =>
  set === 'all' || (name !== undefined && set.has(name))

/** In the order of protocol.md 9. `force` is first and is told apart by whether the label names its basis. */
const stages: readonly [Stage, ...Stage[]] = [
  {
    code: 'no-agreement',
    rule: 'protocol 9: agreement in force',
    holds: inForceForBoth,
    params: (agreement, { author, at, recipient }) => ({
      party: isInForce(agreement, author, at) ? recipient : author,
    }),
  },
  {
    code: 'agreement-standing',
    rule: 'protocol 9: agreement reaches standing',
    holds: ({ reaches }, { authorIs, recipientIs }) => reaches.has(authorIs) && reaches.has(recipientIs),
    params: ({ reaches }, { author, recipient, authorIs, recipientIs }) =>
      reaches.has(authorIs)
        ? { party: recipient, standing: recipientIs || 'none' }
        : { party: author, standing: authorIs || 'none' },
  },
  {
    code: 'category-not-covered',
    rule: 'protocol 9: category',
    holds: ({ categories }, { label }) => within(categories, label.category),
  },
  {
    code: 'purpose-not-covered',
    rule: 'protocol 9: purpose',
    holds: ({ purposes }, { label }) => within(purposes, label.purpose),
  },
  {
    code: 'level-above-ceiling',
    rule: 'protocol 9: level',
    holds: ({ ceilingRank }, { rank }) => rank <= ceilingRank,
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
    holds: (agreement, asked) => asked.label.basis !== undefined || reachesAll(agreement, asked),
    params: (_, { audience }) => ({ recipients: audience.join(', ') }),
  },
]

function reachesAll(agreement: AgreementRow, asked: Asked): boolean {
  for (const party of asked.audience) {
    if (party === asked.recipient) continue
    if (!isInForce(agreement, party, asked.at) || !agreement.reaches.has(standingOf(asked, party))) return false
  }
  return true
}

/** Closed ones are asked between their participants alone, and named to nobody else. */
function agreementsBetween({ charter, author, recipient }: CoverageQuestion): readonly AgreementRow[] {
  if (charter.closed === undefined) return charter.agreements
  return charter.closed.all.filter(({ closed, treaty }) => {
    return closed === undefined || [author, recipient].every((party) => treaty?.participants.includes(party))
  })
}

/** The first stage from `from` on that the agreement does not pass; the number of stages if it passes all. */
function failed(agreement: AgreementRow, asked: Asked, from = 0): number {
  for (let at = from; at < stages.length; at++) if (stages[at]?.holds(agreement, asked) !== true) return at
  return stages.length
}

/**
 * The agreement the act rests on: the one its label names, or else of those in force for author and all recipients the
 * one with the lowest ceiling that covers the label, then by name. A refusal is that of the agreement that gets furthest.
 */
export function coveringAgreement(question: CoverageQuestion): AgreementRow | Refusal<Code> {
  const { charter, label, author, recipient } = question
  const asked: Asked = {
    ...question,
    agreements: agreementsBetween(question),
    rank: charter.levels.get(label.level) ?? Infinity,
    authorIs: standingOf(question, author),
    recipientIs: standingOf(question, recipient),
  }
  let furthest = -1
  let best: AgreementRow | undefined
  for (const agreement of asked.agreements) {
    if (label.basis !== undefined && agreement.name !== label.basis) continue
    const reached = failed(agreement, asked)
    if (reached === stages.length) return agreement
    if (reached >= furthest) [furthest, best] = [reached, agreement]
  }
  return uncovered(asked, stages[furthest], best)
}

function uncovered(asked: Asked, stage: Stage | undefined, best: AgreementRow | undefined): Refusal<Code> {
  const { author, recipient, label } = asked
  const missing = missingInstrument(asked)
  const instrument = missing?.name ?? 'none'
  const cure = missing === undefined ? nothingLacking : lackingBetween(missing, asked)
  if (stage === undefined || best === undefined) {
    return label.basis === undefined
      ? refuse('no-agreement', 'protocol 9: agreement in force', {
          author,
          recipient,
          instrument,
          party: recipient,
          agreement: 'none',
          ...cure,
        })
      : refuse('agreement-unknown', 'protocol 9: agreement in force', {
          author,
          recipient,
          instrument,
          agreement: label.basis,
        })
  }
  const code = stage === stages[0] && label.basis !== undefined ? 'agreement-not-in-force' : stage.code
  return refuse(code, stage.rule, {
    author,
    recipient,
    instrument,
    agreement: best.name,
    level: label.level,
    ceiling: best.ceiling,
    category: label.category,
    purpose: label.purpose ?? 'none',
    ...(stage === stages[0] ? cure : {}),
    ...stage.params?.(best, asked),
  })
}

/** Where no agreement would help. */
const nothingLacking = { lacking: 'none', cure: 'none', from: '' } as const

/**
 * What would cover the label if only it were in force for both: named in the way out. The basis that was named comes first, then what a
 * deed of somebody could bring into force.
 */
function missingInstrument(asked: Asked): AgreementRow | undefined {
  const common = stages.length - 1
  let found: AgreementRow | undefined
  for (const agreement of asked.agreements) {
    if (failed(agreement, asked, 1) < common || inForceForBoth(agreement, asked)) continue
    if (agreement.name === asked.label.basis) return agreement
    if (found === undefined || (found.treaty === undefined && agreement.treaty !== undefined)) found = agreement
  }
  return found
}
