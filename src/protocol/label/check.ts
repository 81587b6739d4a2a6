import type { Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { Label } from './label.ts'
import { familyOf, sortHandling, type LabelPolicy } from './policy.ts'

/** Content has a review date, records have none (protocol.md 4). */
export interface LabelUse {
  readonly class: 'content' | 'record'
  readonly at: Instant
  /** From when the five years count: when the act says it was written. Now, without it. */
  readonly writtenAt?: Instant
}

type Check = (label: Label, policy: LabelPolicy, use: LabelUse) => Refusal<Code> | undefined

/**
 * Whether a label says what the charter can read, before it is signed and on arrival: words the charter knows, handling in canonical
 * order, a review date that is there, ahead, and at most five years after the act was written (SG-06), personal data with purpose, legal basis and end.
 * The first thing wrong is named. What the words allow is the gate's to say.
 */
export function checkLabel(label: Label, policy: LabelPolicy, use: LabelUse): Refusal<Code> | undefined {
  for (const check of checks) {
    const refusal = check(label, policy, use)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Same day and time five years on; of 29 February, the day after, since no year five after a leap year is one. */
export function latestReview(at: Instant): Instant {
  const year = Number(at.slice(0, 4)) + 5
  if (year > 9999) return at
  const day = at.startsWith('-02-29', 4) ? '-03-01' : at.slice(4, 10)
  return `${String(year).padStart(4, '0')}${day}${at.slice(10)}` as Instant
}

const levelKnown: Check = ({ level }, { levels }) =>
  levels.has(level) ? undefined : refuse('level-unknown', 'protocol 5: level', { level, known: listed(levels) })

const categoryKnown: Check = ({ category }, { categories }) =>
  categories.has(category)
    ? undefined
    : refuse('category-unknown', 'protocol 5: category', { category, known: listed(categories) })

const purposeKnown: Check = ({ purpose }, { purposes }) =>
  purpose === undefined || purposes.has(purpose)
    ? undefined
    : refuse('purpose-unknown', 'protocol 5: purpose', { purpose, known: listed(purposes) })

const handlingKnown: Check = ({ handling: codes }, { handling }) => {
  const unknown = codes.find((code) => !handling.has(code))
  return unknown === undefined
    ? undefined
    : refuse('handling-unknown', 'protocol 5: handling', { handling: unknown, known: listed(handling) })
}

const handlingOnce: Check = ({ handling: codes }, policy) => {
  const double = codes.find((code, at) => codes.findIndex((other) => familyOf(other) === familyOf(code)) < at)
  if (double !== undefined) return refuse('handling-twice', 'protocol 5: handling', { family: familyOf(double) })
  const isSorted = sortHandling(codes, policy).every((code, at) => code === codes[at])
  return isSorted ? undefined : refuse('label-malformed', 'protocol 5: handling', { member: 'handling' })
}

const gradingShape: Check = ({ grading }) =>
  grading === undefined || /^[ABCX][1-4]$/u.test(grading)
    ? undefined
    : refuse('label-malformed', 'SG-09: grading', { member: 'grading' })

const reviewSet: Check = ({ reviewBy }, _, { class: of, at, writtenAt = at }) => {
  const rule = 'SG-06: review date'
  if (of === 'record') return reviewBy === undefined ? undefined : refuse('review-on-record', rule)
  if (reviewBy === undefined) return refuse('review-missing', rule)
  if (reviewBy <= at) return refuse('review-passed', rule, { reviewBy })
  const latest = latestReview(writtenAt)
  return reviewBy > latest ? refuse('review-too-far', rule, { reviewBy, latest }) : undefined
}

const personalDataWhole: Check = ({ personalData }, { purposes }, { at }) => {
  if (personalData === undefined) return undefined
  const rule = 'SG-02: personal data'
  const { purpose, legalBasis, expires } = personalData
  if (legalBasis.trim() === '') return refuse('personal-data-incomplete', rule, { member: 'legalBasis' })
  if (purpose === '') return refuse('personal-data-incomplete', rule, { member: 'purpose' })
  if (!purposes.has(purpose)) return refuse('purpose-unknown', rule, { purpose, known: listed(purposes) })
  return expires <= at ? refuse('personal-data-expired', rule, { expires }) : undefined
}

const checks: readonly Check[] = [
  levelKnown,
  categoryKnown,
  purposeKnown,
  handlingKnown,
  handlingOnce,
  gradingShape,
  reviewSet,
  personalDataWhole,
]

function listed(words: ReadonlyMap<string, unknown>): string {
  return [...words.keys()].join(', ')
}
