import { z } from 'zod'
import { articleNumber, Clauses } from './agreement-clauses.ts'
import { Agreement, languageTag } from './charter-facts.ts'
import { partySlug, slug, words } from './field.ts'

/** Number of a paragraph, or `1a`; the only paragraph of an article is `1`. */
export const paragraphNumber = z.string().regex(/^[0-9A-Za-z]{1,6}$/u, 'number of a paragraph')

const Paragraph = z.strictObject({ number: paragraphNumber, text: words(20_000) })

const Article = z.strictObject({
  number: articleNumber,
  heading: words(300).exactOptional(),
  paragraphs: z.array(Paragraph).min(1).max(128),
})
export type Article = z.infer<typeof Article>

/** One edition of the text, article by article. In negotiation what is not agreed stands in square brackets. */
const Edition = z.strictObject({ language: languageTag, articles: z.array(Article).min(1).max(512) })

/** The text of an agreement. Every authentic edition is the text (VCLT 33); a courtesy translation is none. */
export const AgreementText = z.strictObject({
  version: z.int().min(1).max(9999),
  authentic: z.array(Edition).min(1).max(16),
  courtesy: z.array(Edition).max(16).default([]),
})
export type AgreementText = z.infer<typeof AgreementText>

/** What an agreement lets through (protocol.md 9): for whom and when it is in force follows from what is done about it. */
export const MachinePart = Agreement.omit({
  parties: true,
  concluded: true,
  inForceSince: true,
  actions: true,
  clauses: true,
})
export type MachinePart = z.infer<typeof MachinePart>

const parties = z
  .array(partySlug)
  .min(2)
  .max(64)
  .refine((all) => new Set(all).size === all.length, 'each party once')

/** A text that those who drew it up adopt: all of them must countersign it (VCLT 9(1)). */
export const AdoptedText = z.strictObject({
  type: z.literal('agreement.text'),
  machine: MachinePart,
  participants: parties,
  clauses: Clauses,
  text: AgreementText,
})

/** Corrections of errors that all who signed or are bound countersign; they hold from the beginning (VCLT 79). */
export const TextCorrection = z.strictObject({
  type: z.literal('agreement.correction'),
  agreement: slug,
  corrections: z
    .array(
      z.strictObject({
        language: languageTag,
        article: articleNumber,
        paragraph: paragraphNumber,
        instead: words(20_000),
      }),
    )
    .min(1)
    .max(256),
})
export type TextCorrection = z.infer<typeof TextCorrection>
