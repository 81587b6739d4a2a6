import { isRefusal } from '#kernel/refusal.ts'
import { parsePattern } from '#protocol/stix/pattern/parse.ts'
import type { Comparison, ObjectPath } from '#protocol/stix/pattern/tree.ts'
import type { SeenType } from './attribute-types.ts'
import type { Literal } from './spelling.ts'

/** Literals of one observation by what they are compared with, each once: `file:name` to `a.exe`. */
export type Comparisons = ReadonlyMap<string, Literal>

/**
 * The comparisons of a pattern that is one observation of equalities joined by AND; `undefined` for every other. What a reference's
 * type is compared with is left out: the address says it.
 */
export function simpleComparisons(pattern: string): Comparisons | undefined {
  const read = parsePattern(pattern)
  if (isRefusal(read) || read.kind !== 'observation') return undefined
  const found = new Map<string, Literal>()
  for (const test of read.test.kind === 'AND' ? read.test.operands : [read.test]) {
    const compared = comparedIn(test)
    if (compared === undefined || found.has(compared.key)) return undefined
    if (!/_refs?\.type$/u.test(compared.key)) found.set(compared.key, compared.literal)
  }
  return found
}

function comparedIn(test: Comparison): { readonly key: string; readonly literal: Literal } | undefined {
  if (test.kind !== 'equal' && test.kind !== 'text') return undefined
  if (test.isNegated || (test.operator !== '=' && test.operator !== 'ISSUBSET')) return undefined
  const literal = test.kind === 'text' ? test.value : literalOf(test.value)
  return literal === undefined ? undefined : { key: keyOf(test.path), literal }
}

function literalOf(value: Extract<Comparison, { readonly kind: 'equal' }>['value']): Literal | undefined {
  if (value.kind === 'string') return value.value
  return value.kind === 'integer' ? Number(value.value) : undefined
}

const keyOf = ({ type, steps }: ObjectPath): string =>
  pathKey(
    type,
    steps.flatMap((step) => (step.kind === 'key' ? [step.name] : [])),
  )

/** One spelling of a path: `file:hashes.'SHA-256'` and `file:hashes.SHA256` are the same thing here, as are all places of a list. */
function pathKey(object: string, [first = '', ...rest]: readonly string[]): string {
  const tail = first === 'hashes' ? rest.map((part) => part.replaceAll('-', '').toLowerCase()) : rest
  return `${object}:${[first, ...tail].join('.')}`
}

/** What a type of attribute compares, in the order of its parts. */
export function comparedBy(type: SeenType): readonly string[] {
  return type.parts.map(({ path }) => pathKey(type.object, path.replaceAll(/\[(?:\*|\d+)\]|'/gu, '').split('.')))
}
