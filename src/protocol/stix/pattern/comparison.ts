import { isAddressRange } from './address.ts'
import { literalOf } from './literal.ts'
import { objectPath } from './object-path.ts'
import type { TokenReader } from './token-reader.ts'
import type { Token } from './tokens.ts'
import type { Comparison, Literal, ObjectPath, Test } from './tree.ts'

/** A comparison and the types of objects of which one may satisfy it. */
interface Asked {
  readonly test: Comparison
  readonly types: ReadonlySet<string>
}

/** Comparisons joined by OR, and tighter by AND (STIX 2.1 section 9.6). */
export function comparison(tokens: TokenReader): Asked | undefined {
  const operands = tokens.chain('OR', () => conjunction(tokens))
  const [first] = operands ?? []
  if (operands === undefined || operands.length === 1) return first
  const types = new Set(operands.flatMap((operand) => [...operand.types]))
  return { test: { kind: 'OR', operands: operands.map(({ test }) => test) }, types }
}

/** All operands must be satisfiable by one object (section 9.5). */
function conjunction(tokens: TokenReader): Asked | undefined {
  let types: ReadonlySet<string> | undefined
  const operands = tokens.chain('AND', () => {
    const token = tokens.next
    const operand = single(tokens)
    if (operand === undefined) return undefined
    types = types?.intersection(operand.types) ?? operand.types
    return types.size === 0 ? tokens.wrong(token, 'pattern-objects') : operand
  })
  const [first] = operands ?? []
  if (operands === undefined || types === undefined || operands.length === 1) return first
  return { test: { kind: 'AND', operands: operands.map(({ test }) => test) }, types }
}

function single(tokens: TokenReader): Asked | undefined {
  if (tokens.takes('(')) return tokens.nested(() => comparison(tokens))
  if (tokens.takes('EXISTS')) {
    const path = objectPath(tokens)
    return path === undefined ? undefined : { test: { kind: 'exists', path }, types: new Set([path.type]) }
  }
  const path = objectPath(tokens, '(', 'EXISTS')
  const test = path === undefined ? undefined : propertyTest(tokens, path)
  return test === undefined ? undefined : { test, types: new Set([test.path.type]) }
}

const spellings = { '=': '=', '==': '=', '!=': '!=', '<>': '!=' } as const
const orders = ['<=', '>=', '<', '>'] as const
const texts = ['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'] as const

function propertyTest(tokens: TokenReader, path: ObjectPath): Test | undefined {
  const isNegated = tokens.takes('NOT')
  for (const spelling of Object.keys(spellings) as (keyof typeof spellings)[]) {
    if (!tokens.takes(spelling)) continue
    const value = constant(tokens)
    return value === undefined ? undefined : { kind: 'equal', path, isNegated, operator: spellings[spelling], value }
  }
  for (const operator of orders) {
    if (!tokens.takes(operator)) continue
    const value = constant(tokens, 'without boolean')
    return value === undefined || value.kind === 'boolean'
      ? undefined
      : { kind: 'order', path, isNegated, operator, value }
  }
  for (const operator of texts) {
    if (!tokens.takes(operator)) continue
    const value = text(tokens, operator)
    return value === undefined ? undefined : { kind: 'text', path, isNegated, operator, value }
  }
  if (!tokens.takes('IN')) return tokens.expected(...(isNegated ? [] : ['NOT']), '=', '!=', ...orders, 'IN', ...texts)
  const value = set(tokens)
  return value === undefined ? undefined : { kind: 'set', path, isNegated, operator: 'IN', value }
}

const ordered = ['string', 'integer', 'float', 'timestamp', 'hex', 'binary'] as const

function constant(tokens: TokenReader, which?: 'without boolean'): Literal | undefined {
  const kinds = which === undefined ? ([...ordered, 'boolean'] as const) : ordered
  const token = tokens.takeKind(...kinds)
  if (token === undefined) return tokens.expected('<constant>')
  return literalOf(token) ?? tokens.wrong(token, 'pattern-constant')
}

function text(tokens: TokenReader, operator: (typeof texts)[number]): string | undefined {
  const token = tokens.takeKind('string')
  if (token === undefined) return tokens.expected('<string>')
  const literal = literalOf(token)
  if (literal?.kind !== 'string') return tokens.wrong(token, 'pattern-constant')
  const isWrong = operator.startsWith('IS') && !isAddressRange(literal.value)
  return isWrong ? tokens.wrong(token, 'pattern-constant') : literal.value
}

/** Constants of one data type (section 9.6.1); integers and floats are numbers, hex and binary are octets. */
function set(tokens: TokenReader): readonly Literal[] | undefined {
  if (tokens.needs('(') === undefined) return undefined
  const values: Literal[] = []
  if (tokens.takes(')')) return values
  do {
    const token: Token = tokens.next
    const value = constant(tokens)
    if (value === undefined) return undefined
    const [first] = values
    if (first !== undefined && sorts[first.kind] !== sorts[value.kind]) return tokens.wrong(token, 'pattern-set')
    values.push(value)
  } while (tokens.takes(','))
  if (tokens.takes(')')) return values
  return tokens.expected(',', ')')
}

const sorts = {
  integer: 'number',
  float: 'number',
  hex: 'octets',
  binary: 'octets',
  string: 'string',
  timestamp: 'timestamp',
  boolean: 'boolean',
} as const satisfies Record<Literal['kind'], string>
