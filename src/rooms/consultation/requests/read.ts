import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { rfiEnds, rfiGrounds, rfiSteps, type RfiEndName, type RfiGround, type RfiRequest } from '#protocol/acts/rfi.ts'
import type { Ladder } from '#protocol/acts/charter-facts.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import type { House } from '#charter/record/house.ts'
import { answers, requests, spokenBy, words } from '../tables.ts'
import { clockOf, usualLadder, type RfiClock } from './clock.ts'
import { mostQuestions, type KnownRequest } from './decide.ts'
import {
  endOf,
  heardAt,
  saidBy,
  wordIn,
  type AnswerRow,
  type ClarificationView,
  type Facts,
  type RequestRow,
  type StepView,
  type WordRow,
} from './heard.ts'
import { stateOf, stateOfAll, type RfiState } from './state.ts'

export interface Viewing {
  readonly reads: Reads
  readonly self: Party
  readonly reader: Reader
  readonly ladder: Ladder
  readonly now: Instant
}

export const viewingOf = (house: House, reader: Reader): Viewing => ({
  reads: house.store,
  self: house.self,
  reader,
  ladder: house.charter().requestLadder ?? usualLadder,
  now: house.clock.now(),
})

export type AnswerView = {
  readonly act: ActId
  readonly title: string
  readonly coverage: 'partial' | 'full'
  readonly text: string
  readonly label: { readonly level: string; readonly category: string }
  readonly at: Instant
}

/** How it stands with one party that is asked. */
export type AskedView = {
  readonly state: RfiState
  readonly clock: RfiClock
  readonly ground?: RfiGround
  readonly note?: string
  /** What it has said of how far it is, in that order. */
  readonly steps: readonly StepView[]
  readonly clarifications: readonly ClarificationView[]
  readonly answers: readonly AnswerView[]
}

export type RequestView = RfiRequest & {
  readonly act: ActId
  readonly author: Party
  readonly audience: readonly Party[]
  readonly label: { readonly level: string; readonly category: string }
  readonly at: Instant
  readonly state: RfiState
  readonly reason?: string
  /** When who asks said that it is over. */
  readonly endedAt?: Instant
  /** Of our own requests all parties asked; of another's this house alone. */
  readonly parties: Readonly<Record<Party, AskedView>>
}

/** Of what is said once so much is looked at, and so many answers of each party are shown. */
const mostOfEach = 4
const mostAnswers = 16

