import { z } from 'zod'
import { articleNumber } from './agreement-clauses.ts'
import { AgreementText, paragraphNumber } from './agreement-text.ts'
import { languageTag } from './charter-facts.ts'
import { actId, slug, words } from './field.ts'
import { reserveGrounds, type PositionKind } from './position-kind.ts'

/** Body of `agreement.draft/1`: a text in negotiation, to those who negotiate it. What is not agreed stands in square brackets. */
export const AgreementDraft = z.object({ agreement: slug, text: AgreementText })
export type AgreementDraft = z.infer<typeof AgreementDraft>

/** What a state says of a paragraph. Who says nothing has not replied: that is no position and stands in no act. */
export const Position = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agree') }),
  z.strictObject({ kind: z.literal('agree-with-opinion'), opinion: words(4000) }),
  z.strictObject({ kind: z.literal('agree-ad-referendum') }),
  z.strictObject({ kind: z.literal('reserve'), ground: z.enum(reserveGrounds) }),
  z.strictObject({ kind: z.literal('propose-text'), language: languageTag, text: words(20_000) }),
  z.strictObject({ kind: z.literal('object'), reason: words(4000).exactOptional() }),
  z.strictObject({ kind: z.literal('not-participating') }),
]) satisfies z.ZodType<{ readonly kind: PositionKind }>
export type Position = z.infer<typeof Position>

export const PlacedPosition = z.strictObject({ article: articleNumber, paragraph: paragraphNumber, position: Position })
export type PlacedPosition = z.infer<typeof PlacedPosition>

/** Body of `agreement.position/1`: what its author says of paragraphs of a draft. Of each paragraph the last word holds. */
export const AgreementPosition = z.object({ draft: actId, positions: z.array(PlacedPosition).min(1).max(256) })
export type AgreementPosition = z.infer<typeof AgreementPosition>
