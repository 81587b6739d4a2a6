import { encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import { AgreementClosed, type ClosedText } from '#protocol/acts/agreement-closed.ts'
import type { AgreementEvent } from '#protocol/acts/agreement-deed.ts'
import { inOrder, lawOf, type LawOfFacts } from '#protocol/agreement/law.ts'
import type { Party } from '#protocol/identity/party.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import { charterAsOf, type AgreementRow, type Charter, type LanePlace } from '../charter.ts'
import { rootRefusal } from '../lane/consents.ts'
import { keysOf } from '../standing.ts'
import { adoptionRefusal } from './changes.ts'
import { rowOfTreaty, type Treaty } from './treaty.ts'

/** What the coalition learns of a text: a digest of its act, which nobody can guess since an act has its salt. */
export const closedDigest = (text: ActId): string => sha256Hex(encodeUtf8(`tamga closed agreement\n${text}\n`))

export const digestKey = (author: Party, digest: string): string => `${author}/${digest}`
export const subjectOfDigest = (key: string): string => `agreement-digest/${key}`

/** A text that was proposed to be closed, and how far it has got. */
export interface ClosedProposal {
  readonly text: ClosedText
  readonly act: Act
  /** Participants whose root has signed it, and when the last of them said so. */
  readonly signed: readonly Party[]
  readonly digest: string
  /** The entry of its digest: the coalition knows that there is one, and since when. */
  readonly entered?: Pick<LanePlace, 'act' | 'at'>
  /** In the gate's form, once all have signed and the digest is entered. */
  readonly row?: AgreementRow & { readonly treaty: Treaty }
  /** Actions that are not in due form. */
  readonly refused: LawOfFacts['refused']
}

interface Said {
  readonly act: Act
  readonly body: AgreementClosed
}

/**
 * The closed agreements that acts among their parties make: a function of the set of acts and of the charter, whatever came first. The caller
 * has checked form and signatures of the acts.
 */
export function closedAgreements(charter: Charter, acts: readonly Act[]): readonly ClosedProposal[] {
  const said = acts.map((act): Said => ({ act, body: AgreementClosed.parse(act.said.body) }))
  const found = said.flatMap(({ act, body }) => {
    if (body.kind !== 'text' || !isAmongThem(act, body.participants)) return []
    const about = said.filter((one) => one.body.kind !== 'text' && one.body.agreement === act.id)
    return [proposalOf(charter, { act, text: body, about: about.filter((one) => isAmong(one.act, body.participants)) })]
  })
  return oneOfAName(found)
}

/** Who proposes a closed text takes part in it and sends it to all others who do, and to nobody else. */
const isAmongThem = (act: Act, participants: readonly Party[]): boolean =>
  isAmong(act, participants) && heard(act).length === participants.length

const isAmong = (act: Act, participants: readonly Party[]): boolean =>
  heard(act).every((party) => participants.includes(party))

const heard = ({ said: { author, audience } }: Act): readonly Party[] => [
  ...new Set([author, ...('coalition' in audience ? [] : audience)]),
]

interface Proposed {
  readonly act: Act
  readonly text: ClosedText
  readonly about: readonly Said[]
}

function proposalOf(charter: Charter, { act, text, about }: Proposed): ClosedProposal {
  const { participants } = text
  const digest = closedDigest(act.id)
  const entered = participants
    .flatMap((party) => charter.closedDigests.get(digestKey(party, digest)) ?? [])
    .toSorted((one, other) => byText(one.at + one.act, other.at + other.act))[0]
  // Roots are those of the digest's place: who has changed his since signs again.
  const then = entered === undefined ? charter : (charterAsOf(charter, entered.act) ?? charter)
  const consents = about.flatMap((one) => consentIn(then, act, one))
  const signed = participants.filter((party) => consents.some((consent) => consent.party === party))
  const open = { text, act, signed, digest, refused: [], ...(entered === undefined ? {} : { entered }) }
  const isAdopted = entered !== undefined && signed.length === participants.length
  if (!isAdopted || adoptionRefusal(then, text) !== undefined) return open
  const first = signed.map((party) => least(consents.filter((one) => one.party === party).map(({ at }) => at)))
  const adopted = { entry: entered.act, at: first.reduce(later, entered.at) }
  const dated = datedEvents(about, adopted.at)
  const { law, refused } = lawOf(text.clauses, dated)
  const events = dated.filter(({ id }) => !refused.some(({ event }) => event.id === id))
  const treaty: Treaty = { adopted, participants, clauses: text.clauses, text: text.text, events, law }
  return { ...open, row: { ...rowOfTreaty(text.machine, treaty, charter.levels), treaty, closed: act.id }, refused }
}

function consentIn(charter: Charter, text: Act, { act, body }: Said) {
  const keys = keysOf(charter, act.said.author)
  if (body.kind !== 'consent' || keys === undefined) return []
  if (rootRefusal(text, body.signatures, { keys }) !== undefined) return []
  return [{ party: act.said.author, at: act.said.at }]
}

/** Each action with its date: its author's, but never before the adoption, nor before an action that it refers to. */
function datedEvents(about: readonly Said[], adopted: Instant): readonly AgreementEvent[] {
  const actions = new Map(about.flatMap((one) => (one.body.kind === 'action' ? [[one.act.id, one] as const] : [])))
  const dates = new Map<ActId, Instant>()
  // What is referred to was there before: an act's id cannot be known before the act.
  const dateOf = ({ id, said }: Act): Instant => {
    const known = dates.get(id)
    if (known !== undefined) return known
    const before = said.refs.flatMap((ref) => actions.get(ref)?.act ?? []).map(dateOf)
    const date = [said.at, adopted, ...before].reduce(later)
    dates.set(id, date)
    return date
  }
  const events = [...actions.values()].flatMap(({ act, body }) =>
    body.kind === 'action' ? [{ id: act.id, party: act.said.author, at: dateOf(act), deed: body.deed }] : [],
  )
  return inOrder(events)
}

/** Of two that the same parties adopted under one name the first holds. */
function oneOfAName(found: readonly ClosedProposal[]): readonly ClosedProposal[] {
  const seen = new Set<string>()
  const inOrder = found.toSorted((one, other) => byText(ageOf(one), ageOf(other)))
  return inOrder.map(({ row, ...proposal }) => {
    if (row === undefined) return proposal
    const key = [row.name, ...proposal.text.participants.toSorted()].join(' ')
    if (seen.has(key)) return proposal
    seen.add(key)
    return { ...proposal, row }
  })
}

const ageOf = ({ row, act }: ClosedProposal): string => `${row?.treaty.adopted.at ?? '~'} ${act.id}`
const byText = (one: string, other: string): number => (one < other ? -1 : 1)
const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)
const least = (all: readonly Instant[]): Instant => all.reduce((one, other) => (one < other ? one : other))
