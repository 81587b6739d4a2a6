import { reserved } from './tokens.ts'
import type { Comparison, Literal, ObjectPath, Observation, ObservationOperator, Qualifier, Step } from './tree.ts'

/**
 * The one spelling of a pattern: single spaces, no comment, no parentheses that say nothing, constants as the tree has them. Reading it
 * gives the same tree.
 */
export function printPattern(pattern: Observation): string {
  if (pattern.kind === 'observation') return `[${printComparison(pattern.test)}]`
  if (pattern.kind === 'qualified') return printQualified(pattern.of, pattern.qualifier)
  const { kind, operands } = pattern
  return operands.map((operand) => within(binds(operand) <= strength[kind], printPattern(operand))).join(` ${kind} `)
}

const strength = { FOLLOWEDBY: 0, OR: 1, AND: 2 } as const satisfies Record<ObservationOperator, number>

function binds(pattern: Observation): number {
  return pattern.kind === 'observation' || pattern.kind === 'qualified' ? 3 : strength[pattern.kind]
}

/** A qualifier of a kind that the inner one has already needs parentheses, else the two would stand beside one another. */
function printQualified(of: Observation, qualifier: Qualifier): string {
  const isGroup = of.kind === 'qualified' ? openKinds(of).has(qualifier.kind) : of.kind !== 'observation'
  return `${within(isGroup, printPattern(of))} ${printQualifier(qualifier)}`
}

/** Kinds of qualifiers that are printed beside one another at the end. */
function openKinds(pattern: Observation): ReadonlySet<Qualifier['kind']> {
  if (pattern.kind !== 'qualified') return new Set()
  const inner = openKinds(pattern.of)
  const { kind } = pattern.qualifier
  return new Set(inner.has(kind) ? [kind] : [...inner, kind])
}

function printQualifier(qualifier: Qualifier): string {
  switch (qualifier.kind) {
    case 'WITHIN':
      return `WITHIN ${qualifier.seconds.value} SECONDS`
    case 'REPEATS':
      return `REPEATS ${qualifier.times} TIMES`
    case 'START':
      return `START t'${qualifier.start}' STOP t'${qualifier.stop}'`
  }
}

export function printComparison(test: Comparison): string {
  switch (test.kind) {
    case 'OR':
      return test.operands.map((one) => within(one.kind === 'OR', printComparison(one))).join(' OR ')
    case 'AND':
      return test.operands
        .map((one) => within(one.kind === 'OR' || one.kind === 'AND', printComparison(one)))
        .join(' AND ')
    case 'exists':
      return `EXISTS ${printPath(test.path)}`
    case 'equal':
    case 'order':
      return `${asked(test)} ${printLiteral(test.value)}`
    case 'set':
      return `${asked(test)} (${test.value.map(printLiteral).join(', ')})`
    case 'text':
      return `${asked(test)} ${quoted(test.value)}`
  }
}

interface Asking {
  readonly path: ObjectPath
  readonly isNegated: boolean
  readonly operator: string
}

const asked = ({ path, isNegated, operator }: Asking): string =>
  `${printPath(path)} ${isNegated ? 'NOT ' : ''}${operator}`

const within = (isGroup: boolean, text: string): string => (isGroup ? `(${text})` : text)

function printPath({ type, steps }: ObjectPath): string {
  return `${type}:${steps.map(printStep).join('').slice(1)}`
}

function printStep(step: Step): string {
  if (step.kind === 'all') return '[*]'
  return step.kind === 'index' ? `[${step.at}]` : `.${isPlainName(step.name) ? step.name : quoted(step.name)}`
}

/** A keyword is no name, though it looks like one. */
const isPlainName = (name: string): boolean => /^[a-z_][a-z0-9_]*$/iu.test(name) && !reserved.has(name)

function printLiteral({ kind, value }: Literal): string {
  switch (kind) {
    case 'string':
      return quoted(value)
    case 'hex':
    case 'binary':
    case 'timestamp':
      return `${kind.charAt(0)}'${value}'`
    case 'integer':
    case 'float':
    case 'boolean':
      return String(value)
  }
}

const quoted = (text: string): string => `'${text.replace(/['\\]/gu, String.raw`\$&`)}'`
