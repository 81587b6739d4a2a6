import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import {
  consultationGrounds,
  type ConsultationEndName,
  type ConsultationGround,
  type ConsultationRequest,
} from '#protocol/acts/consultation.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { loadAct } from '#platform/record/load.ts'
import { items } from '#platform/record/tables.ts'
import { consultations, type PaperPart } from '../tables.ts'
import { isAgreed, standingOf } from './agreeing.ts'
import type { KnownConsultation, KnownShare } from './decide.ts'
import {
  endOf,
  factsOf,
  papersIn,
  proposedNow,
  repliedBy,
  type ConsultationRow,
  type Facts,
  type WordRow,
} from './heard.ts'
import { stateOf, type ConsultationState, type Stance } from './state.ts'

export interface Viewing {
  readonly reads: Reads
  readonly self: Party
  readonly reader: Reader
}

/** How it stands with one invited state. */
export type InvitedView = {
  readonly state: Stance
  readonly at?: Instant
  readonly ground?: ConsultationGround
  readonly note?: string
  /** The time that it proposes. */
  readonly meetsAt?: Instant
  readonly zone?: string
}

export type ConsultationView = ConsultationRequest & {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: { readonly level: string; readonly category: string }
  readonly at: Instant
  /** Of how many times that were proposed after it `meetsAt` is the last. */
  readonly revision: number
  readonly state: ConsultationState
  readonly withdrawnFor?: string
  readonly parties: Readonly<Record<Party, InvitedView>>
  readonly minutes?: PaperView
  readonly referral?: PaperView
}

/** The text that stands for agreement, or is agreed, and who has agreed to it when. */
export type PaperView = {
  readonly act: ActId
  readonly author: Party
  readonly at: Instant
  readonly state: 'proposed' | 'agreed'
  readonly text: string
  readonly digest: string
  readonly parties: readonly Party[]
  readonly agreed: Readonly<Record<Party, Instant>>
  /** Who has accepted to consult and is not named. */
  readonly leavesOut: readonly Party[]
  readonly heldAt?: string
  readonly outcome?: string
  readonly organ?: string
}

/** Consultations that we asked for or are invited to, newest first. */
export async function listConsultations(
  viewing: Viewing,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly (ConsultationView & { readonly arrival: number })[]> {
  const where = { ...visibleTo(viewing.reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await viewing.reads.select(consultations, { where, order: ['-arrival'], limit })
  const facts = await factsOf(viewing.reads, rows)
  return rows.map((row) => ({ ...viewOf(row, facts), arrival: row.arrival }))
}

/** One consultation, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function findConsultation(viewing: Viewing, act: ActId): Promise<ConsultationView | undefined> {
  const rows = await viewing.reads.select(consultations, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const facts = await factsOf(viewing.reads, rows)
  return rows.map((row) => viewOf(row, facts))[0]
}

/** The same as `decide` wants it. */
export async function knownConsultation(viewing: Viewing, act: ActId): Promise<KnownConsultation | undefined> {
  const [row] = await viewing.reads.select(consultations, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const label = row === undefined ? undefined : (await loadAct(viewing.reads, act))?.said.label
  if (row === undefined || label === undefined) return undefined
  const facts = await factsOf(viewing.reads, [row])
  const { author, audience, request } = row
  const { revision } = proposedNow(row, facts)
  const stances = Object.fromEntries(audience.map((party) => [party, repliedBy(row, party, facts).stance]))
  const papers = { minutes: papersIn(row, 'minutes', facts), referral: papersIn(row, 'referral', facts) }
  const known = { act, author, audience, label, title: request.title, revision, stances, papers }
  const end = endOf(row, facts)
  return end === undefined ? known : { ...known, end: end.part as ConsultationEndName }
}

/** Of the shares named those that the reader may see and that stand, with whoever has them. */
export async function sharesHeld({ reads, reader }: Viewing, acts: readonly ActId[]): Promise<readonly KnownShare[]> {
  if (acts.length === 0) return []
  const kind = kindOf('exchange.share/1')
  const where = { act: { in: acts }, kind, state: 'live' as const, ...visibleTo(reader) }
  const rows = await reads.select(items, { where, limit: acts.length })
  return rows.map(({ act, author, audience }) => ({ act, holders: [author, ...audience] }))
}

function viewOf(row: ConsultationRow, facts: Facts): ConsultationView {
  const { act, author, audience, level, category, at, request } = row
  const end = endOf(row, facts)
  const replied = audience.map((party) => [party, repliedBy(row, party, facts)] as const)
  const stances = replied.map(([, { stance }]) => stance)
  const withdrawnFor = end?.body.reason
  const minutes = paperIn(row, 'minutes', facts)
  const referral = paperIn(row, 'referral', facts)
  return {
    ...request,
    ...proposedNow(row, facts),
    act,
    author,
    audience,
    label: { level, category },
    at,
    state: stateOf(stances, {
      end: end?.part as ConsultationEndName | undefined,
      minutes: minutes && (minutes.state === 'agreed' ? 'minutes-agreed' : 'minutes-proposed'),
    }),
    ...(withdrawnFor === undefined ? {} : { withdrawnFor }),
    parties: Object.fromEntries(replied.map(([party, one]) => [party, invitedView(one)])),
    ...(minutes === undefined ? {} : { minutes }),
    ...(referral === undefined ? {} : { referral }),
  }
}

function paperIn(row: ConsultationRow, part: PaperPart, facts: Facts): PaperView | undefined {
  const papers = papersIn(row, part, facts)
  const standing = papers.find(({ act }) => act === standingOf(papers)?.act)
  if (standing === undefined) return undefined
  const { act, author, digest, parties, assents, word } = standing
  const { text = '', heldAt, outcome, organ } = word.body
  const accepted = row.audience.filter((party) => repliedBy(row, party, facts).stance === 'accepted')
  return {
    act,
    author,
    at: word.at,
    state: isAgreed(standing) ? 'agreed' : 'proposed',
    text,
    digest,
    parties,
    agreed: assents,
    leavesOut: accepted.filter((party) => !parties.includes(party)),
    ...(heldAt === undefined ? {} : { heldAt }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(organ === undefined ? {} : { organ }),
  }
}

function invitedView({ stance, word }: { readonly stance: Stance; readonly word?: WordRow }): InvitedView {
  if (word === undefined) return { state: stance }
  const { note, meetsAt, zone } = word.body
  const ground = consultationGrounds.find((each) => each === word.body.ground)
  return {
    state: stance,
    at: word.at,
    ...(ground === undefined ? {} : { ground }),
    ...(note === undefined ? {} : { note }),
    ...(meetsAt === undefined ? {} : { meetsAt: meetsAt as Instant }),
    ...(zone === undefined ? {} : { zone }),
  }
}
