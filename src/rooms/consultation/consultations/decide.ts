import { refuse, type Refusal } from '#kernel/refusal.ts'
import { isZone } from '#kernel/zoned.ts'
import type { ActId, Statement } from '#protocol/act/statement.ts'
import {
  ConsultationRequest,
  type ConsultationEndName,
  type ConsultationGround,
  type ConsultationReplyName,
} from '#protocol/acts/consultation.ts'
import { kindOf, type KnownKind } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Draft } from '#charter/record/draft.ts'
import { labelOf, recordLabel, refuseBeyond, usualPurpose, type Speaker } from '#charter/record/labelling.ts'
import { agreedOf, type Paper } from './agreeing.ts'
import { refuseEnd, refuseOver, refuseReply, takingPart, type Stance } from './state.ts'
import type { PaperPart } from '../tables.ts'
import type { ConsultWish, MessageWish, TimeWish } from './wish.ts'

/** A consultation as this node knows it. */
export interface KnownConsultation {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: Label
  readonly title: string
  /** Which of the times that were proposed is proposed now. */
  readonly revision: number
  readonly stances: Readonly<Record<Party, Stance>>
  readonly papers: Readonly<Record<PaperPart, readonly Paper[]>>
  readonly end?: ConsultationEndName
}

/** So many times may be proposed, one after the other. */
export const mostTimes = 32

/** A request for consultation, for the states invited. */
export function request(wish: ConsultWish, by: Speaker): Draft | Refusal {
  const body = ConsultationRequest.parse(wish)
  const audience = [...new Set(wish.to)].toSorted()
  const no = refuseBeyond(wish, by) ?? refuseTime(body, by) ?? unfitRequest({ audience, at: by.at }, body)
  if (no !== undefined) return no
  return {
    kind: kindOf('consultation.request/1'),
    audience,
    label: labelOf(wish, by),
    officers: by.officers,
    refs: [],
    attachments: [],
    body: { ...body },
  }
}

function refuseTime({ meetsAt, zone }: Pick<TimeWish, 'meetsAt' | 'zone'>, { at }: Speaker): Refusal | undefined {
  if (!isZone(zone)) return refuse('rfi-zone', 'domain: deadlines', { zone })
  return meetsAt <= at ? refuse('consult-time', 'domain: deadlines', { at: meetsAt }) : undefined
}

/** Why it is no request for consultation, whoever made it. */
export function unfitRequest(
  { audience, at }: Pick<Statement, 'audience' | 'at'>,
  { meetsAt, organs = [] }: ConsultationRequest,
): Refusal | undefined {
  if (meetsAt <= at) return refuse('consult-time', 'domain: deadlines', { at: meetsAt })
  const invited = 'coalition' in audience ? [] : audience
  const stranger = organs.find(({ party }) => !invited.includes(party))
  return stranger && refuse('consult-invited', 'domain 3: consultation', { party: stranger.party })
}

/** What an invited state says of the time that is proposed: told to all the others. */
export function reply(
  known: KnownConsultation,
  said: {
    readonly reply: ConsultationReplyName
    readonly ground?: ConsultationGround
    readonly note?: string | undefined
  },
  by: Speaker,
): Draft | Refusal {
  const no = refuseReplying(known, said.reply, by)
  if (no !== undefined) return no
  const { note, ...rest } = said
  const body = { ...rest, revision: known.revision, ...(note === undefined ? {} : { note }) }
  return spoken(known, { kind: 'consultation.reply/1', body }, by)
}

function refuseReplying(known: KnownConsultation, word: ConsultationReplyName, by: Speaker): Refusal | undefined {
  const no = overOf(known) ?? refuseSettled(known)
  if (no !== undefined) return no
  const stance = known.stances[by.self]
  if (stance === undefined) return refuse('consult-not-invited', 'domain 3: consultation', { author: known.author })
  return refuseReply(stance, word)
}

