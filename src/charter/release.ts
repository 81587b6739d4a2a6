import type { Instant } from '#kernel/instant.ts'
import { addMs, epochMsOf } from '#kernel/instant.ts'
import { isRefusal, refuse } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Statement } from '#protocol/act/statement.ts'
import { kindRow, passedOn } from '#protocol/acts/table.ts'
import type { KindRow } from '#protocol/acts/kind-row.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import { checkLabel } from '#protocol/label/check.ts'
import type { Charter } from './charter.ts'
import { coveringAgreement } from './coverage.ts'
import { currentKeys, standingAt } from './standing.ts'

/** Of a statement, or of one still to be written, what the gate looks at. */
export type Releasable = Pick<Statement, 'kind' | 'coalition' | 'author' | 'officers' | 'audience' | 'label'> &
  Partial<Pick<Statement, 'at' | 'body'>>

/** What the gate decides by: a charter, and the moment it is asked. */
export interface Facts {
  readonly charter: Charter
  readonly at: Instant
  /** Of what the act passes on: what its owner consents to, where that is known. */
  readonly consent?: Consent
}

/** To whom its owner lets an answer go, and until when if not for good. */
export interface Consent {
  readonly to: readonly Party[]
  readonly until?: Instant
}

/** `basis`: the agreement it rests on; absent for records, which need none. */
export interface Permitted {
  readonly kind: 'permitted'
  readonly basis?: string
}

interface Question {
  readonly act: Releasable
  readonly recipient: Party
  readonly facts: Facts
  readonly row: KindRow
}

type Check = (question: Question) => Refusal<Code> | undefined

/**
 * May this act go to this recipient? The one function that decides, pure, asked before signing, before sending and twice
 * on arrival (protocol.md 9). The checks run in the order of that section and the first refusal is the answer.
 */
export function release(act: Releasable, recipient: Party, facts: Facts): Permitted | Refusal<Code> {
  const drafted = releaseDrafted(act, recipient, facts)
  if (isRefusal(drafted)) return drafted
  return needsSecondOfficer(act, facts.charter) && new Set(act.officers).size < 2
    ? refuse('second-officer', 'protocol 9: second officer', {
        level: act.label.level,
        from: facts.charter.secondOfficerFrom,
      })
    : drafted
}

/** Every check of `release` but the last: what a draft is asked while it waits for its second officer. */
export function releaseDrafted(act: Releasable, recipient: Party, facts: Facts): Permitted | Refusal<Code> {
  const row = kindRow(act.kind)
  if (row === undefined) return refuse('kind-unknown', 'protocol 4: kind', { kind: act.kind })
  const question = { act, recipient, facts, row }
  for (const check of row.passesChanges ? always : beforeAgreement) {
    const refusal = check(question)
    if (refusal !== undefined) return refusal
  }
  if (!row.needsBasis) return afterAgreement(question) ?? { kind: 'permitted' }
  const agreement = coveringAgreement({
    ...facts,
    writtenAt: writtenAt(act, facts.at),
    label: act.label,
    author: act.author,
    recipient,
    audience: named(act),
  })
  if (isRefusal(agreement)) return agreement
  return afterAgreement(question) ?? { kind: 'permitted', basis: agreement.name }
}

/** The charter by which an act under way is judged: what passes whatever has changed is asked its age when it is signed, and not after. */
export function underWay(kind: Releasable['kind'], charter: Charter): Charter {
  return kindRow(kind)?.passesChanges === true ? { ...charter, headAt: 'untracked' } : charter
}

/** Whether two officers must answer for it. */
export function needsSecondOfficer(act: Pick<Releasable, 'kind' | 'label'>, charter: Charter): boolean {
  if (kindRow(act.kind)?.officers !== 'by-label') return false
  const from = charter.levels.get(charter.secondOfficerFrom) ?? 0
  return (charter.levels.get(act.label.level) ?? Infinity) >= from
}

const sameCoalition: Check = ({ act, facts: { charter } }) =>
  act.coalition === charter.id
    ? undefined
    : refuse('other-coalition', 'protocol 9: coalition', { author: act.author, coalition: charter.name })

const charterAge: Check = ({ act, row, facts: { charter, at } }) => {
  if (row.charterAgeMs === 'any' || charter.headAt === 'untracked') return undefined
  const ageMs = epochMsOf(at) - epochMsOf(charter.headAt)
  if (ageMs <= row.charterAgeMs) return undefined
  const [ageHours, mostHours] = [Math.floor(ageMs / hourMs), Math.floor(row.charterAgeMs / hourMs)]
  const { depositary } = charter
  return refuse('charter-stale', 'protocol 9: age of charter', { kind: act.kind, depositary, ageHours, mostHours })
}

const authorKnown: Check = ({ act, facts }) =>
  facts.charter.parties.has(act.author)
    ? undefined
    : (withoutNode(act.author, facts) ??
      refuse('author-unknown', "protocol 9: author's standing", { author: act.author }))

