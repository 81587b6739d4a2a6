import { addMs, type Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { AlertMessage, AlertOrigin } from '#protocol/acts/alert-message.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { CapAlert } from '#protocol/cap/alert.ts'
import { groupOf } from '#protocol/cap/group.ts'
import { referencesOf, type CapReference } from '#protocol/cap/references.ts'
import { capTimeOf } from '#protocol/cap/time.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import type { Draft } from '#charter/record/draft.ts'
import { labelOf, recordLabel, refuseBeyond, type Speaker } from '#charter/record/labelling.ts'
import { cancelKind, notedAs, statusOf, testName, titleOf, unfit, unfitAlert } from './fitness.ts'
import { readInfos, type AlertWish, type AnswerWish, type CancelWish, type UpdateWish } from './wish.ts'

/** How it stands with an alert at a moment. `untrusted`: signed with a seal that was frozen, and nobody acts on it. */
export type AlertState = 'live' | 'updated' | 'cancelled' | 'expired' | 'untrusted'

/** An alert as this node knows it. */
export interface KnownAlert {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: Label
  readonly title: string
  readonly state: AlertState
  readonly reference: CapReference
  /** What this house has said of it. */
  readonly answer?: 'accepted' | 'rejected'
  readonly isSeen: boolean
}

/** What only the shell can bring: a mark that makes an identifier unique. */
export interface Numbered extends Speaker {
  readonly mark: string
}

/** Of what takes over a message from outside: which one. */
export interface FromOutside {
  readonly origin?: AlertOrigin
}

export function alert(wish: AlertWish & FromOutside, by: Numbered): Draft | Refusal {
  const beyond = refuseBeyond(wish, by)
  if (beyond !== undefined) return beyond
  const { note, source, incidents, info, origin } = wish
  const said = { msgType: 'Alert', info: ended(info, wish, by), ...present({ note, source, incidents }) } as const
  const { test, exercise = test === true ? testName : undefined, ...labelled } = wish
  if (test === true && exercise !== testName) return unfit('/alert/status', 'status')
  const label = { ...labelOf(labelled, by), ...present({ exercise }) }
  return message(said, { by, label, to: wish.to, follows: [], ...from(origin) })
}

/** Takes the place of an own alert that is not over, for everyone who was sent it and perhaps others. */
export function update(known: KnownAlert, wish: UpdateWish & FromOutside, by: Numbered): Draft | Refusal {
  const no = refuseFollowing(known, by)
  if (no !== undefined) return no
  const said = { msgType: 'Update', info: ended(wish.info, wish, by), ...present({ note: wish.note }) } as const
  return message(said, {
    by,
    label: known.label,
    to: [...known.audience, ...(wish.to ?? [])],
    follows: [known],
    ...from(wish.origin),
  })
}

/** Ends an own alert that is not over, for everyone who was sent it. */
export function cancel(known: KnownAlert, wish: CancelWish & FromOutside, by: Numbered): Draft | Refusal {
  const no = refuseFollowing(known, by)
  if (no !== undefined) return no
  return message(
    { msgType: 'Cancel', note: wish.note },
    {
      by,
      label: recordLabel(known.label),
      to: known.audience,
      follows: [known],
      title: known.title,
      ...from(wish.origin),
    },
  )
}

/** CAP's word for what an Update does (3.2.1); nothing of what takes its place. */
const supersededNote = 'superseded'

/** Ends an own alert for those who had it and may not be told what takes its place. */
export const supersede = (known: KnownAlert, by: Numbered): Draft | Refusal =>
  cancel(known, { note: supersededNote }, by)

/** Said once by each house; who has rejected an alert may accept it yet, and the other way round. */
export function answer(known: KnownAlert, wish: AnswerWish, by: Speaker): Draft | Refusal {
  const no = refuseAnswer(known, by)
  if (no !== undefined) return no
  if (known.answer === wish.outcome) {
    return refuse('alert-answered', 'alerts: an answer is given once', { outcome: wish.outcome })
  }
  if (wish.outcome === 'rejected' && wish.note === undefined) {
    return refuse('alert-reason-missing', 'CAP 1.2 section 3.2.1: a rejection gives its reason')
  }
  const body = { act: known.act, outcome: wish.outcome, ...present({ note: wish.note }) }
  return { ...toAuthor(known, by), kind: kindOf('alert.answer/1'), body }
}

/** That an officer of this house has opened it. `undefined`: its author has been told, or there is nothing to tell. */
export function seen(known: KnownAlert, by: Speaker): Draft | undefined {
  if (known.author === by.self || known.isSeen || known.state !== 'live') return undefined
  return { ...toAuthor(known, by), kind: kindOf('alert.seen/1'), body: { act: known.act } }
}

function toAuthor(known: KnownAlert, by: Speaker): Omit<Draft, 'kind' | 'body'> {
  return {
    audience: [known.author],
    label: recordLabel(known.label),
    officers: by.officers,
    refs: [known.act],
    attachments: [],
  }
}

function refuseFollowing({ author, state }: KnownAlert, { self }: Speaker): Refusal | undefined {
  if (author !== self) {
    return refuse('not-originator', 'CAP 1.2 section 3.2.1: only its sender updates or cancels an alert', { author })
  }
  return over(state)
}

function refuseAnswer({ author, state }: KnownAlert, { self }: Speaker): Refusal | undefined {
  return author === self ? refuse('own-alert', 'alerts: an answer is given to another party') : over(state)
}

const over = (state: AlertState): Refusal | undefined =>
  state === 'live' ? undefined : refuse('alert-over', 'alerts: what is over is not acted on', { state })

interface Message {
  readonly by: Numbered
  readonly label: Label
  readonly to: readonly Party[]
  readonly follows: readonly KnownAlert[]
  readonly title?: string
  readonly origin?: AlertOrigin
}

const from = (origin: AlertOrigin | undefined): FromOutside => (origin === undefined ? {} : { origin })

/** CAP has no place for it but the source: what that said stands first. */
const sourceOf = (source: string | undefined, { sender, identifier, sent }: AlertOrigin): string =>
  [source, `${sender},${identifier},${sent}`].filter((part) => part !== undefined).join(' · ')

type Said = Pick<CapAlert, 'msgType' | 'note' | 'source' | 'incidents'> & { readonly info?: readonly unknown[] }

function message({ info, ...said }: Said, { by, label, to, follows, title, origin }: Message): Draft | Refusal {
  const infos = info === undefined ? undefined : readInfos(info)
  if (infos !== undefined && 'path' in infos) return unfit(infos.path, 'form', 'CAP 1.2 section 3.2')
  const audience = [...new Set(to)].toSorted()
  const [desk = ''] = by.officers
  const { exercise } = label
  const whole: CapAlert = {
    // A numbering of its own: nobody takes one for a real alert by its number either.
    identifier: [exercise, by.self, compact(by.at), by.mark].filter((part) => part !== undefined).join('-'),
    sender: `${desk}@${by.self}`,
    sent: capTimeOf(by.at),
    status: statusOf(exercise),
    scope: 'Private',
    addresses: groupOf(audience),
    ...said,
    ...present({ note: notedAs(exercise, said.note) }),
    ...(origin === undefined ? {} : { source: sourceOf(said.source, origin) }),
    ...(follows.length === 0 ? {} : { references: referencesOf(follows.map(({ reference }) => reference)) }),
    ...(infos === undefined ? {} : { info: infos }),
  }
  const acts = follows.map(({ act }) => act)
  const body: AlertMessage = {
    title: title ?? titleOf(whole),
    alert: whole,
    ...(acts.length === 0 ? {} : { follows: acts }),
    ...from(origin),
  }
  const kind = said.msgType === 'Cancel' ? cancelKind : kindOf('alert.message/1')
  const no = unfitAlert({ kind, author: by.self, at: by.at, label }, body, by.at)
  if (isRefusal(no)) return no
  return { kind, audience, label, officers: by.officers, refs: acts, attachments: [], body: { ...body } }
}

const usualHours = 24

/** Every block with an end: its own, or the usual one. */
function ended(infos: AlertWish['info'], { hours = usualHours }: Pick<AlertWish, 'hours'>, { at }: Speaker) {
  const expires = capTimeOf(addMs(at, hours * 3_600_000))
  return infos.map((info) => ({ ...info, expires: info['expires'] ?? expires }))
}

/** `20261121T180500`, of a moment in UTC. */
const compact = (at: Instant): string => at.slice(0, 19).replaceAll(/[-:]/gu, '')

function present<Members extends Readonly<Record<string, string | undefined>>>(members: Members) {
  const said = Object.entries(members).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(said)
}
