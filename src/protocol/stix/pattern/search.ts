import type { Observed } from './observed.ts'
import { timeOf } from './observed.ts'
import type { Steps } from './steps.ts'
import { Times } from './times.ts'
import type { Observation } from './tree.ts'

/** Expressions within and after one another that a search goes into; more would need more of the stack than there is. */
const maxGoing = 400

/** What holds of every observation that is chosen in a part of a pattern: bounds, and moments to which each has a gap. */
interface Circle {
  readonly from: number
  readonly to: number
  /** Windows: each is within `span` after the moment `since`. */
  readonly windows: readonly { readonly since: number; readonly span: number }[]
  /** Moments of FOLLOWEDBY that none may be before, or after. */
  readonly notBefore: readonly number[]
  readonly notAfter: readonly number[]
}

const everything: Circle = { from: -Infinity, to: Infinity, windows: [], notBefore: [], notAfter: [] }

/** What remains to be satisfied. */
type Rest = () => boolean

interface SearchOptions {
  readonly observed: readonly Observed[]
  /** Which of them one observation expression may be. */
  readonly candidates: (leaf: Leaf) => readonly number[]
  readonly steps: Steps
}

type Leaf = Observation & { readonly kind: 'observation' }

/**
 * Looks for different observations that satisfy a pattern together, each at a moment at which it may have been. Tries one choice after
 * another until the steps are spent.
 */
export class Search {
  readonly #options: SearchOptions
  readonly #times: Times
  readonly #used: number[]
  readonly #free: number
  #going = 0

  constructor(options: SearchOptions) {
    this.#options = options
    this.#times = new Times(options.steps)
    this.#used = options.observed.map(() => 0)
    this.#free = options.observed.reduce((sum, { count }) => sum + count, 0)
  }

