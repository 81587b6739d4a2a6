import type { SeenType } from './attribute-types.ts'
import type { Literal } from './spelling.ts'

/** The longest pattern that is taken apart; longer ones go over whole. */
const maxLength = 65_536

const token = {
  open: /\s*\[\s*/uy,
  path: /([a-zA-Z][a-zA-Z0-9-]*):((?:[a-zA-Z0-9_-]+|'(?:[^'\\]|\\.)*')(?:\.(?:[a-zA-Z0-9_-]+|'(?:[^'\\]|\\.)*')|\[(?:\*|\d+)\])*)/uy,
  operator: /\s*(?:==?|\bISSUBSET\b)\s*/uy,
  literal: /'((?:[^'\\]|\\['\\])*)'|(-?(?:0|[1-9]\d{0,14}))(?![\d.])/uy,
  and: /\s+AND\s+/uy,
  close: /\s*\]\s*$/uy,
} as const

/** Literals of one observation by what they are compared with, each once: `file:name` to `a.exe`. */
export type Comparisons = ReadonlyMap<string, Literal>

/**
 * The comparisons of a pattern that is one observation of equalities joined by AND; `undefined` for every other. What a reference's
 * type is compared with is left out: the address says it.
 */
export function simpleComparisons(pattern: string): Comparisons | undefined {
  if (pattern.length > maxLength) return undefined
  const found = new Map<string, Literal>()
  let at = 0
  const take = (expression: RegExp): RegExpExecArray | undefined => {
    expression.lastIndex = at
    const match = expression.exec(pattern) ?? undefined
    if (match !== undefined) at = expression.lastIndex
    return match
  }
  if (take(token.open) === undefined) return undefined
  for (;;) {
    const path = take(token.path)
    const literal = path !== undefined && take(token.operator) !== undefined ? take(token.literal) : undefined
    if (path === undefined || literal === undefined) return undefined
    const key = pathKey(path[1] ?? '', path[2] ?? '')
    if (found.has(key)) return undefined
    if (!/_refs?\.type$/u.test(key)) found.set(key, valueIn(literal))
    if (take(token.and) !== undefined) continue
    return take(token.close) === undefined ? undefined : found
  }
}

function valueIn([, text, number]: RegExpExecArray): Literal {
  return text === undefined ? Number(number) : text.replaceAll(/\\(['\\])/gu, '$1')
}

/** One spelling of a path: `file:hashes.'SHA-256'` and `file:hashes.SHA256` are the same thing here, as are all places of a list. */
function pathKey(object: string, path: string): string {
  const plain = path.replaceAll(/\[(?:\*|\d+)\]|'/gu, '')
  const [first = '', ...rest] = plain.split('.')
  const tail = first === 'hashes' ? rest.map((part) => part.replaceAll('-', '').toLowerCase()) : rest
  return `${object}:${[first, ...tail].join('.')}`
}

/** What a type of attribute compares, in the order of its parts. */
export function comparedBy(type: SeenType): readonly string[] {
  return type.parts.map(({ path }) => pathKey(type.object, path))
}