/** Requests that we made and that were made to us, newest first. */
export async function listRequests(
  viewing: Viewing,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly (RequestView & { readonly arrival: number })[]> {
  const where = { ...visibleTo(viewing.reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await viewing.reads.select(requests, { where, order: ['-arrival'], limit })
  const facts = await factsOf(viewing, rows)
  return rows.map((row) => ({ ...viewOf(viewing, row, facts), arrival: row.arrival }))
}

/** One request, or `undefined`: alike for what is not there and for what the reader may not see. */
export async function findRequest(viewing: Viewing, act: ActId): Promise<RequestView | undefined> {
  const rows = await viewing.reads.select(requests, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const facts = await factsOf(viewing, rows)
  return rows.map((row) => viewOf(viewing, row, facts))[0]
}

/** The same as `decide` wants it. */
export async function knownRequest(viewing: Viewing, act: ActId): Promise<KnownRequest | undefined> {
  const [row] = await viewing.reads.select(requests, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const label = row === undefined ? undefined : (await loadAct(viewing.reads, act))?.said.label
  if (row === undefined || label === undefined) return undefined
  const facts = await factsOf(viewing, [row])
  const parties = askedIn(row, viewing.self).map((party) => [party, saidBy(viewing.self, row, party, facts)] as const)
  const { end } = endOf(row, facts)
  const { author, audience, request } = row
  const known = { act, author, audience, label, title: request.title, parties: Object.fromEntries(parties) }
  return end === undefined ? known : { ...known, end: end.part as RfiEndName }
}

/** Who asks sees all parties asked; who is asked himself alone. */
const askedIn = ({ author, audience }: RequestRow, self: Party): readonly Party[] =>
  author === self ? audience : audience.filter((party) => party === self)

/** What those who asked and who were asked say under the label of each request: no other word is read. What is unrecorded or untrusted satisfies nothing. */
async function factsOf({ reads, self, reader }: Viewing, rows: readonly RequestRow[]): Promise<Facts> {
  const once = rows.flatMap((row) => [
    ...rfiEnds.map((end) => wordIn(row, row.author, end)),
    ...askedIn(row, self).flatMap((party) => rfiSteps.map((step) => wordIn(row, party, step))),
  ])
  const often = rows.flatMap((row) =>
    askedIn(row, self).flatMap((party) => [wordIn(row, party, 'asks'), wordIn(row, row.author, 'clarifies', party)]),
  )
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
  const said = [...(await bounded(once, mostOfEach)), ...(await bounded(often, mostQuestions))]
  const by = rows.flatMap((row) => askedIn(row, self).map((party) => spokenBy(row.act, party)))
  const given =
    by.length === 0
      ? []
      : await reads.select(answers, {
          where: { word: { in: by }, ...visibleTo(reader) },
          order: ['arrival'],
          each: 'word',
          most: mostAnswers,
          limit: by.length * mostAnswers,
        })
  const nothing = await countingForNothing(
    reads,
    [...said, ...given].map(({ act }) => act),
  )
  const counts = ({ act }: { readonly act: ActId }) => !nothing.has(act)
  return {
    said: Map.groupBy(said.filter(counts).toSorted(asSaid), ({ word }) => word),
    answers: Map.groupBy(given.filter(counts).toSorted(asSaid), ({ word }) => word),
  }
}

interface Dated {
  readonly act: ActId
  readonly at: Instant
}

/** In the order of their author, in whichever they came: every house shows the same. */
const asSaid = (one: Dated, other: Dated): number =>
  one.at === other.at ? (one.act < other.act ? -1 : 1) : one.at < other.at ? -1 : 1

function viewOf(viewing: Viewing, row: RequestRow, facts: Facts): RequestView {
  const { act, author, audience, level, category, at, request } = row
  const { end } = endOf(row, facts)
  const parties = askedIn(row, viewing.self).map((party): readonly [Party, AskedView] => [
    party,
    askedView(viewing, row, { party, facts, end }),
  ])
  const reason = end?.body.reason
  return {
    ...request,
    act,
    author,
    audience,
    label: { level, category },
    at,
    state: stateOfAll(parties.map(([, { state }]) => state)),
    ...(reason === undefined ? {} : { reason }),
    ...(end === undefined ? {} : { endedAt: end.at }),
    parties: Object.fromEntries(parties),
  }
}

interface OfParty {
  readonly party: Party
  readonly facts: Facts
  readonly end: WordRow | undefined
}

function askedView(viewing: Viewing, row: RequestRow, { party, facts, end }: OfParty): AskedView {
  const heard = saidBy(viewing.self, row, party, facts)
  const { last, pauses, doneAt, steps, clarifications } = heard
  const ground = rfiGrounds.find((each) => each === last?.body.ground)
  const note = last?.body.note
  const over = end === undefined ? {} : { overAt: heardAt(viewing.self, end) }
  const done = doneAt === undefined ? {} : { doneAt }
  const awaited = { sent: row.at, needBy: row.request.needBy, pauses, ...done, ...over }
  return {
    state: stateOf(heard, end?.part as RfiEndName | undefined),
    clock: clockOf(awaited, viewing.ladder, viewing.now),
    ...(ground === undefined ? {} : { ground }),
    ...(note === undefined ? {} : { note }),
    steps,
    clarifications,
    answers: (facts.answers.get(spokenBy(row.act, party)) ?? []).map(answerOf),
  }
}

function answerOf({ act, level, category, at, answer }: AnswerRow): AnswerView {
  const { title, coverage, text } = answer
  return { act, title, coverage, text, label: { level, category }, at }
}
