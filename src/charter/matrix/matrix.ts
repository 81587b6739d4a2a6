import type { Instant } from '#kernel/instant.ts'
import { addMs } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Desk, Kind } from '#protocol/act/statement.ts'
import type { Code } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter } from '../charter.ts'
import { needsSecondOfficer, release, type Releasable } from '../release.ts'

/** What the gate is asked for every pair: content of this kind and purpose, at this moment, two officers answering for it. */
export interface MatrixQuestion {
  readonly charter: Charter
  readonly at: Instant
  readonly kind: Kind
  readonly purpose: string
  readonly categories: readonly string[]
}

/** The highest level that goes, the agreement it rests on, and whether that level needs a second officer. */
export interface Highest {
  readonly level: string
  readonly basis?: string
  readonly secondOfficer: boolean
}

/** What the gate says of some categories alike. */
export interface MatrixAnswer {
  readonly categories: readonly string[]
  /** Absent: nothing goes. */
  readonly highest?: Highest
  /** Why nothing above it goes; absent where every level does. `category` in it names all of `categories`. */
  readonly refusal?: Refusal<Code>
}

export interface MatrixPair {
  readonly author: Party
  readonly recipient: Party
  readonly answers: readonly MatrixAnswer[]
}

const desks = ['first', 'second'] as readonly string[] as readonly Desk[]
const yearMs = 365 * 86_400_000

/**
 * Who may send what to whom, and why not: for each category the levels are tried from the lowest up until the gate refuses one. The
 * gate alone answers, as for one act to one addressee with a review in a year; there is no second rule here.
 */
export function matrixPair(question: MatrixQuestion, author: Party, recipient: Party): MatrixPair {
  const alike = new Map<string, MatrixAnswer>()
  const reviewBy = addMs(question.at, yearMs)
  for (const category of question.categories) {
    const answer = answerFor(question, { author, recipient, category, reviewBy })
    const key = keyOf(answer)
    const before = alike.get(key)
    alike.set(key, { ...answer, categories: [...(before?.categories ?? []), category] })
  }
  return { author, recipient, answers: [...alike.values()].map(namingAll) }
}

/** Pairs of different parties, by name. */
export function pairsOf(
  authors: readonly Party[],
  recipients: readonly Party[],
): readonly (readonly [author: Party, recipient: Party])[] {
  return authors
    .toSorted()
    .flatMap((author) =>
      recipients.toSorted().flatMap((recipient) => (author === recipient ? [] : [[author, recipient] as const])),
    )
}

interface Asked {
  readonly author: Party
  readonly recipient: Party
  readonly category: string
  readonly reviewBy: Instant
}

function answerFor({ charter, at, kind, purpose }: MatrixQuestion, asked: Asked): Omit<MatrixAnswer, 'categories'> {
  const { author, recipient, category, reviewBy } = asked
  let highest: Highest | undefined
  for (const level of charter.levels.keys()) {
    const label = { level, category, purpose, handling: [], reviewBy }
    const act: Releasable = { kind, coalition: charter.id, author, officers: desks, audience: [recipient], label }
    const decision = release(act, recipient, { charter, at })
    if (isRefusal(decision)) return { ...(highest === undefined ? {} : { highest }), refusal: decision }
    const { basis } = decision
    highest = { level, ...(basis === undefined ? {} : { basis }), secondOfficer: needsSecondOfficer(act, charter) }
  }
  return highest === undefined ? {} : { highest }
}

/** Answers that differ in nothing but the category are one. */
function keyOf({ highest, refusal }: Omit<MatrixAnswer, 'categories'>): string {
  return JSON.stringify([highest, refusal && { ...refusal, params: { ...refusal.params, category: '' } }])
}

function namingAll(answer: MatrixAnswer): MatrixAnswer {
  const { refusal, categories } = answer
  if (refusal === undefined || !Object.hasOwn(refusal.params, 'category')) return answer
  return { ...answer, refusal: { ...refusal, params: { ...refusal.params, category: categories.join(', ') } } }
}
