import { addMs, type Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { HotlineAnswer, HotlineLog } from '#protocol/acts/hotline.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { sortHandling } from '#protocol/label/policy.ts'
import type { Draft } from '#charter/record/draft.ts'
import { recordLabel, refuseBeyond, usualPurpose, type Speaker } from '#charter/record/labelling.ts'
import type { CallState } from './state.ts'
import type { CallWish } from './wish.ts'

/** The record of a call as this node knows it. */
export interface KnownCall {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: Label
  readonly parties: Readonly<Record<string, { readonly state: CallState }>>
  readonly replacedBy?: ActId
}

/** Clocks of two houses differ; a call of tomorrow was not made. */
const aheadMs = 15 * 60_000

/** The record of a call, for the other parties that took part. `contested`: the own one that it takes the place of. */
export function log(wish: CallWish, contested: KnownCall | undefined, by: Speaker): Draft | Refusal {
  const { level, category, handling, basis, purpose, replaces, calledAt, endedAt, channel, desks, summary } = wish
  const ended = endedAt === undefined ? {} : { endedAt }
  const refs = replaces === undefined ? [] : [replaces]
  const body: HotlineLog = {
    calledAt,
    ...ended,
    channel,
    desks,
    summary,
    ...(replaces === undefined ? {} : { replaces }),
  }
  const no =
    refuseBeyond(wish, by) ??
    unfitCall(body, by.self, by.at) ??
    (replaces === undefined ? undefined : refuseReplacing(contested, wish, by))
  if (no !== undefined) return no
  const label = {
    level,
    category,
    handling: sortHandling(handling ?? [], by.words),
    purpose: purpose ?? usualPurpose(by.words),
    ...(basis === undefined ? {} : { basis }),
  }
  const to = { audience: othersOf(body, by.self), label, officers: by.officers, refs, attachments: [] }
  return { ...to, kind: kindOf('hotline.log/1'), body: { ...body } }
}

/** Those who took part beside one. */
export const othersOf = ({ desks }: Pick<HotlineLog, 'desks'>, self: Party): readonly Party[] =>
  [...new Set(desks.map(({ party }) => party))].filter((party) => party !== self).toSorted()

/** Why it is no record of a call, whoever made it. */
export function unfitCall(call: HotlineLog, author: Party, at: Instant): Refusal | undefined {
  const { calledAt, endedAt = calledAt, desks } = call
  if (endedAt < calledAt) return refuse('hotline-time', 'desks: a call ends after it began', { at: endedAt })
  if (endedAt > addMs(at, aheadMs))
    return refuse('hotline-time', 'desks: a call is recorded when it is over', { at: endedAt })
  const isPart = desks.some(({ party }) => party === author)
  return isPart && othersOf(call, author).length > 0
    ? undefined
    : refuse('hotline-parties', 'desks: who records a call took part in it, with others', { author })
}

/** What is contested is put right by a record under the same label, for the same parties, once. */
function refuseReplacing(contested: KnownCall | undefined, wish: CallWish, { self }: Speaker): Refusal | undefined {
  if (contested === undefined) return refuse('not-found', 'interfaces: paths')
  const { author, label, parties, replacedBy } = contested
  if (author !== self) return refuse('not-originator', 'desks: each party puts its own record right', { author })
  const isContested = Object.values(parties).some(({ state }) => state === 'contested')
  if (!isContested || replacedBy !== undefined) {
    return refuse('hotline-not-contested', 'desks: what is contested is put right once')
  }
  const isSame =
    wish.level === label.level &&
    wish.category === label.category &&
    othersOf(wish, self).join(' ') === Object.keys(parties).toSorted().join(' ')
  return isSame
    ? undefined
    : refuse('hotline-parties', 'desks: a correction is for those who had the record', { author })
}

/** Of a party that took part, to all the others who did. */
export function answer(
  known: KnownCall,
  said: Omit<HotlineAnswer, 'act'>,
  { self, officers }: Speaker,
): Draft | Refusal {
  const { act, author, audience, label, parties } = known
  const state = parties[self]?.state
  if (state === undefined) return refuse('hotline-own', 'desks: the other side countersigns', { author })
  if (state === 'countersigned' || state === said.outcome) {
    return refuse('hotline-answered', 'desks: who has countersigned has', { outcome: state })
  }
  const body: HotlineAnswer = { act, ...said }
  return {
    kind: kindOf('hotline.answer/1'),
    audience: [...new Set([author, ...audience])].filter((party) => party !== self).toSorted(),
    label: recordLabel(label),
    officers,
    refs: [act],
    attachments: [],
    body: { ...body },
  }
}
