import type { Steps } from './steps.ts'

/** `later` is at least `by` after `earlier`; `by` is never above zero. */
export interface Gap {
  readonly earlier: number
  readonly later: number
  readonly by: number
}

/**
 * Moments that are known only within bounds, and gaps between them. As long as every added gap answered `true`, there is a choice of one
 * moment for each that keeps all gaps: the lowest bounds are one. What was added last can be taken back.
 */
export class Times {
  readonly #steps: Steps
  readonly #low: number[] = []
  readonly #high: number[] = []
  readonly #out: Gap[][] = []
  readonly #in: Gap[][] = []
  readonly #undo: (() => void)[] = []

  constructor(steps: Steps) {
    this.#steps = steps
  }

  /** A moment from `low` to `high`; answers its number. */
  add(low: number, high: number): number {
    const added = this.#low.push(low) - 1
    this.#high.push(high)
    this.#out.push([])
    this.#in.push([])
    this.#undo.push(() => {
      this.#low.pop()
      this.#high.pop()
      this.#out.pop()
      this.#in.pop()
    })
    return added
  }

  low(moment: number): number {
    return this.#low[moment] ?? 0
  }

  high(moment: number): number {
    return this.#high[moment] ?? 0
  }

  /** `false`: no choice of moments keeps it with all others, or the steps are spent. */
  keep(gap: Gap): boolean {
    this.#out[gap.earlier]?.push(gap)
    this.#in[gap.later]?.push(gap)
    this.#undo.push(() => {
      this.#out[gap.earlier]?.pop()
      this.#in[gap.later]?.pop()
    })
    return this.#raise([gap]) && this.#lower([gap])
  }

  get mark(): number {
    return this.#undo.length
  }

  takeBack(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()?.()
  }

  #raise(gaps: Gap[]): boolean {
    for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
      const { later } = gap
      const low = this.low(gap.earlier) + gap.by
      const before = this.low(later)
      if (low <= before) continue
      if (low > this.high(later) || !this.#steps.spend()) return false
      this.#low[later] = low
      this.#undo.push(() => (this.#low[later] = before))
      gaps.push(...(this.#out[later] ?? []))
    }
    return true
  }

  #lower(gaps: Gap[]): boolean {
    for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
      const { earlier } = gap
      const high = this.high(gap.later) - gap.by
      const before = this.high(earlier)
      if (high >= before) continue
      if (high < this.low(earlier) || !this.#steps.spend()) return false
      this.#high[earlier] = high
      this.#undo.push(() => (this.#high[earlier] = before))
      gaps.push(...(this.#in[earlier] ?? []))
    }
    return true
  }
}
