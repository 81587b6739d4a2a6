import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { onwardOutcomes } from '#protocol/acts/onward.ts'
import { RfiAnswer } from '#protocol/acts/rfi.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { maySee, visibleTo, type Reader } from '#platform/http/reader.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { loadAct } from '#platform/record/load.ts'
import { answers, onwards, passings, spokenBy, words } from '../tables.ts'
import { stateOf, type KnownAnswer, type KnownOnward, type OnwardState } from './decide.ts'

export interface Viewing {
  readonly reads: Reads
  readonly self: Party
  readonly reader: Reader
}

type OnwardRow = Row<typeof onwards>
type WordRow = Row<typeof words>

/** An answer that went on, and whether its owner's word covers all who were given it. */
export type PassingView = {
  readonly act: ActId
  readonly at: Instant
  readonly to: readonly Party[]
  readonly covered: boolean
}

export type OnwardView = {
  readonly act: ActId
  readonly author: Party
  readonly owner: Party
  readonly answer: ActId
  /** What it is about, where the reader may see it, and the request that it answers. */
  readonly given?: { readonly request: ActId; readonly title: string; readonly text: string }
  readonly to: readonly Party[]
  readonly use: string
  readonly label: { readonly level: string; readonly category: string }
  readonly at: Instant
  readonly state: OnwardState
  readonly grantedTo?: readonly Party[]
  readonly until?: Instant
  readonly note?: string
  readonly passings: readonly PassingView[]
}

/** What was passed on to us, by us, or of ours. */
export type PassedView = {
  readonly act: ActId
  readonly author: Party
  readonly owner: Party
  readonly audience: readonly Party[]
  readonly title: string
  readonly text: string
  readonly use: string
  readonly label: { readonly level: string; readonly category: string }
  readonly at: Instant
}

const mostOfEach = 4
const mostPassings = 16