/** Another time: of who asked for the consultation it is proposed to all from now on; of an invited state it is a reply. */
export function time(known: KnownConsultation, { meetsAt, zone, note }: TimeWish, by: Speaker): Draft | Refusal {
  const isAsking = known.author === by.self
  const no =
    (isAsking ? (overOf(known) ?? refuseSettled(known)) : refuseReplying(known, 'other-time', by)) ??
    refuseTime({ meetsAt, zone }, by)
  if (no !== undefined) return no
  const { revision } = known
  if (!isAsking) {
    const body = { reply: 'other-time', revision, meetsAt, zone, ...(note === undefined ? {} : { note }) }
    return spoken(known, { kind: 'consultation.reply/1', body }, by)
  }
  if (revision >= mostTimes) return refuse('consult-many', 'consultation: bounded', { limit: mostTimes })
  return spoken(known, { kind: 'consultation.time/1', body: { revision: revision + 1, meetsAt, zone } }, by)
}

export const overOf = ({ end }: KnownConsultation): Refusal | undefined =>
  end === undefined ? undefined : refuseOver(end)

/** Once minutes are agreed, who consulted and when stands in them. */
const refuseSettled = ({ papers }: KnownConsultation): Refusal | undefined =>
  agreedOf(papers.minutes) && refuse('consult-step', 'domain 3: consultation', { state: 'agreed' })

/** A share that a message speaks about, and who has it. */
export interface KnownShare {
  readonly act: ActId
  readonly holders: readonly Party[]
}

/** What a participant writes to the others. It speaks only about what all of them have. */
export function message(
  known: KnownConsultation,
  { wish, held }: { readonly wish: MessageWish; readonly held: readonly KnownShare[] },
  by: Speaker,
): Draft | Refusal {
  const others = takingPart(known.author, known.stances).filter((party) => party !== by.self)
  const no = overOf(known) ?? refuseAbsent(known, others, by)
  if (no !== undefined) return no
  const { level = known.label.level, category = known.label.category, text, shares = [], hold: _, ...terms } = wish
  const unheld = shares.find((act) => {
    const holders = held.find((one) => one.act === act)?.holders ?? []
    return others.some((party) => !holders.includes(party))
  })
  if (unheld !== undefined) return refuse('consult-share', 'domain 3: consultation', { act: unheld })
  const { handling = known.label.handling, purpose = known.label.purpose ?? usualPurpose(by.words), ...rest } = terms
  const label = { ...rest, level, category, handling: [...handling], purpose, to: [...others] }
  const beyond = refuseBeyond(label, by)
  if (beyond !== undefined) return beyond
  const named = [...new Set(shares)]
  return {
    kind: kindOf('consultation.message/1'),
    audience: others,
    label: labelOf(label, by),
    officers: by.officers,
    refs: [known.act, ...named].toSorted(),
    attachments: [],
    body: { act: known.act, text, ...(named.length === 0 ? {} : { shares: named }) },
  }
}

/** Who declined is not among those who consult, and with nobody left there is nobody to write to. */
function refuseAbsent(known: KnownConsultation, others: readonly Party[], { self }: Speaker): Refusal | undefined {
  if (known.stances[self] === 'declined') return refuse('consult-step', 'domain 3: consultation', { state: 'declined' })
  return others.length > 0 ? undefined : refuse('consult-step', 'domain 3: consultation', { state: 'declined' })
}

/** Closed, or withdrawn with a reason: told to all who were invited. */
export function end(
  known: KnownConsultation,
  said: { readonly end: ConsultationEndName; readonly reason?: string },
  by: Speaker,
): Draft | Refusal {
  const no = notAsking(known, by) ?? overOf(known) ?? refuseEnding(known, said.end)
  return no ?? spoken(known, { kind: 'consultation.end/1', body: said }, by)
}

/** What was agreed is not withdrawn. */
const refuseEnding = (known: KnownConsultation, wished: ConsultationEndName): Refusal | undefined =>
  (wished === 'withdrawn' ? refuseSettled(known) : undefined) ?? refuseEnd(Object.values(known.stances), wished)

const notAsking = ({ author }: KnownConsultation, { self }: Speaker): Refusal | undefined =>
  author === self
    ? undefined
    : refuse('not-originator', 'domain 3: who asked for a consultation closes and withdraws it', { author })

/** A record under the label of the consultation, for all the other participants. */
export function spoken(
  { act, author, audience, label }: KnownConsultation,
  { kind, body }: { readonly kind: KnownKind; readonly body: Readonly<Record<string, unknown>> },
  { self, officers }: Speaker,
): Draft {
  return {
    kind: kindOf(kind),
    audience: [author, ...audience].filter((party) => party !== self).toSorted(),
    label: recordLabel(label),
    officers,
    refs: [act],
    attachments: [],
    body: { act, ...body },
  }
}
