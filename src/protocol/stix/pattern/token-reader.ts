import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { refuseAt } from './place.ts'
import { tokensOf, type Token, type TokenKind } from './tokens.ts'

const none: Token = { kind: 'end', text: '', at: 0 }
/** Of what is found instead of what was expected, so much is shown. */
const shownLength = 40

/** Goes through the tokens of a pattern once. What cannot be read answers `undefined` and leaves the first refusal here. */
export class TokenReader {
  readonly #text: string
  readonly #tokens: Iterator<Token, void>
  readonly #maxDepth: number
  /** The token to be read, and the one before it. */
  #next: Token
  #last = none
  #depth = 0
  refusal: Refusal<Code> = refuse('pattern-syntax', 'stix 9.4')

  constructor(text: string, maxDepth: number) {
    this.#text = text
    this.#tokens = tokensOf(text)
    this.#maxDepth = maxDepth
    this.#next = this.#tokens.next().value ?? none
  }

  get next(): Token {
    return this.#next
  }

  /** Goes over the next token if it is this symbol or keyword. */
  takes(text: string): boolean {
    const { kind } = this.next
    const isIt = this.next.text === text && (kind === 'symbol' || kind === 'keyword')
    if (isIt) this.#goOn()
    return isIt
  }

  /** As `takes`; else that is the refusal. */
  needs(text: string): true | undefined {
    return this.takes(text) ? true : this.expected(text)
  }

  takeKind(...kinds: readonly TokenKind[]): Token | undefined {
    const token = this.next
    if (!kinds.includes(token.kind)) return undefined
    this.#goOn()
    return token
  }

  #goOn(): void {
    this.#last = this.#next
    this.#next = this.#tokens.next().value ?? none
  }

  /** One or more, joined by the keyword. */
  chain<Part>(word: string, read: () => Part | undefined): readonly Part[] | undefined {
    const parts: Part[] = []
    do {
      const part = read()
      if (part === undefined) return undefined
      parts.push(part)
    } while (this.takes(word))
    return parts
  }

  /** What stands in parentheses, of which the first was taken. */
  nested<Inner>(read: () => Inner | undefined): Inner | undefined {
    const depth = this.#maxDepth
    if (this.#depth === depth) return this.wrong(this.#last, 'pattern-too-deep', { depth })
    this.#depth += 1
    const inner = read()
    this.#depth -= 1
    return inner === undefined || this.needs(')') === undefined ? undefined : inner
  }

  /** The next token is none of these: the refusal of a pattern that breaks the grammar. */
  expected(...what: readonly string[]): undefined {
    const { text } = this.next
    const found = text === '' ? '<end>' : text.slice(0, shownLength).toWellFormed()
    return this.wrong(this.next, 'pattern-syntax', { found, expected: what.join(' ') })
  }

  wrong({ at }: Token, code: Code, params: Readonly<Record<string, string | number>> = {}): undefined {
    this.refusal = refuseAt(this.#text, at, { code, rule: rules[code] ?? 'stix 9.4', params })
  }
}

/** The clauses of STIX 2.1 that refuse. */
const rules: Readonly<Partial<Record<Code, string>>> = {
  'pattern-constant': 'stix 9.2',
  'pattern-objects': 'stix 9.5',
  'pattern-qualifier': 'stix 9.5.1',
  'pattern-set': 'stix 9.6.1',
}
