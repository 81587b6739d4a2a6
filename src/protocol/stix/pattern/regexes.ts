import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js'
import type { Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { stringOf } from './literal.ts'
import { refuseAt } from './place.ts'
import type { Steps } from './steps.ts'
import { tokensOf } from './tokens.ts'

/** UTF-16 units of one regular expression: it becomes a program of up to a thousand times as many instructions. */
const maxLength = 1000
/** What one instruction costs to make, in steps; running one over one character costs an eighth of a step. */
const stepsToMake = 50
const perStep = 8

interface Subject {
  readonly kind: 'string' | 'octets'
  readonly text: string
}

/**
 * The regular expressions of a pattern, searched in time linear in the text (RE2). What PCRE has beyond that, backreferences, lookaround,
 * atomic groups, is refused rather than matched otherwise. DOTALL is on (STIX 2.1 section 9.6.1).
 */
export class Regexes {
  readonly #programs = new Map<string, RE2JS>()
  readonly #steps: Steps

  constructor(steps: Steps) {
    this.#steps = steps
  }

  /** Prepares all of a pattern that was read; answers the first that cannot be searched for here, with its place. */
  prepare(pattern: string): Refusal<Code> | undefined {
    let before = ''
    for (const { kind, text, at } of tokensOf(pattern)) {
      const isRegex = kind === 'string' && before === 'MATCHES'
      before = text
      if (!isRegex) continue
      if (this.#steps.isSpent) return undefined
      const wrong = this.#make(stringOf(text))
      if (wrong !== undefined) {
        const { part, inside } = wrong
        return refuseAt(pattern, at + written(text, inside), {
          code: 'pattern-regex',
          rule: 'stix 9.6.1',
          params: { part },
        })
      }
    }
    return undefined
  }

  finds(regex: string, { kind, text }: Subject): boolean {
    const form = kind === 'string' ? text.normalize('NFC') : text
    const program = this.#programs.get(regex)
    if (program === undefined) return false
    const cost = Math.ceil(((form.length + 1) * program.programSize()) / perStep)
    return this.#steps.spend(cost) && program.test(form)
  }

  /** What is wrong with it and where, in units of the expression. */
  #make(regex: string): { readonly part: string; readonly inside: number } | undefined {
    if (this.#programs.has(regex)) return undefined
    if (regex.length > maxLength) return { part: `> ${maxLength}`, inside: 0 }
    try {
      const program = RE2JS.compile(regex, RE2JS.DOTALL)
      this.#steps.spend(program.programSize() * stepsToMake)
      this.#programs.set(regex, program)
      return undefined
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error
      const part = error instanceof RE2JSSyntaxException ? (error.getPattern() ?? '') : ''
      return { part: part.replace('(?s)', '').slice(0, 40), inside: Math.max(0, regex.indexOf(part)) }
    }
  }
}

/** Where a character of a text constant stands as it is written, after its apostrophe and the escapes before it. */
function written(text: string, inside: number): number {
  let at = 1
  for (let count = 0; count < inside; count += 1) at += text[at] === '\\' ? 2 : 1
  return at
}
