import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import {
  consultationEnds,
  consultationGrounds,
  consultationReplies,
  type ConsultationEndName,
  type ConsultationGround,
  type ConsultationReplyName,
  type ConsultationRequest,
} from '#protocol/acts/consultation.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { items } from '#platform/record/tables.ts'
import { consultations, spokenBy, words } from '../tables.ts'
import { mostTimes, type KnownConsultation, type KnownShare } from './decide.ts'
import { stanceOf, stateOf, type ConsultationState, type Reply, type Stance } from './state.ts'

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
}

type ConsultationRow = Row<typeof consultations>
type WordRow = Row<typeof words>

/** Of what is said once so much is looked at. */
const mostOfEach = 4

/** Consultations that we asked for or are invited to, newest first. */
export async function listConsultations(
  viewing: Viewing,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly (ConsultationView & { readonly arrival: number })[]> {
  const where = { ...visibleTo(viewing.reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await viewing.reads.select(consultations, { where, order: ['-arrival'], limit })
  const facts = await factsOf(viewing, rows)
  return rows.map((row) => ({ ...viewOf(row, facts), arrival: row.arrival }))
}

/** One consultation, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function findConsultation(viewing: Viewing, act: ActId): Promise<ConsultationView | undefined> {
  const rows = await viewing.reads.select(consultations, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const facts = await factsOf(viewing, rows)
  return rows.map((row) => viewOf(row, facts))[0]
}

/** The same as `decide` wants it. */
export async function knownConsultation(viewing: Viewing, act: ActId): Promise<KnownConsultation | undefined> {
  const [row] = await viewing.reads.select(consultations, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const label = row === undefined ? undefined : (await loadAct(viewing.reads, act))?.said.label
  if (row === undefined || label === undefined) return undefined
  const facts = await factsOf(viewing, [row])
  const { author, audience, request } = row
  const { revision } = proposedNow(row, facts)
  const stances = Object.fromEntries(audience.map((party) => [party, repliedBy(row, party, facts).stance]))
  const known = { act, author, audience, label, title: request.title, revision, stances }
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

/** What counts of what was said of consultations, by its name. */
type Facts = ReadonlyMap<string, readonly WordRow[]>

const wordIn = ({ act, level, category }: ConsultationRow, author: Party, part: string) =>
  spokenBy(act, author, level, category, part, '')

/** What participants say under the label of each consultation: no other word is read. What is unrecorded or untrusted satisfies nothing. */
async function factsOf({ reads }: Viewing, rows: readonly ConsultationRow[]): Promise<Facts> {
  const once = rows.flatMap((row) => consultationEnds.map((end) => wordIn(row, row.author, end)))
  const often = rows.flatMap((row) => [
    wordIn(row, row.author, 'times'),
    ...row.audience.flatMap((party) => consultationReplies.map((reply) => wordIn(row, party, reply))),
  ])
  const bounded = (all: readonly string[], most: number) =>
    all.length === 0
      ? []
      : reads.select(words, {
          where: { word: { in: all } },
          order: ['arrival'],
          each: 'word',
          most,
          limit: all.length * most,
        })
  const said = [...(await bounded(once, mostOfEach)), ...(await bounded(often, mostTimes + 1))]
  const nothing = await countingForNothing(
    reads,
    said.map(({ act }) => act),
  )
  return Map.groupBy(
    said.filter(({ act }) => !nothing.has(act)),
    ({ word }) => word,
  )
}

interface Proposed {
  readonly revision: number
  readonly meetsAt: Instant
  readonly zone: string
}

/** The last of the times that who asked for it has proposed; of two of the same number every house takes the same. */
function proposedNow(row: ConsultationRow, facts: Facts): Proposed {
  const { meetsAt, zone } = row.request
  const later = (facts.get(wordIn(row, row.author, 'times')) ?? []).toSorted(
    (one, other) => (other.body.revision ?? 0) - (one.body.revision ?? 0) || (one.act < other.act ? -1 : 1),
  )
  const [last] = later
  if (last === undefined) return { revision: 0, meetsAt, zone }
  const { revision = 0, meetsAt: next = meetsAt, zone: nextZone = zone } = last.body
  return { revision, meetsAt: next as Instant, zone: nextZone }
}

/** How one invited state stands, and its word that says so. */
function repliedBy(row: ConsultationRow, party: Party, facts: Facts): { stance: Stance; word?: WordRow } {
  const { revision } = proposedNow(row, facts)
  const said = consultationReplies.flatMap((reply) => facts.get(wordIn(row, party, reply)) ?? [])
  const replies = said.map((word): Reply => ({
    reply: word.part as ConsultationReplyName,
    revision: word.body.revision ?? 0,
  }))
  const stance = stanceOf(replies, revision)
  const words_ = said.filter(
    ({ part, body }) => part === stance && (stance === 'declined' || body.revision === revision),
  )
  const [word] = words_.toSorted((one, other) => (one.act < other.act ? -1 : 1))
  return word === undefined ? { stance } : { stance, word }
}

/** Withdrawn weighs more than closed, in whichever order they were heard. */
function endOf(row: ConsultationRow, facts: Facts): WordRow | undefined {
  return (['withdrawn', 'closed'] as const).flatMap((part) => facts.get(wordIn(row, row.author, part)) ?? [])[0]
}

function viewOf(row: ConsultationRow, facts: Facts): ConsultationView {
  const { act, author, audience, level, category, at, request } = row
  const end = endOf(row, facts)
  const replied = audience.map((party) => [party, repliedBy(row, party, facts)] as const)
  const stances = replied.map(([, { stance }]) => stance)
  const withdrawnFor = end?.body.reason
  return {
    ...request,
    ...proposedNow(row, facts),
    act,
    author,
    audience,
    label: { level, category },
    at,
    state: stateOf(stances, end?.part as ConsultationEndName | undefined),
    ...(withdrawnFor === undefined ? {} : { withdrawnFor }),
    parties: Object.fromEntries(replied.map(([party, one]) => [party, invitedView(one)])),
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
