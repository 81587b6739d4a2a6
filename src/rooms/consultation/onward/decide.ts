import type { Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { OnwardConsent, OnwardOutcome, OnwardPassing } from '#protocol/acts/onward.ts'
import type { RfiAnswer } from '#protocol/acts/rfi.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Draft } from '#charter/record/draft.ts'
import { labelOf, recordLabel, type Speaker } from '#charter/record/labelling.ts'
import type { AskWish, GrantWish } from './wish.ts'

/** An answer that was given to this party, or that it gave. */
export interface KnownAnswer {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: Label
  readonly answer: RfiAnswer
}

/** `asked` until its owner has said something. */
export type OnwardState = 'asked' | OnwardOutcome

/** A request to pass an answer on, as this node knows it. */
export interface KnownOnward {
  readonly act: ActId
  readonly author: Party
  readonly to: readonly Party[]
  readonly use: string
  readonly answer: KnownAnswer
  readonly state: OnwardState
  /** The owner's word that holds. */
  readonly consent?: { readonly act: ActId; readonly to: readonly Party[]; readonly until?: Instant }
}

/** In whichever order they were heard: what was withdrawn stays so, and what was denied may be granted yet. */
export function stateOf(outcomes: readonly OnwardOutcome[]): OnwardState {
  return (['withdrawn', 'granted', 'denied'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'asked'
}

/** Asked of who answered, by who was answered. */
export function ask({ act, author, audience, label }: KnownAnswer, wish: AskWish, by: Speaker): Draft | Refusal {
  if (!audience.includes(by.self)) return refuse('onward-own', 'SG-04', { owner: author })
  const to = [...new Set(wish.to)].toSorted()
  const stranger = to.find((party) => party === author || party === by.self)
  if (stranger !== undefined) return refuse('onward-to', 'SG-04', { party: stranger })
  return {
    ...toOne(author, by, act),
    kind: kindOf('onward.request/1'),
    label: recordLabel(label),
    body: { act, to, use: wish.use },
  }
}

const mayFollow: Readonly<Record<OnwardState, readonly OnwardOutcome[]>> = {
  asked: ['granted', 'denied'],
  denied: ['granted'],
  granted: ['withdrawn'],
  withdrawn: [],
}

/** The owner's word. */
export function consent(
  known: KnownOnward,
  said: GrantWish & { readonly outcome: OnwardOutcome },
  by: Speaker,
): Draft | Refusal {
  const { answer, state } = known
  if (answer.author !== by.self) return refuse('not-originator', 'SG-04', { author: answer.author })
  if (!mayFollow[state].includes(said.outcome)) return refuse('onward-state', 'SG-04', { state })
  const { outcome, to = known.to, until, note } = said
  const stranger = to.find((party) => !known.to.includes(party))
  if (stranger !== undefined) return refuse('onward-to', 'SG-04', { party: stranger })
  const named =
    outcome === 'granted' ? { to: [...new Set(to)].toSorted(), ...(until === undefined ? {} : { until }) } : {}
  const body: OnwardConsent = {
    act: known.act,
    answer: answer.act,
    outcome,
    ...named,
    ...(note === undefined ? {} : { note }),
  }
  const one = toOne(known.author, by, known.act)
  const refs = [known.act, answer.act].toSorted()
  return { ...one, refs, kind: kindOf('onward.consent/1'), label: recordLabel(answer.label), body: { ...body } }
}

/** The answer as it was given, under its label, for those to whom its owner lets it go, and for its owner. */
export function pass({ act, author, use, answer, state, consent: held }: KnownOnward, by: Speaker): Draft | Refusal {
  if (author !== by.self) return refuse('not-originator', 'SG-04', { author })
  if (state !== 'granted' || held === undefined) {
    return refuse('onward-consent', 'SG-04', { owner: answer.author, recipient: 'none' })
  }
  const { level, category, handling, purpose } = answer.label
  const { title, text } = answer.answer
  const body: OnwardPassing = { answer: answer.act, owner: answer.author, consent: held.act, title, text, use }
  const to = [...new Set([answer.author, ...held.to])].toSorted()
  return {
    ...toOne(answer.author, by, act),
    kind: kindOf('onward.passing/1'),
    audience: to,
    refs: [answer.act, held.act].toSorted(),
    label: labelOf({ to, level, category, handling: [...handling], ...(purpose === undefined ? {} : { purpose }) }, by),
    body: { ...body },
  }
}

const toOne = (party: Party, { officers }: Speaker, about: ActId) => ({
  audience: [party],
  officers,
  refs: [about],
  attachments: [],
})
