import type { Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { isZone } from '#kernel/zoned.ts'
import type { ActId, Statement } from '#protocol/act/statement.ts'
import { RfiRequest, type RfiEndName, type RfiGround, type RfiStepName } from '#protocol/acts/rfi.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Draft } from '#charter/record/draft.ts'
import { labelOf, recordLabel, refuseBeyond, usualPurpose, type Speaker } from '#charter/record/labelling.ts'
import { refuseAsking, refuseEnd, refuseStep, type Asked } from './state.ts'
import type { AnswerWish, RequestWish } from './wish.ts'

/** A clarification that a party asked for, and when that was heard here. */
export interface Question {
  readonly act: ActId
  readonly heardAt: Instant
}

/** A request as this node knows it. */
export interface KnownRequest {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: Label
  readonly title: string
  readonly parties: Readonly<Record<Party, Asked & { readonly questions: readonly Question[] }>>
  readonly end?: RfiEndName
}

/** So many clarifications one party may ask for. */
export const mostQuestions = 16

/** A request, for the parties that are asked. */
export function request(wish: RequestWish, by: Speaker): Draft | Refusal {
  const body = RfiRequest.parse(wish)
  const audience = [...new Set(wish.to)].toSorted()
  const no = refuseBeyond(wish, by) ?? refuseZone(body) ?? unfitRequest({ audience, at: by.at }, body)
  if (no !== undefined) return no
  return {
    kind: kindOf('rfi.request/1'),
    audience,
    label: labelOf(wish, by),
    officers: by.officers,
    refs: [],
    attachments: [],
    body: { ...body },
  }
}

const refuseZone = ({ zone }: RfiRequest): Refusal | undefined =>
  isZone(zone) ? undefined : refuse('rfi-zone', 'domain: deadlines', { zone })

/** Why it is no request, whoever made it. */
export function unfitRequest(
  { audience, at }: Pick<Statement, 'audience' | 'at'>,
  { needBy, organs = [] }: RfiRequest,
): Refusal | undefined {
  if (needBy <= at) return refuse('rfi-need-by', 'domain: deadlines', { at: needBy })
  const asked = 'coalition' in audience ? [] : audience
  const stranger = organs.find(({ party }) => !asked.includes(party))
  return stranger && refuse('rfi-asked', 'domain 3: requested from', { party: stranger.party })
}

/** How far this party has come: told to who asks. */
export function step(
  known: KnownRequest,
  said: { readonly step: RfiStepName; readonly ground?: RfiGround; readonly note?: string | undefined },
  by: Speaker,
): Draft | Refusal {
  const asked = known.parties[by.self]
  const no = asked === undefined ? notAsked(known) : refuseStep(asked, known.end, said.step)
  if (no !== undefined) return no
  const { note, ...rest } = said
  const body = { act: known.act, ...rest, ...(note === undefined ? {} : { note }) }
  return { ...toAuthor(known, by), kind: kindOf('rfi.step/1'), label: recordLabel(known.label), body }
}

/** What a party needs to know before it answers. */
export function ask(known: KnownRequest, text: string, by: Speaker): Draft | Refusal {
  const asked = known.parties[by.self]
  const no = asked === undefined ? notAsked(known) : (refuseAsking(asked, known.end) ?? refuseMore(asked.questions))
  if (no !== undefined) return no
  const body = { act: known.act, text }
  return { ...toAuthor(known, by), kind: kindOf('rfi.clarification/1'), label: toldUnder(known.label, by), body }
}

/** What a party waits for, of who asks. */
export function clarify(known: KnownRequest, party: Party, text: string, by: Speaker): Draft | Refusal {
  if (known.author !== by.self) return notOriginator(known)
  const asked = known.parties[party]
  const question = asked?.questions.find(({ act }) => act === asked.open)
  if (asked === undefined || question === undefined || known.end !== undefined) {
    return refuse('rfi-step', 'domain 3: states', { step: 'clarified', state: known.end ?? asked?.said ?? 'sent' })
  }
  const { act: answers, heardAt } = question
  return {
    kind: kindOf('rfi.clarification/1'),
    audience: [party],
    label: toldUnder(known.label, by),
    officers: by.officers,
    refs: [known.act, answers].toSorted(),
    attachments: [],
    body: { act: known.act, text, answers, heardAt },
  }
}

/** An answer under its own label, and the step that goes with it under the request's: who may not read the one sees how far it is all the same. */
export function answer(known: KnownRequest, wish: AnswerWish, by: Speaker): readonly (Draft | Refusal)[] {
  const told = step(known, { step: wish.partial === true ? 'partial' : 'answered' }, by)
  const {
    level = known.label.level,
    category = known.label.category,
    title = known.title,
    partial,
    text,
    hold: _,
    ...terms
  } = wish
  const { handling = known.label.handling, purpose = toldUnder(known.label, by).purpose, ...others } = terms
  const ownTerms = { ...others, handling: [...handling], ...(purpose === undefined ? {} : { purpose }) }
  const labelled = { ...ownTerms, level, category, to: [known.author] }
  const beyond = refuseBeyond(labelled, by)
  const coverage = partial === true ? 'partial' : 'full'
  const whole: Draft = {
    ...toAuthor(known, by),
    kind: kindOf('rfi.answer/1'),
    label: labelOf(labelled, by),
    body: { act: known.act, title, coverage, text },
  }
  return isRefusal(told) ? [told] : [beyond ?? whole, told]
}

/** Closed with thanks, or withdrawn with a reason: told to all who were asked. */
export function end(
  known: KnownRequest,
  said: { readonly end: RfiEndName; readonly reason?: string },
  by: Speaker,
): Draft | Refusal {
  if (known.author !== by.self) return notOriginator(known)
  const no = refuseEnd(Object.values(known.parties), known.end, said.end)
  if (no !== undefined) return no
  return {
    kind: kindOf('rfi.end/1'),
    audience: known.audience,
    label: recordLabel(known.label),
    officers: by.officers,
    refs: [known.act],
    attachments: [],
    body: { act: known.act, ...said },
  }
}

const toAuthor = ({ act, author }: KnownRequest, { officers }: Speaker) => ({
  audience: [author],
  officers,
  refs: [act],
  attachments: [],
})

/** A record that rests on an agreement, under the words of the request. */
const toldUnder = ({ level, category, handling, purpose }: Label, { words }: Speaker): Label => ({
  level,
  category,
  handling,
  purpose: purpose ?? usualPurpose(words),
})

const notAsked = ({ author }: KnownRequest): Refusal =>
  refuse('rfi-not-asked', 'domain 3: who is asked answers', { author })

const notOriginator = ({ author }: KnownRequest): Refusal =>
  refuse('not-originator', 'domain 3: who asks clarifies, closes and withdraws', { author })

const refuseMore = (questions: readonly Question[]): Refusal | undefined =>
  questions.length < mostQuestions ? undefined : refuse('rfi-many', 'consultation: bounded', { limit: mostQuestions })
