import { z } from 'zod'
import { sha256HexOfText } from '#protocol/suite/sha-256.ts'
import { actId, instant, partySlug, slug, words, zone } from './field.ts'

/** When those who consult are to meet: an instant, and the zone by whose clocks it was meant. */
const meeting = { meetsAt: instant, zone }

/** Times that are proposed one after the other, the first by the request itself. */
const revision = z.int().min(0).max(63)

/**
 * Body of `consultation.request/1`: its addressees are the states invited, and with its author they are the participants; `organs` names who is meant
 * within them.
 */
export const ConsultationRequest = z.object({
  title: words(300),
  reason: words(8000),
  legalBasis: words(1000),
  ...meeting,
  place: words(300).exactOptional(),
  organs: z
    .array(z.strictObject({ party: partySlug, organ: words(120) }))
    .min(1)
    .max(64)
    .exactOptional(),
})
export type ConsultationRequest = z.infer<typeof ConsultationRequest>

/** What an invited state says of the time that is proposed, each word after those before it. */
export const consultationReplies = ['other-time', 'accepted', 'declined'] as const
export type ConsultationReplyName = (typeof consultationReplies)[number]

export const consultationGrounds = ['law', 'sovereignty', 'not-competent', 'elsewhere', 'other'] as const
export type ConsultationGround = (typeof consultationGrounds)[number]

/**
 * Body of `consultation.reply/1`, of an invited state, to all the other participants: about the time of that `revision`. Who proposes another names
 * it; who declines names the ground, and takes no part.
 */
export const ConsultationReply = z
  .object({
    act: actId,
    reply: z.enum(consultationReplies),
    revision,
    meetsAt: instant.exactOptional(),
    zone: zone.exactOptional(),
    ground: z.enum(consultationGrounds).exactOptional(),
    note: words(1000).exactOptional(),
  })
  .refine(({ reply, meetsAt }) => (reply === 'other-time') === (meetsAt !== undefined), { path: ['meetsAt'] })
  .refine(({ meetsAt, zone: own }) => (meetsAt === undefined) === (own === undefined), { path: ['zone'] })
  .refine(({ reply, ground }) => (reply === 'declined') === (ground !== undefined), { path: ['ground'] })
export type ConsultationReply = z.infer<typeof ConsultationReply>

/** Body of `consultation.time/1`, of who asked for the consultation, to all invited: the time that is proposed from now on. */
export const ConsultationTime = z.object({ act: actId, revision: revision.min(1), ...meeting })
export type ConsultationTime = z.infer<typeof ConsultationTime>

/** Body of `consultation.message/1`, of a participant, to the others, under a label of its own. `shares`: what all of them have and is spoken about. */
export const ConsultationMessage = z.object({
  act: actId,
  text: words(16_000),
  shares: z.array(actId).min(1).max(16).exactOptional(),
})
export type ConsultationMessage = z.infer<typeof ConsultationMessage>

export const consultationEnds = ['closed', 'withdrawn'] as const
export type ConsultationEndName = (typeof consultationEnds)[number]

/** Body of `consultation.end/1`, of who asked for it, to all invited. Who withdraws it says why. */
export const ConsultationEnd = z
  .object({ act: actId, end: z.enum(consultationEnds), reason: words(1000).exactOptional() })
  .refine(({ end, reason }) => (end === 'withdrawn') === (reason !== undefined), { path: ['reason'] })
export type ConsultationEnd = z.infer<typeof ConsultationEnd>

const digest = z.string().regex(/^[0-9a-f]{64}$/u, 'SHA-256 in lower-case hex')
/** Those who are to agree to a text: its author and whoever else took part, sorted. */
const parties = z.array(partySlug).min(2).max(64)
/** Texts that are proposed for agreement one after the other; the last stands for agreement. */
const draftNumber = z.int().min(1).max(1023)
const agreed = { act: actId, revision: draftNumber, digest, parties }
const isDigested = ({ text, digest: named }: { readonly text: string; readonly digest: string }) =>
  named === sha256HexOfText(text)

/** Body of `consultation.minutes/1`, of a participant, to the others: what was said when those who consulted met. `digest`: SHA-256 of the text's UTF-8. */
export const ConsultationMinutes = z
  .object({ ...agreed, heldAt: instant, text: words(32_000) })
  .refine(isDigested, { path: ['digest'] })
export type ConsultationMinutes = z.infer<typeof ConsultationMinutes>

export const referralOutcomes = ['raised', 'not-raised'] as const

/** Body of `consultation.referral/1`: whether the matter is raised to an organ of the coalition, and why. `text`: the reason. */
export const ConsultationReferral = z
  .object({ ...agreed, outcome: z.enum(referralOutcomes), organ: slug.exactOptional(), text: words(4000) })
  .refine(isDigested, { path: ['digest'] })
  .refine(({ outcome, organ }) => (outcome === 'raised') === (organ !== undefined), { path: ['organ'] })
export type ConsultationReferral = z.infer<typeof ConsultationReferral>

/** Body of `consultation.assent/1`, of one whom minutes or a referral name, to the others: it agrees to that text. */
export const ConsultationAssent = z.object({ act: actId, paper: actId, digest })
export type ConsultationAssent = z.infer<typeof ConsultationAssent>
