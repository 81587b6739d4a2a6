import { refuse, type Refusal } from '#kernel/refusal.ts'
import {
  consultationReplies,
  type ConsultationEndName,
  type ConsultationReplyName,
} from '#protocol/acts/consultation.ts'
import type { Party } from '#protocol/identity/party.ts'

/** What an invited state has said, of which time that was proposed. */
export interface Reply {
  readonly reply: ConsultationReplyName
  readonly revision: number
}

/** How it stands with one invited state. */
export type Stance = 'invited' | ConsultationReplyName

export type MinutesState = 'minutes-proposed' | 'minutes-agreed'

export type ConsultationState =
  | 'requested'
  | 'other-time'
  | 'arranged'
  | 'declined'
  | MinutesState
  | ConsultationEndName

/** Who declined takes no part, whatever else is proposed; of other replies those count that are about the time proposed now, the furthest first. */
export function stanceOf(replies: readonly Reply[], now: number): Stance {
  if (replies.some(({ reply }) => reply === 'declined')) return 'declined'
  return (
    consultationReplies.findLast((word) => replies.some(({ reply, revision }) => reply === word && revision === now)) ??
    'invited'
  )
}

/** The end comes first, then minutes; of all invited another time that is proposed, then who has not replied. */
export function stateOf(
  stances: readonly Stance[],
  { end, minutes }: { readonly end: ConsultationEndName | undefined; readonly minutes: MinutesState | undefined },
): ConsultationState {
  if (end !== undefined) return end
  if (minutes !== undefined) return minutes
  if (stances.includes('other-time')) return 'other-time'
  if (stances.includes('invited')) return 'requested'
  return stances.includes('accepted') ? 'arranged' : 'declined'
}

/** Each reply to a time leads further than those before. */
export function refuseReply(stance: Stance, reply: ConsultationReplyName): Refusal | undefined {
  const rank = (word: Stance) => (word === 'invited' ? -1 : consultationReplies.indexOf(word))
  return rank(reply) > rank(stance) ? undefined : refuse('consult-step', 'domain 3: consultation', { state: stance })
}

/** Those with whom one consults: who asked for it, and whoever did not decline. */
export function takingPart(author: Party, stances: Readonly<Record<Party, Stance>>): readonly Party[] {
  const invited = (Object.keys(stances) as Party[]).filter((party) => stances[party] !== 'declined')
  return [author, ...invited].toSorted()
}

/** Closed by who asked for it once somebody has accepted or all have declined; withdrawn at any time before. */
export function refuseEnd(stances: readonly Stance[], wished: ConsultationEndName): Refusal | undefined {
  const isAnswered = stances.includes('accepted') || stances.every((stance) => stance === 'declined')
  return wished === 'withdrawn' || isAnswered ? undefined : refuse('consult-open', 'domain 3: consultation')
}

export const refuseOver = (end: ConsultationEndName): Refusal =>
  refuse('consult-over', 'consultation: of what is over nothing more is said', { state: end })
