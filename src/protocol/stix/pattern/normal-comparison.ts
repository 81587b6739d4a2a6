import { toHex } from '#kernel/bytes.ts'
import { timestampKey } from '../timestamp.ts'
import { parseAddressRange } from './address.ts'
import { printComparison } from './print.ts'
import type { Comparison, Literal, Test } from './tree.ts'

/** A text that two comparisons have only if they ask the same of every object. */
export function comparisonForm(test: Comparison): string {
  return formOf(normal(test))
}

type Normal =
  /** `path` is printed with `NOT`, if any; `=` is a set of one. */
  | { readonly kind: 'in'; readonly path: string; readonly isNegated: boolean; readonly values: ReadonlySet<string> }
  | { readonly kind: 'other'; readonly form: string }
  | { readonly kind: 'AND' | 'OR'; readonly parts: ReadonlyMap<string, Normal> }

function normal(test: Comparison): Normal {
  switch (test.kind) {
    case 'AND':
    case 'OR':
      return joined(test.kind, test.operands.map(normal))
    case 'equal':
      return membership(test, [test.value], (test.operator === '!=') !== test.isNegated)
    case 'set':
      return membership(test, test.value, test.isNegated)
    case 'exists':
      return { kind: 'other', form: printComparison(test) }
    case 'order':
    case 'text':
      return { kind: 'other', form: `${pathOf(test)} ${test.isNegated} ${test.operator} ${constantForm(test)}` }
  }
}

function membership(test: Test, values: readonly Literal[], isNegated: boolean): Normal {
  return { kind: 'in', path: pathOf(test), isNegated, values: new Set(values.map(literalForm)) }
}

const pathOf = ({ path }: Test): string => printComparison({ kind: 'exists', path })

/** Nested ones of the same kind dissolve, repeated ones fall together, and OR of sets of one path is one set. */
function joined(kind: 'AND' | 'OR', operands: readonly Normal[]): Normal {
  const parts = new Map<string, Normal>()
  const sets = new Map<string, Normal & { readonly kind: 'in' }>()
  const flat = operands.flatMap((operand) => (operand.kind === kind ? [...operand.parts.values()] : [operand]))
  for (const part of flat) {
    if (kind === 'OR' && part.kind === 'in' && !part.isNegated) {
      const values = sets.get(part.path)?.values.union(part.values) ?? part.values
      sets.set(part.path, { ...part, values })
    } else parts.set(formOf(part), part)
  }
  for (const set of sets.values()) parts.set(formOf(set), set)
  const [only] = parts.values()
  return parts.size === 1 && only !== undefined ? only : { kind, parts }
}

function formOf(node: Normal): string {
  switch (node.kind) {
    case 'in':
      return `${node.path} ${node.isNegated} IN (${[...node.values].toSorted().join(', ')})`
    case 'other':
      return node.form
    case 'AND':
    case 'OR':
      return `${node.kind}(${[...node.parts.keys()].toSorted().join(' ; ')})`
  }
}

function constantForm(test: Test & { readonly kind: 'order' | 'text' }): string {
  if (test.kind === 'order') return literalForm(test.value)
  if (test.operator === 'LIKE') return JSON.stringify(test.value.normalize('NFC'))
  if (test.operator === 'MATCHES') return JSON.stringify(test.value)
  const { bits = 0, prefix = 0, address = 0n } = parseAddressRange(test.value) ?? {}
  return `${bits} ${prefix} ${address >> BigInt(bits - prefix)}`
}

/** `1` and `1.0` are one number, `h'00'` and `b'AA=='` the same octets, `…:00Z` and `…:00.0Z` one moment. */
function literalForm({ kind, value }: Literal): string {
  if (kind === 'integer' || kind === 'float') return `number ${value.replace(/\.0$/u, '')}`
  if (kind === 'hex') return `octets ${value}`
  if (kind === 'binary') return `octets ${toHex(Uint8Array.fromBase64(value))}`
  return kind === 'timestamp' ? `moment ${timestampKey(value)}` : `${kind} ${JSON.stringify(value)}`
}
