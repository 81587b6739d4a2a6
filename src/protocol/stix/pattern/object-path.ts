import { numberOf, stringOf } from './literal.ts'
import type { TokenReader } from './token-reader.ts'
import type { ObjectPath, Step } from './tree.ts'

/** More than any object is nested. */
const maxSteps = 64

/** `TYPE:property` and further steps (STIX 2.1 section 9.7). `others`: what could stand in its place. */
export function objectPath(tokens: TokenReader, ...others: readonly string[]): ObjectPath | undefined {
  const type = tokens.takeKind('name', 'hyphenated')?.text
  if (type === undefined) return tokens.expected('<object type>', ...others)
  if (tokens.needs(':') === undefined) return undefined
  const first = key(tokens)
  if (first === undefined) return undefined
  const steps = [first]
  for (;;) {
    if (steps.length === maxSteps) return tokens.wrong(tokens.next, 'pattern-too-deep', { depth: maxSteps })
    const isKey = tokens.takes('.')
    if (!isKey && !tokens.takes('[')) return { type, steps }
    const step = isKey ? key(tokens) : index(tokens)
    if (step === undefined) return undefined
    steps.push(step)
  }
}

/** A name, in apostrophes where it has more than letters, digits and underscores. */
function key(tokens: TokenReader): Step | undefined {
  const token = tokens.takeKind('name', 'string')
  if (token === undefined) return tokens.expected('<property>')
  return { kind: 'key', name: token.kind === 'string' ? stringOf(token.text) : token.text }
}

function index(tokens: TokenReader): Step | undefined {
  const token = tokens.takeKind('integer')
  if (token === undefined && !tokens.takes('*')) return tokens.expected('*', '<integer>')
  const number = token === undefined ? undefined : numberOf(token.text)
  if (token !== undefined && number === undefined) return tokens.wrong(token, 'pattern-constant')
  if (tokens.needs(']') === undefined) return undefined
  return number === undefined ? { kind: 'all' } : { kind: 'index', at: Number(number.value) }
}