/** Requests to pass answers on that the reader may see, newest first. */
export async function listOnwards(
  viewing: Viewing,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly (OnwardView & { readonly arrival: number })[]> {
  const where = { ...visibleTo(viewing.reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await viewing.reads.select(onwards, { where, order: ['-arrival'], limit })
  const facts = await factsOf(viewing, rows)
  return rows.map((row) => ({ ...viewOf(row, facts), arrival: row.arrival }))
}

export async function findOnward(viewing: Viewing, act: ActId): Promise<OnwardView | undefined> {
  const rows = await viewing.reads.select(onwards, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const facts = await factsOf(viewing, rows)
  return rows.map((row) => viewOf(row, facts))[0]
}

/** The answer that is to be passed on, where the reader may see it. */
export async function knownAnswer({ reads, reader }: Viewing, act: ActId): Promise<KnownAnswer | undefined> {
  const said = (await loadAct(reads, act))?.said
  if (said === undefined || said.kind !== kindOf('rfi.answer/1') || 'coalition' in said.audience) return undefined
  if (!maySee(reader, said.label)) return undefined
  const { author, audience, label } = said
  return { act, author, audience, label, answer: RfiAnswer.parse(said.body) }
}

/** The same as `decide` wants it: nobody asks about what he was not given, or asks another than its owner. */
export async function knownOnward(viewing: Viewing, act: ActId): Promise<KnownOnward | undefined> {
  const [row] = await viewing.reads.select(onwards, { where: { act, ...visibleTo(viewing.reader) }, limit: 1 })
  const answer = row === undefined ? undefined : await knownAnswer(viewing, row.answer)
  if (row === undefined || answer === undefined) return undefined
  if (answer.author !== row.owner || !answer.audience.includes(row.author)) return undefined
  const { state, granted } = wordsOn(row, await factsOf(viewing, [row]))
  const { author, onward } = row
  const known = { act, author, to: onward.to, use: onward.use, answer, state }
  if (granted === undefined) return known
  const { to = [], until } = granted.body
  const consent = { act: granted.act, to: to as readonly Party[] }
  return { ...known, consent: until === undefined ? consent : { ...consent, until: until as Instant } }
}

/** Answers of others that were passed on by whoever had them, newest first. */
export async function listPassed(
  { reads, reader }: Viewing,
  { after, limit }: { readonly after?: number; readonly limit: number },
): Promise<readonly (PassedView & { readonly arrival: number })[]> {
  const where = { ...visibleTo(reader), ...(after === undefined ? {} : { arrival: { lt: after } }) }
  const rows = await reads.select(passings, { where, order: ['-arrival'], limit })
  return rows.map(({ act, arrival, author, audience, level, category, at, passing }) => {
    const { owner, title, text, use } = passing
    return { act, arrival, author, owner, audience, title, text, use, label: { level, category }, at }
  })
}

interface Facts {
  readonly said: ReadonlyMap<string, readonly WordRow[]>
  readonly passed: ReadonlyMap<string, readonly Row<typeof passings>[]>
  readonly given: ReadonlyMap<ActId, Row<typeof answers>>
}

const wordIn = ({ act, owner, level, category }: OnwardRow, outcome: string): string =>
  spokenBy(act, owner, level, category, outcome, '')

/** The owner's words under the label of each request, and what its author has passed on: no other is read. */
async function factsOf({ reads, reader }: Viewing, rows: readonly OnwardRow[]): Promise<Facts> {
  if (rows.length === 0) return { said: new Map(), passed: new Map(), given: new Map() }
  const names = rows.flatMap((row) => onwardOutcomes.map((outcome) => wordIn(row, outcome)))
  const said = await reads.select(words, {
    where: { word: { in: names } },
    order: ['arrival'],
    each: 'word',
    most: mostOfEach,
    limit: names.length * mostOfEach,
  })
  const by = rows.map(({ answer, author }) => spokenBy(answer, author))
  const passed = await reads.select(passings, {
    where: { word: { in: by }, ...visibleTo(reader) },
    order: ['arrival'],
    each: 'word',
    most: mostPassings,
    limit: by.length * mostPassings,
  })
  const named = [...new Set(rows.map(({ answer }) => answer))]
  const given = await reads.select(answers, {
    where: { act: { in: named }, ...visibleTo(reader) },
    limit: named.length,
  })
  const nothing = await countingForNothing(
    reads,
    [...said, ...passed].map(({ act }) => act),
  )
  const counts = ({ act }: { readonly act: ActId }) => !nothing.has(act)
  return {
    said: Map.groupBy(said.filter(counts), ({ word }) => word),
    passed: Map.groupBy(passed.filter(counts), ({ word }) => word),
    given: new Map(given.map((each) => [each.act, each])),
  }
}

function wordsOn(row: OnwardRow, { said }: Facts) {
  const rowsOf = (outcome: string) => said.get(wordIn(row, outcome)) ?? []
  const state = stateOf(onwardOutcomes.filter((outcome) => rowsOf(outcome).length > 0))
  const [held] = state === 'asked' ? [] : rowsOf(state)
  const [granted] = rowsOf('granted')
  return { state, held, granted }
}

function viewOf(row: OnwardRow, facts: Facts): OnwardView {
  const { act, author, owner, answer, level, category, at, onward } = row
  const { state, held, granted } = wordsOn(row, facts)
  const { to: grantedTo, until } = granted?.body ?? {}
  const note = held?.body.note
  const passed = facts.passed.get(spokenBy(answer, author)) ?? []
  const given = facts.given.get(answer)
  return {
    act,
    author,
    owner,
    answer,
    ...(given === undefined
      ? {}
      : { given: { request: given.about, title: given.answer.title, text: given.answer.text } }),
    to: onward.to,
    use: onward.use,
    label: { level, category },
    at,
    state,
    ...(grantedTo === undefined ? {} : { grantedTo: grantedTo as readonly Party[] }),
    ...(until === undefined ? {} : { until: until as Instant }),
    ...(note === undefined ? {} : { note }),
    passings: passed.map(({ act: passing, at: passedAt, audience, passing: { consent } }) => ({
      act: passing,
      at: passedAt,
      to: audience,
      covered:
        consent === granted?.act && audience.every((party) => party === owner || grantedTo?.includes(party) === true),
    })),
  }
}
