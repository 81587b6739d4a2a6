import { isZone } from '#kernel/zoned.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { DeskEntry, DeskWithdrawal } from '#protocol/acts/desk-entry.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { sortHandling } from '#protocol/label/policy.ts'
import type { Draft } from '#charter/record/draft.ts'
import { recordLabel, refuseBeyond, type Speaker } from '#charter/record/labelling.ts'
import { personIn } from './persons.ts'
import type { DeskWish, WithdrawalWish } from './wish.ts'

/** What holds of a desk under one label. */
export interface KnownEntry {
  readonly act: ActId
  readonly author: Party
  readonly desk: string
  readonly label: Label
  readonly audience: readonly Party[]
  readonly revision: number
  readonly isWithdrawn: boolean
}

export interface Publisher extends Speaker {
  /** Every other party that has not left. */
  readonly everyone: readonly Party[]
  /** Where nothing is said of a label. */
  readonly usual: Label
}

/** The label that a desk is published under. */
export function labelWished({ level, category, handling }: DeskWish, { usual, words }: Publisher): Label {
  return {
    level: level ?? usual.level,
    category: category ?? usual.category,
    handling: sortHandling(handling ?? [], words),
  }
}

/** The next publication of an own desk, for everyone who had the one before and for those who are named now. */
export function publish(wish: DeskWish, known: KnownEntry | undefined, by: Publisher): Draft | Refusal {
  const { to = by.everyone, level: _l, category: _c, handling: _h, ...entry } = wish
  const label = labelWished(wish, by)
  const no = refuseBeyond(label, by) ?? unfitToWrite(entry)
  if (no !== undefined) return no
  if (!isZone(entry.hours.zone)) return refuse('desk-zone', 'desks: hours', { zone: entry.hours.zone })
  const before = known === undefined ? {} : { replaces: known.act }
  const body: DeskEntry = { ...entry, revision: (known?.revision ?? 0) + 1, ...before }
  return {
    kind: kindOf('desk.entry/1'),
    audience: audienceOf(to, known, by),
    label,
    officers: by.officers,
    refs: known === undefined ? [] : [known.act],
    attachments: [],
    body: { ...body },
  }
}

/** An own desk is no more: said to everyone who had it. */
export function withdraw(known: KnownEntry, wish: WithdrawalWish, by: Publisher): Draft | Refusal {
  const { act, author, desk, label, revision, isWithdrawn } = known
  if (author !== by.self) return refuse('not-originator', 'desks: each party keeps its own desks', { author })
  if (isWithdrawn) return refuse('desk-withdrawn', 'desks: what is withdrawn is withdrawn once', { desk })
  const reason = wish.reason === undefined ? {} : { reason: wish.reason }
  const body: DeskWithdrawal = { desk, revision: revision + 1, entry: act, ...reason }
  return {
    kind: kindOf('desk.withdrawal/1'),
    audience: audienceOf([], known, by),
    label: recordLabel(label),
    officers: by.officers,
    refs: [act],
    attachments: [],
    body: { ...body },
  }
}

/** Why an entry is not written: beside its form, what looks like a person's. */
function unfitToWrite(entry: Omit<DeskEntry, 'revision'>): Refusal | undefined {
  const member = personIn(entry)
  return member === undefined
    ? unfitEntry(entry)
    : refuse('desk-person', 'SG-01: the directory knows functions', { member })
}

/** Why it is no entry of the directory, whoever made it. */
export function unfitEntry({ desk, deputies }: Pick<DeskEntry, 'desk' | 'deputies'>): Refusal | undefined {
  return deputies.includes(desk) ? refuse('desk-deputy', 'desks: deputies', { desk }) : undefined
}

function audienceOf(to: readonly Party[], known: KnownEntry | undefined, { everyone, self }: Publisher) {
  const still = (known?.audience ?? []).filter((party) => everyone.includes(party))
  return [...new Set([...to, ...still])].filter((party) => party !== self).toSorted()
}
