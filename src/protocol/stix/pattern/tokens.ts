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
/** What each shape begins with: of most tokens the first character tells the kind. */
const starts: Readonly<Record<keyof typeof shapes, RegExp>> = {
  timestamp: /t/,
  hex: /h/,
  binary: /b/,
  string: /'/,
  float: /[+\-0-9.]/,
  integer: /[+\-0-9]/,
  name: /[a-zA-Z_]/,
  symbol: /[=!<>()[\]:.,*]/,
}
/** The kinds that a character below 128 may begin. */
const startedBy: readonly (readonly (keyof typeof shapes)[])[] = Array.from({ length: 128 }, (_, code) =>
  kinds.filter((kind) => starts[kind].test(String.fromCharCode(code))),
)
/** One token after the other, the last being `end` or `bad`. */
export function* tokensOf(text: string): Generator<Token, void, void> {
  for (let at = skipped(text, 0); ;) {
    const token = tokenAt(text, at)
    yield token
    if (token.kind === 'end' || token.kind === 'bad') return
    at = skipped(text, at + token.text.length)
  }
}

/** Where the next token begins: most that is printed and no slash is no white space. */
function skipped(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code > 0x20 && code < 0x7f && code !== 0x2f ? at : after(between, text, at)
}

function tokenAt(text: string, at: number): Token {
  if (at === text.length) return { kind: 'end', text: '', at }
  for (const kind of startedBy[text.charCodeAt(at)] ?? []) {
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