  /** Places of the observed data of the first choice that was found. */
  find(pattern: Observation): readonly number[] | undefined {
    let found: readonly number[] | undefined
    const isFound = this.#solve(pattern, everything, () => {
      found = this.#used.flatMap((count, place) => (count > 0 ? [place] : []))
      return true
    })
    return isFound ? found : undefined
  }

  #solve(pattern: Observation, circle: Circle, rest: Rest): boolean {
    if (!this.#options.steps.spend()) return false
    if (this.#going >= maxGoing) {
      this.#options.steps.spend(Infinity)
      return false
    }
    this.#going += 1
    const isFound = this.#solved(pattern, circle, rest)
    this.#going -= 1
    return isFound
  }

  #solved(pattern: Observation, circle: Circle, rest: Rest): boolean {
    switch (pattern.kind) {
      case 'observation':
        return this.#choose(pattern, { circle, count: 1, rest })
      case 'OR':
        return pattern.operands.some((operand) => this.#solve(operand, circle, rest))
      case 'AND':
        return this.#all(pattern.operands, () => circle, rest)
      case 'FOLLOWEDBY':
        return this.#inOrder(pattern.operands, circle, rest)
      case 'qualified':
        return this.#qualified(pattern, circle, rest)
    }
  }

  #all(parts: readonly Observation[], circleOf: (place: number) => Circle, rest: Rest, place = 0): boolean {
    const part = parts[place]
    if (part === undefined) return rest()
    return this.#solve(part, circleOf(place), () => this.#all(parts, circleOf, rest, place + 1))
  }

  /** Between one part and the next there is a moment that nothing before is after, nothing after before. */
  #inOrder(parts: readonly Observation[], circle: Circle, rest: Rest): boolean {
    const mark = this.#times.mark
    const between = parts.slice(1).map(() => this.#times.add(-Infinity, Infinity))
    const circles = parts.map((_part, place) => ({
      ...circle,
      notBefore: [...circle.notBefore, ...between.slice(place - 1, place)],
      notAfter: [...circle.notAfter, ...between.slice(place, place + 1)],
    }))
    const isFound = this.#all(parts, (place) => circles[place] ?? circle, rest)
    this.#times.takeBack(mark)
    return isFound
  }

  #qualified({ of, qualifier }: Observation & { readonly kind: 'qualified' }, circle: Circle, rest: Rest): boolean {
    if (qualifier.kind === 'START') {
      const [from, to] = [timeOf(qualifier.start) ?? Infinity, (timeOf(qualifier.stop) ?? -Infinity) - 1]
      return this.#solve(of, { ...circle, from: Math.max(from, circle.from), to: Math.min(to, circle.to) }, rest)
    }
    if (qualifier.kind === 'WITHIN') {
      const mark = this.#times.mark
      const since = this.#times.add(-Infinity, Infinity)
      // The last is before the first plus the time (section 9.5.1), in whole microseconds.
      const span = Math.ceil(Number(qualifier.seconds.value) * 1_000_000) - 1
      const isFound = this.#solve(of, { ...circle, windows: [...circle.windows, { since, span }] }, rest)
      this.#times.takeBack(mark)
      return isFound
    }
    return this.#repeated(of, qualifier.times, { circle, rest })
  }

  #repeated(of: Observation, count: number, { circle, rest }: { circle: Circle; rest: Rest }): boolean {
    if (count > this.#free) return false
    if (of.kind === 'observation') return this.#choose(of, { circle, count, rest })
    return count === 0 ? rest() : this.#solve(of, circle, () => this.#repeated(of, count - 1, { circle, rest }))
  }

  /**
   * Chooses so many observations for one expression. Those of one observed-data object are alike, so that they may all have one moment; and
   * choices in another order are the same choice.
   */
  #choose(leaf: Leaf, { circle, count, rest }: { circle: Circle; count: number; rest: Rest }): boolean {
    const { observed, steps } = this.#options
    const candidates = this.#options.candidates(leaf)
    const chosen: { place: number; taken: number; mark: number }[] = []
    let [missing, place, isDoubtful] = [count, 0, true]
    for (;;) {
      if (missing === 0 && rest()) return true
      // Whether there are enough is asked where bounds may have changed much, not for each one.
      const wanted = isDoubtful || isPowerOfTwo(chosen.length) ? missing : 1
      const next = missing === 0 ? -1 : this.#nextOf(candidates, { place, wanted, circle })
      const item = candidates[next]
      if (item !== undefined) {
        const mark = this.#times.mark
        const taken = Math.min(missing, (observed[item]?.count ?? 0) - (this.#used[item] ?? 0))
        isDoubtful = !this.#place(item, circle)
        if (isDoubtful) this.#times.takeBack(mark)
        else {
          this.#used[item] = (this.#used[item] ?? 0) + taken
          chosen.push({ place: next, taken, mark })
          missing -= taken
        }
        place = next + 1
        continue
      }
      const last = chosen.pop()
      if (last === undefined) return false
      const back = steps.spend() ? 1 : last.taken
      missing += back
      const lastItem = candidates[last.place] ?? 0
      this.#used[lastItem] = (this.#used[lastItem] ?? 0) - back
      if (last.taken > back) chosen.push({ ...last, taken: last.taken - back })
      else this.#times.takeBack(last.mark)
      place = last.place + 1
      isDoubtful = true
    }
  }

  /** The first candidate from `place` on that may be, if as many as are wanted may be; else -1. */
  #nextOf(
    candidates: readonly number[],
    { place, wanted, circle }: { place: number; wanted: number; circle: Circle },
  ): number {
    let [first, enough] = [-1, 0]
    for (let at = place; at < candidates.length && enough < wanted; at += 1) {
      if (!this.#options.steps.spend()) return -1
      const free = this.#freeOf(candidates[at] ?? 0, circle)
      if (free > 0 && first < 0) first = at
      enough += free
    }
    return enough < wanted ? -1 : first
  }

  /** How many of it are left, if its bounds allow any. */
  #freeOf(item: number, circle: Circle): number {
    const { first = 0, last = 0, count = 0 } = this.#options.observed[item] ?? {}
    const [low, high] = [Math.max(first, circle.from), Math.min(last, circle.to)]
    const times = this.#times
    const isPossible =
      low <= high &&
      circle.windows.every(({ since, span }) => low <= times.high(since) + span && high >= times.low(since)) &&
      circle.notBefore.every((moment) => high >= times.low(moment)) &&
      circle.notAfter.every((moment) => low <= times.high(moment))
    return isPossible ? count - (this.#used[item] ?? 0) : 0
  }

  /** Gives it a moment with its gaps to all others; `false` where there is none. */
  #place(item: number, circle: Circle): boolean {
    const { first = 0, last = 0 } = this.#options.observed[item] ?? {}
    const times = this.#times
    const moment = times.add(Math.max(first, circle.from), Math.min(last, circle.to))
    return (
      circle.windows.every(
        ({ since, span }) =>
          times.keep({ earlier: since, later: moment, by: 0 }) &&
          times.keep({ earlier: moment, later: since, by: -span }),
      ) &&
      circle.notBefore.every((before) => times.keep({ earlier: before, later: moment, by: 0 })) &&
      circle.notAfter.every((after) => times.keep({ earlier: moment, later: after, by: 0 }))
    )
  }
}

const isPowerOfTwo = (count: number): boolean => (count & (count - 1)) === 0
