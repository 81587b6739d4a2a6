/** What a pattern is made of. `bad` is text that is no token; nothing follows it. */
export type TokenKind = keyof typeof shapes | 'keyword' | 'boolean' | 'hyphenated' | 'bad' | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** Offset in UTF-16 units. */
  readonly at: number
}

/** Words that are never names. */
export const reserved: ReadonlySet<string> = new Set(
  (
    'true false AND OR NOT FOLLOWEDBY LIKE MATCHES ISSUPERSET ISSUBSET EXISTS LAST IN ' +
    'START STOP SECONDS WITHIN REPEATS TIMES'
  ).split(' '),
)

/** White space is what Unicode calls so (STIX 2.1 section 9.1); comments are of the published grammar. */
const between = /(?:\p{White_Space}|\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)+/uy

/** Tried in this order. No shape needs more than one look at a character, whatever the text is. */
const shapes = {
  timestamp: /t'[^']*'/y,
  hex: /h'[^']*'/y,
  binary: /b'[^']*'/y,
  string: /'(?:[^'\\]|\\['\\])*'/y,
  float: /[+-]?[0-9]*\.[0-9]+/y,
  integer: /[+-]?[0-9]+/y,
  name: /[a-zA-Z_][a-zA-Z0-9_-]*/y,
  symbol: /==|!=|<>|<=|>=|[=<>()[\]:.,*]/y,
}
const kinds = Object.keys(shapes) as (keyof typeof shapes)[]

/** All tokens, the last being `end` or `bad`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = after(between, text, 0); ;) {
    const token = tokenAt(text, at)
    tokens.push(token)
    if (token.kind === 'end' || token.kind === 'bad') return tokens
    at = after(between, text, at + token.text.length)
  }
}

function tokenAt(text: string, at: number): Token {
  if (at === text.length) return { kind: 'end', text: '', at }
  for (const kind of kinds) {
    const end = after(shapes[kind], text, at)
    if (end > at) return named({ kind, text: text.slice(at, end), at })
  }
  return bad(text, at)
}

function named(token: Token): Token {
  if (token.kind !== 'name') return token
  if (token.text === 'true' || token.text === 'false') return { ...token, kind: 'boolean' }
  if (reserved.has(token.text)) return { ...token, kind: 'keyword' }
  return token.text.includes('-') ? { ...token, kind: 'hyphenated' } : token
}

const unclosed = /'(?:[^'\\]|\\['\\])*/y

/** The place where a text constant goes wrong is its end or its wrong escape, not its beginning. */
function bad(text: string, at: number): Token {
  const end = text[at] === "'" ? after(unclosed, text, at) : at
  return { kind: 'bad', text: String.fromCodePoint(text.codePointAt(end) ?? 0x20).trim(), at: end }
}

/** Where the shape ends that begins at `at`; `at` where it does not. */
function after(shape: RegExp, text: string, at: number): number {
  shape.lastIndex = at
  return shape.test(text) ? shape.lastIndex : at
}
