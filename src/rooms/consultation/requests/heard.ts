import type { Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { rfiSteps, type RfiStepName } from '#protocol/acts/rfi.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Row } from '#platform/db/table.ts'
import { spokenBy, type answers, type requests, type words } from '../tables.ts'
import type { Pause } from './clock.ts'
import type { Question } from './decide.ts'
import { furthest, isFinal } from './state.ts'

export type RequestRow = Row<typeof requests>
export type WordRow = Row<typeof words>
export type AnswerRow = Row<typeof answers>

/** A step that a party has said, by its own clock. */
export type StepView = { readonly step: RfiStepName; readonly at: Instant }

export type ClarificationView = {
  readonly act: ActId
  readonly text: string
  readonly at: Instant
  readonly answer?: { readonly act: ActId; readonly text: string; readonly at: Instant }
}

/** What was said of requests, by whose word it is. */
export interface Facts {
  readonly said: ReadonlyMap<string, readonly WordRow[]>
  readonly answers: ReadonlyMap<string, readonly AnswerRow[]>
}

/** Under the label of the request. */
export const wordIn = ({ act, level, category }: RequestRow, author: Party, part: string, to = '') =>
  spokenBy(act, author, level, category, part, to)

/** What counts of what a party that is asked has said. */
export interface Heard {
  readonly said?: RfiStepName
  readonly open?: ActId
  readonly steps: readonly StepView[]
  readonly questions: readonly Question[]
  readonly clarifications: readonly ClarificationView[]
  readonly pauses: readonly Pause[]
  readonly doneAt?: Instant
  readonly last?: WordRow
}

/** When a word of another came, and one of our own was said. */
export const heardAt = (self: Party, { author, at, arrived_at: arrivedAt }: WordRow): Instant =>
  author === self ? at : arrivedAt

/** What counts of what a party that is asked has said, and the pauses that who asks grants it by his own clock. */
export function saidBy(self: Party, row: RequestRow, party: Party, { said }: Facts): Heard {
  const wordsOf = (author: Party, part: string, to = '') => said.get(wordIn(row, author, part, to)) ?? []
  const asks = wordsOf(party, 'asks')
  const given = new Map(wordsOf(row.author, 'clarifies', party).map((each) => [each.body.answers, each]))
  const steps = rfiSteps.filter((step) => wordsOf(party, step).length > 0)
  const furthestSaid = furthest(asks.length === 0 ? steps : ['acknowledged', ...steps])
  const [last] = furthestSaid === undefined ? [] : wordsOf(party, furthestSaid)
  const open = asks.find(({ act }) => !given.has(act))
  const ends = steps.filter(isFinal).map((step) => wordsOf(party, step)[0])
  const finals = ends.filter((each) => each !== undefined)
  const doneAt = finals
    .map((each) => heardAt(self, each))
    .toSorted()
    .at(0)
  const endsAt = finals
    .map(({ at }) => at)
    .toSorted()
    .at(0)
  return {
    ...(furthestSaid === undefined ? {} : { said: furthestSaid }),
    ...(open === undefined ? {} : { open: open.act }),
    steps: steps.flatMap((step) => wordsOf(party, step).map(({ at }) => ({ step, at }))).toSorted(byDate),
    questions: asks.map((each) => ({ act: each.act, heardAt: heardAt(self, each) })),
    clarifications: asks.map((each) => clarificationOf(each, given.get(each.act))),
    pauses: asks.map((each) => pauseOf(heardAt(self, each), given.get(each.act), endsAt)),
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

/** As who asks says, once he has, and no longer than until the last word of who is asked, as that is dated: both sides count alike. */
function pauseOf(from: Instant, given: WordRow | undefined, endsAt: Instant | undefined): Pause {
  const [to] = [given?.at, endsAt].filter((at) => at !== undefined).toSorted()
  return { from: (given?.body.heardAt ?? from) as Instant, ...(to === undefined ? {} : { to }) }
}

/** Withdrawn weighs more than closed, in whichever order they were heard. */
export function endOf(row: RequestRow, { said }: Facts): { readonly end?: WordRow } {
  const [end] = (['withdrawn', 'closed'] as const).flatMap((part) => said.get(wordIn(row, row.author, part)) ?? [])
  return end === undefined ? {} : { end }
}

const byDate = (one: StepView, other: StepView): number => (one.at < other.at ? -1 : 1)
