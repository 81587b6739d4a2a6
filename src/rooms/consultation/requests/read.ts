import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import {
  rfiEnds,
  rfiGrounds,
  rfiSteps,
  type RfiEndName,
  type RfiGround,
  type RfiRequest,
  type RfiStepName,
} from '#protocol/acts/rfi.ts'
import type { Ladder } from '#protocol/acts/charter-facts.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { visibleTo, type Reader } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import type { House } from '#charter/record/house.ts'
import { answers, requests, spokenBy, words } from '../tables.ts'
import { clockOf, usualLadder, type Pause, type RfiClock } from './clock.ts'
import { mostQuestions, type KnownRequest, type Question } from './decide.ts'
import { furthest, isFinal, stateOf, stateOfAll, type RfiState } from './state.ts'

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

export type ClarificationView = {
  readonly act: ActId
  readonly text: string
  readonly at: Instant
  readonly answer?: { readonly act: ActId; readonly text: string; readonly at: Instant }
}

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
  /** Of our own requests all parties asked; of another's this house alone. */
  readonly parties: Readonly<Record<Party, AskedView>>
}

type RequestRow = Row<typeof requests>
type WordRow = Row<typeof words>
type AnswerRow = Row<typeof answers>

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
  const parties = askedIn(row, viewing.self).map((party) => [party, saidBy(viewing, row, party, facts)] as const)
  const { end } = endOf(row, facts)
  const { author, audience, request } = row
  const known = { act, author, audience, label, title: request.title, parties: Object.fromEntries(parties) }
  return end === undefined ? known : { ...known, end: end.part as RfiEndName }
}

interface Facts {
  readonly said: ReadonlyMap<string, readonly WordRow[]>
  readonly answers: ReadonlyMap<string, readonly AnswerRow[]>
}

/** Who asks sees all parties asked; who is asked himself alone. */
const askedIn = ({ author, audience }: RequestRow, self: Party): readonly Party[] =>
  author === self ? audience : audience.filter((party) => party === self)

const wordIn = ({ act, level, category }: RequestRow, author: Party, part: string, to = '') =>
  spokenBy(act, author, level, category, part, to)

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

interface Heard {
  readonly said?: RfiStepName
  readonly open?: ActId
  readonly questions: readonly Question[]
  readonly clarifications: readonly ClarificationView[]
  readonly pauses: readonly Pause[]
  readonly doneAt?: Instant
  readonly last?: WordRow
}

/** When a word of another came, and one of our own was said. */
const heardAt = (self: Party, { author, at, arrived_at: arrivedAt }: WordRow): Instant =>
  author === self ? at : arrivedAt

/** What counts of what a party that is asked has said, and the pauses that who asks grants it by his own clock. */
function saidBy({ self }: Viewing, row: RequestRow, party: Party, { said }: Facts): Heard {
  const wordsOf = (author: Party, part: string, to = '') => said.get(wordIn(row, author, part, to)) ?? []
  const asks = wordsOf(party, 'asks')
  const given = new Map(wordsOf(row.author, 'clarifies', party).map((each) => [each.body.answers, each]))
  const steps = rfiSteps.filter((step) => wordsOf(party, step).length > 0)
  const furthestSaid = furthest(asks.length === 0 ? steps : ['acknowledged', ...steps])
  const [last] = furthestSaid === undefined ? [] : wordsOf(party, furthestSaid)
  const open = asks.find(({ act }) => !given.has(act))
  const ends = steps.filter(isFinal).map((step) => wordsOf(party, step)[0])
  const doneAt = ends
    .flatMap((each) => (each === undefined ? [] : [heardAt(self, each)]))
    .toSorted()
    .at(0)
  return {
    ...(furthestSaid === undefined ? {} : { said: furthestSaid }),
    ...(open === undefined ? {} : { open: open.act }),
    questions: asks.map((each) => ({ act: each.act, heardAt: heardAt(self, each) })),
    clarifications: asks.map((each) => clarificationOf(each, given.get(each.act))),
    pauses: asks.map((each) => pauseOf(heardAt(self, each), given.get(each.act))),
    ...(doneAt === undefined ? {} : { doneAt }),
    ...(last === undefined ? {} : { last }),
  }
}

function clarificationOf({ act, body, at }: WordRow, given: WordRow | undefined): ClarificationView {
  const text = body.text ?? ''
  return given === undefined
    ? { act, text, at }
    : { act, text, at, answer: { act: given.act, text: given.body.text ?? '', at: given.at } }
}

/** As who asks says, once he has: both sides count alike. */
function pauseOf(from: Instant, given: WordRow | undefined): Pause {
  return given === undefined ? { from } : { from: (given.body.heardAt ?? from) as Instant, to: given.at }
}

/** Withdrawn weighs more than closed, in whichever order they were heard. */
function endOf(row: RequestRow, { said }: Facts): { readonly end?: WordRow } {
  const [end] = (['withdrawn', 'closed'] as const).flatMap((part) => said.get(wordIn(row, row.author, part)) ?? [])
  return end === undefined ? {} : { end }
}

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
    parties: Object.fromEntries(parties),
  }
}

interface OfParty {
  readonly party: Party
  readonly facts: Facts
  readonly end: WordRow | undefined
}

function askedView(viewing: Viewing, row: RequestRow, { party, facts, end }: OfParty): AskedView {
  const heard = saidBy(viewing, row, party, facts)
  const { last, pauses, doneAt, clarifications } = heard
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
    clarifications,
    answers: (facts.answers.get(spokenBy(row.act, party)) ?? []).map(answerOf),
  }
}

function answerOf({ act, level, category, at, answer }: AnswerRow): AnswerView {
  const { title, coverage, text } = answer
  return { act, title, coverage, text, label: { level, category }, at }
}
