import { comparisonForm } from './normal-comparison.ts'
import { timestampKey } from '../timestamp.ts'
import type { Observation, Qualifier } from './tree.ts'

/**
 * Whether two patterns match the same data by what is decided here; `false` says only that it is not decided. Decided are: spelling; order
 * and nesting of AND and OR, nesting of FOLLOWEDBY; repeated operands of OR, and of AND within `[ ]`; `NOT =` and `!=`; the order,
 * repetition and splitting of sets; spellings of one constant; `a AND a` and `a REPEATS 2 TIMES`; START STOP over parts or the whole; WITHIN
 * over one observation, and over a narrower WITHIN.
 */
export function areSamePatterns(one: Observation, other: Observation): boolean {
  return formOf(normal(one, always)) === formOf(normal(other, always))
}

/** From `start` to before `stop`, as sort keys of timestamps. */
interface Window {
  readonly start: string
  readonly stop: string
}

const always: Window = { start: '', stop: '~' }

type Normal =
  | { readonly kind: 'leaf'; readonly form: string }
  /** How many observations of each form, all different. */
  | { readonly kind: 'and'; readonly counts: ReadonlyMap<string, bigint> }
  | { readonly kind: 'or'; readonly choices: ReadonlyMap<string, Normal> }
  | { readonly kind: 'then'; readonly steps: readonly string[] }
  | { readonly kind: 'within'; readonly seconds: string; readonly inner: Normal }

/** START STOP narrows what each single observation may be, so it is carried down to them. */
function normal(pattern: Observation, window: Window): Normal {
  switch (pattern.kind) {
    case 'observation':
      return { kind: 'leaf', form: `[${comparisonForm(pattern.test)}]${window.start}..${window.stop}` }
    case 'AND':
      return sum(pattern.operands.map((operand) => normal(operand, window)))
    case 'OR':
      return choice(pattern.operands.map((operand) => normal(operand, window)))
    case 'FOLLOWEDBY':
      return { kind: 'then', steps: pattern.operands.flatMap((operand) => stepsOf(normal(operand, window))) }
    case 'qualified':
      return qualified(pattern.of, pattern.qualifier, window)
  }
}

function qualified(of: Observation, qualifier: Qualifier, window: Window): Normal {
  switch (qualifier.kind) {
    case 'START':
      return normal(of, narrowed(window, qualifier))
    case 'REPEATS':
      return times(normal(of, window), BigInt(qualifier.times))
    case 'WITHIN':
      return within(normal(of, window), qualifier.seconds.value.replace(/\.0$/u, ''))
  }
}

function narrowed({ start, stop }: Window, limits: { readonly start: string; readonly stop: string }): Window {
  const [from, to] = [timestampKey(limits.start) ?? '', timestampKey(limits.stop) ?? '']
  return { start: from > start ? from : start, stop: to < stop ? to : stop }
}

function sum(operands: readonly Normal[]): Normal {
  const counts = new Map<string, bigint>()
  for (const operand of operands)
    for (const [form, count] of countsOf(operand)) counts.set(form, (counts.get(form) ?? 0n) + count)
  return { kind: 'and', counts }
}

/** `a REPEATS n TIMES` is `a AND a …` (STIX 2.1 section 9.5.1). */
function times(inner: Normal, count: bigint): Normal {
  if (count === 1n) return inner
  return { kind: 'and', counts: new Map([...countsOf(inner)].map(([form, before]) => [form, before * count])) }
}

const countsOf = (node: Normal): ReadonlyMap<string, bigint> =>
  node.kind === 'and' ? node.counts : new Map([[formOf(node), 1n]])

function choice(operands: readonly Normal[]): Normal {
  const choices = new Map<string, Normal>()
  for (const operand of operands) {
    if (operand.kind === 'or') for (const [form, node] of operand.choices) choices.set(form, node)
    else choices.set(formOf(operand), operand)
  }
  const [only] = choices.values()
  return choices.size === 1 && only !== undefined ? only : { kind: 'or', choices }
}

const stepsOf = (node: Normal): readonly string[] => (node.kind === 'then' ? node.steps : [formOf(node)])

function within(inner: Normal, seconds: string): Normal {
  if (inner.kind === 'leaf') return inner
  if (inner.kind !== 'within') return { kind: 'within', seconds, inner }
  if (Number(inner.seconds) < Number(seconds) || inner.seconds === seconds) return inner
  return Number(seconds) < Number(inner.seconds) ? within(inner.inner, seconds) : { kind: 'within', seconds, inner }
}

/** Texts of nodes are equal if and only if the nodes are. */
function formOf(node: Normal): string {
  switch (node.kind) {
    case 'leaf':
      return node.form
    case 'and':
      return listed('and', [...node.counts].map(([form, count]) => listed(String(count), [form])).toSorted())
    case 'or':
      return listed('or', [...node.choices.keys()].toSorted())
    case 'then':
      return listed('then', node.steps)
    case 'within':
      return listed(`within ${node.seconds}`, [formOf(node.inner)])
  }
}

const listed = (name: string, parts: readonly string[]): string => `${name}(${parts.join(' ; ')})`