/** A party that is recorded and has no keys yet: nobody can seal to it or hear from it. */
const withoutNode = (party: Party, { charter, at }: Facts): Refusal<Code> | undefined =>
  charter.recorded.has(party)
    ? refuse('party-without-node', 'protocol 8: party admitted', {
        party,
        standing: standingAt(charter, party, at)?.name ?? 'none',
      })
    : undefined

const authorStanding: Check = ({ act, row, facts: { charter, at } }) => {
  const standing = standingAt(charter, act.author, at)
  if (standing?.rights.has(row.author) === true) return undefined
  const params = { author: act.author, standing: standing?.name ?? 'none', right: row.author }
  return refuse('author-standing', "protocol 9: author's standing", params)
}

const addressed: Check = ({ act, recipient }) => {
  if (recipient === act.author) {
    return refuse('addressed-to-self', "protocol 9: recipient's standing", { recipient })
  }
  if ('coalition' in act.audience || act.audience.includes(recipient)) return undefined
  return refuse('not-addressed', "protocol 9: recipient's standing", { recipient })
}

const recipientKnown: Check = ({ recipient, facts }) =>
  facts.charter.parties.has(recipient)
    ? undefined
    : (withoutNode(recipient, facts) ?? refuse('recipient-unknown', "protocol 9: recipient's standing", { recipient }))

const recipientStanding: Check = ({ recipient, row, facts: { charter, at } }) => {
  const standing = standingAt(charter, recipient, at)
  const mayReceive = row.addressee === 'any' ? standing !== undefined : standing?.rights.has(row.addressee) === true
  if (mayReceive) return undefined
  const params = { recipient, standing: standing?.name ?? 'none', right: row.addressee }
  return refuse('recipient-standing', "protocol 9: recipient's standing", params)
}

const keysConfirmed: Check = ({ act, recipient, facts: { charter } }) => {
  const rule = 'protocol 9: keys confirmed'
  const author = charter.parties.get(act.author)
  if (author !== undefined && currentKeys(author).sealFrozen) return refuse('keys-frozen', rule, { party: act.author })
  const unconfirmed = [author, charter.parties.get(recipient)].find(
    (party) => party !== undefined && !currentKeys(party).confirmed,
  )
  return unconfirmed && refuse('keys-unconfirmed', rule, { party: unconfirmed.party })
}

/** The charter's words, the review date and the form of personal data: what an agreement can be asked about. */
const labelWords: Check = ({ act, row, facts: { charter, at } }) =>
  checkLabel(act.label, charter, { class: row.class, at, writtenAt: writtenAt(act, at) })

/** No clock is further ahead than this without somebody noticing; what claims to be, counts from here. */
const clocksApartMs = 2 * 86_400_000

/**
 * The moment from which longest terms count: the act's own, so that an addressee whose clock is behind grants what its author granted, but
 * never so far ahead that a term could be stretched by claiming a later time.
 */
function writtenAt({ at: claimed }: Releasable, at: Instant): Instant {
  if (claimed === undefined) return at
  if (claimed <= at) return claimed
  const latest = addMs(at, clocksApartMs)
  return claimed < latest ? claimed : latest
}

const purposeNamed: Check = ({ act: { label, kind }, row }) =>
  row.needsBasis && label.purpose === undefined
    ? refuse('purpose-missing', 'SG-03: purpose and legal basis', { kind })
    : undefined

/** Nobody passes on what he was given without its owner's word, nor behind its owner's back. */
const onwardUse: Check = ({ act: { kind, audience, body }, recipient, facts: { consent, at } }) => {
  const passed = body === undefined ? undefined : passedOn({ kind, body })
  if (passed === undefined) return undefined
  const { owner } = passed
  if ('coalition' in audience || !audience.includes(owner)) {
    return refuse('onward-owner', 'SG-04: the owner is told', { owner })
  }
  if (recipient === owner || consent === undefined) return undefined
  const { to, until = at } = consent
  const isCovered = to.includes(recipient) && at <= until
  return isCovered ? undefined : refuse('onward-consent', "SG-04: the owner's consent", { owner, recipient })
}

const exerciseSeparation: Check = ({ act: { kind, label }, row }) =>
  label.exercise !== undefined && row.payload === 'act'
    ? refuse('exercise-separation', 'protocol 9: exercise separation', { kind, exercise: label.exercise })
    : undefined

const afterAgreement: Check = (question) => onwardUse(question) ?? exerciseSeparation(question)

/** In the order of protocol.md 9; the label's own form stands before the agreement that is asked about it. */
const beforeAgreement: readonly Check[] = [
  sameCoalition,
  charterAge,
  authorKnown,
  authorStanding,
  addressed,
  recipientKnown,
  recipientStanding,
  keysConfirmed,
  labelWords,
  purposeNamed,
]

/** What receipts and recalls are asked, whatever has happened to basis, keys or standing since (protocol.md 7). */
const always: readonly Check[] = [sameCoalition, charterAge, authorKnown, addressed, recipientKnown]

const hourMs = 3_600_000
const named = ({ audience }: Releasable): readonly Party[] => ('coalition' in audience ? [] : audience)
