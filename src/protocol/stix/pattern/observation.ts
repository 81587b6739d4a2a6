import { comparison } from './comparison.ts'
import { literalOf, numberOf } from './literal.ts'
import type { TokenReader } from './token-reader.ts'
import { observationOperators, type Observation, type ObservationOperator, type Qualifier } from './tree.ts'

/** Observations joined by an operator and by those that bind tighter (STIX 2.1 section 9.5.3). */
export function observations(tokens: TokenReader, level = 0): Observation | undefined {
  const operator = observationOperators[level]
  if (operator === undefined) return qualified(tokens)
  const operands = tokens.chain(operator, () => observations(tokens, level + 1))
  return operands === undefined ? undefined : joined(operator, operands)
}

function joined(kind: ObservationOperator, operands: readonly Observation[]): Observation | undefined {
  return operands.length === 1 ? operands[0] : { kind, operands }
}

function qualified(tokens: TokenReader): Observation | undefined {
  let of = simple(tokens)
  const given = new Set<string>()
  while (of !== undefined && isQualifier(tokens.next.text)) {
    const token = tokens.next
    const qualifier = readQualifier(tokens)
    if (qualifier === undefined) return undefined
    if (given.has(qualifier.kind)) return tokens.wrong(token, 'pattern-qualifier', { qualifier: qualifier.kind })
    given.add(qualifier.kind)
    of = { kind: 'qualified', of, qualifier }
  }
  return of
}

function simple(tokens: TokenReader): Observation | undefined {
  if (tokens.takes('(')) return tokens.nested(() => observations(tokens))
  if (!tokens.takes('[')) return tokens.expected('[', '(')
  const asked = comparison(tokens)
  return asked === undefined || tokens.needs(']') === undefined ? undefined : { kind: 'observation', test: asked.test }
}

const isQualifier = (text: string): text is Qualifier['kind'] =>
  text === 'WITHIN' || text === 'REPEATS' || text === 'START'

function readQualifier(tokens: TokenReader): Qualifier | undefined {
  if (tokens.takes('WITHIN')) return within(tokens)
  return tokens.takes('REPEATS') ? repeats(tokens) : startStop(tokens)
}

function within(tokens: TokenReader): Qualifier | undefined {
  const seconds = positive(tokens, 'integer', 'float')
  return seconds === undefined || tokens.needs('SECONDS') === undefined ? undefined : { kind: 'WITHIN', seconds }
}

function repeats(tokens: TokenReader): Qualifier | undefined {
  const times = positive(tokens, 'integer')
  if (times === undefined || tokens.needs('TIMES') === undefined) return undefined
  return { kind: 'REPEATS', times: Number(times.value) }
}

function positive(tokens: TokenReader, ...kinds: readonly ('integer' | 'float')[]) {
  const token = tokens.takeKind(...kinds)
  if (token === undefined) return tokens.expected(...kinds.map((kind) => `<${kind}>`))
  const number = numberOf(token.text)
  return number !== undefined && Number(number.value) > 0 ? number : tokens.wrong(token, 'pattern-constant')
}

function startStop(tokens: TokenReader): Qualifier | undefined {
  tokens.takes('START')
  const start = timestamp(tokens)
  if (start === undefined || tokens.needs('STOP') === undefined) return undefined
  const stop = timestamp(tokens)
  return stop === undefined ? undefined : { kind: 'START', start, stop }
}

function timestamp(tokens: TokenReader): string | undefined {
  const token = tokens.takeKind('timestamp')
  if (token === undefined) return tokens.expected('<timestamp>')
  const literal = literalOf(token)
  return literal?.kind === 'timestamp' ? literal.value : tokens.wrong(token, 'pattern-constant')
}
