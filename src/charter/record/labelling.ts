import * as z from 'zod'
import { addMs, parseInstant, type Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { words } from '#protocol/acts/field.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { sortHandling, type LabelPolicy } from '#protocol/label/policy.ts'
import { maySee, type Clearance, type Reader } from '#platform/http/reader.ts'
import type { House } from './house.ts'

/** To whom and under which label, as officers ask for it in every room. */
const word = z.string().min(1).max(64)

/** One line of a person's words. */
export const line = words(300)

export const PartyName = z.string().transform((text, context): Party => {
  const party = parseParty(text)
  if (party !== undefined) return party
  context.addIssue({ code: 'custom', message: 'not a party name' })
  return z.NEVER
})

/** A day or an instant. */
export const moment = z.string().transform((text, context): Instant => {
  const at = parseInstant(text.length === 10 ? `${text}T00:00:00.000Z` : text)
  if (at !== undefined) return at
  context.addIssue({ code: 'custom', message: 'not a date (2027-11-21) or an instant (2027-11-21T18:05:00.000Z)' })
  return z.NEVER
})

export const LabelWish = z.strictObject({
  to: z.array(PartyName).min(1).max(64),
  level: word,
  category: word,
  handling: z.array(word).max(8).optional(),
  basis: word.optional(),
  purpose: word.optional(),
  reviewBy: moment.optional(),
  personalData: z.strictObject({ purpose: line, legalBasis: line, expires: moment }).optional(),
})
export type LabelWish = z.infer<typeof LabelWish>

/** Who speaks and when. */
export interface Speaker {
  readonly self: Party
  readonly officers: readonly Desk[]
  readonly at: Instant
  /** The coalition's words for labels. */
  readonly words: LabelPolicy
  /** What the officer who asks may read. */
  readonly cleared: Clearance
}

/** The officer who asks, behind the one who asked first, if there was another. */
export function speaker(house: House, reader: Reader, first?: Desk): Speaker {
  const desk = reader.account.desk as Desk
  const officers = first === undefined ? [desk] : [first, desk]
  return { self: house.self, at: house.clock.now(), officers, words: house.charter(), cleared: reader }
}

const yearMs = 365 * 24 * 3_600_000

/** The label an officer asked for, with the house's defaults: the first purpose of the charter, review in one year. */
export function labelOf(wish: LabelWish, { at, words: known }: Pick<Speaker, 'at' | 'words'>): Label {
  return {
    level: wish.level,
    category: wish.category,
    handling: sortHandling(wish.handling ?? [], known),
    purpose: wish.purpose ?? usualPurpose(known),
    reviewBy: wish.reviewBy ?? addMs(at, yearMs),
    ...(wish.basis === undefined ? {} : { basis: wish.basis }),
    ...(wish.personalData === undefined ? {} : { personalData: wish.personalData }),
  }
}

/** What an officer means who names no purpose: the first that the charter has. */
export function usualPurpose({ purposes }: Pick<LabelPolicy, 'purposes'>): string {
  const [first = ''] = purposes.keys()
  return first
}

/** Nobody writes what he could not read afterwards. What the coalition has no word for, the gate refuses by name. */
export function refuseBeyond(
  { level, category }: Pick<LabelWish, 'level' | 'category'>,
  { words: known, cleared }: Speaker,
): Refusal | undefined {
  const isKnown = known.levels.has(level) && known.categories.has(category)
  if (!isKnown || maySee(cleared, { level, category })) return undefined
  return refuse('above-clearance', 'interfaces: an officer writes under labels that he may read', { level, category })
}

/** Of a record about content: records have no review date (protocol 4) and need no basis. What is said of an exercise is exercise. */
export function recordLabel({ level, category, handling, exercise }: Label): Label {
  return { level, category, handling, ...(exercise === undefined ? {} : { exercise }) }
}
