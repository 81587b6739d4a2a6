import type { Params } from '#kernel/refusal.ts'
import { findingCodes, pathOf, shortened, type FindingCode, type Findings, type Step } from './finding.ts'

/** Objects of a deprecated container by their key: references in it name keys (section 2.13). */
export type Container = ReadonlyMap<string, string>

export interface Said {
  readonly clause: string
  readonly params?: Params
  /** From where the walk stands to what is meant. */
  readonly at?: readonly Step[]
}

/** Values of one object that are looked at; real ones have far fewer. */
export const maxValues = 150_000

/** A walk through one object: where it stands, and what it finds. */
export class Walk {
  readonly #findings: () => Findings
  readonly #steps: Step[]
  #left = maxValues
  /** Id of the object, as far as there is one. */
  readonly object: string
  /** Type of the object, as far as there is one. */
  readonly type: string
  /** While the walk is within a deprecated container. */
  container: Container | undefined

  /** `findings`: where what is found goes, asked for when there is anything: most objects are as they should be. */
  constructor(
    findings: () => Findings,
    about: { readonly root: readonly Step[]; readonly id: string; readonly type: string },
  ) {
    this.#findings = findings
    this.#steps = [...about.root]
    this.object = shortened(about.id)
    this.type = shortened(about.type)
  }

  into(step: Step, look: () => void): void {
    if (!this.enter(step)) return
    look()
    this.leave()
  }

  /** The same in two halves, for what is done for every member of every object. False: the walk goes no further, and leaves nothing. */
  enter(step: Step): boolean {
    if (!this.spend()) return false
    this.#steps.push(step)
    return true
  }

  leave(): void {
    this.#steps.pop()
  }

  /** Whether another value of the object may be looked at. That the rest was not is an error: nobody vouches for it. */
  spend(): boolean {
    this.#left -= 1
    if (this.#left === 0) this.found('object-too-large', { clause: '3', params: { limit: maxValues } })
    return this.#left > 0
  }

  found(code: FindingCode, { clause, params = {}, at = [] }: Said): void {
    const findings = this.#findings()
    if (!findings.counts(code)) return
    findings.keep({
      severity: findingCodes[code],
      code,
      path: pathOf([...this.#steps, ...at]),
      clause,
      ...(this.object === '' ? {} : { object: this.object }),
      params: Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? shortened(value) : value]),
      ),
    })
  }

  /** The same, where the first place in the document says it for all. */
  foundFirst(code: FindingCode, key: string, said: Said): void {
    if (this.#findings().isNew(`${code} ${key}`)) this.found(code, said)
  }
}
