/** A pattern of STIX 2.1 chapter 9, as plain data without the spelling it was read from. */
export type Observation =
  /** `[…]`: one observation. */
  | { readonly kind: 'observation'; readonly test: Comparison }
  | { readonly kind: ObservationOperator; readonly operands: readonly Observation[] }
  | { readonly kind: 'qualified'; readonly of: Observation; readonly qualifier: Qualifier }

/** Joins observations, at least two; a chain without parentheses is one list. From loosest to tightest. */
export const observationOperators = ['FOLLOWEDBY', 'OR', 'AND'] as const
export type ObservationOperator = (typeof observationOperators)[number]

export type Qualifier =
  | { readonly kind: 'WITHIN'; readonly seconds: NumberLiteral }
  | { readonly kind: 'REPEATS'; readonly times: number }
  /** Timestamps as written. */
  | { readonly kind: 'START'; readonly start: string; readonly stop: string }

/** What is asked of one object, within `[…]`. */
export type Comparison =
  | { readonly kind: 'OR'; readonly operands: readonly Comparison[] }
  | { readonly kind: 'AND'; readonly operands: readonly Comparison[] }
  | { readonly kind: 'exists'; readonly path: ObjectPath }
  | Test

export type Test =
  | TestOf<'equal', '=' | '!=', Literal>
  | TestOf<'order', '<' | '<=' | '>' | '>=', OrderedLiteral>
  | TestOf<'set', 'IN', readonly Literal[]>
  | TestOf<'text', 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET', string>

interface TestOf<Kind extends string, Operator extends string, Value> {
  readonly kind: Kind
  readonly path: ObjectPath
  /** `NOT` before the operator. */
  readonly isNegated: boolean
  readonly operator: Operator
  readonly value: Value
}

/** `file:extensions.'windows-pebinary-ext'.sections[*].entropy`: the first step is a key. */
export interface ObjectPath {
  readonly type: string
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'all' }

export type Literal = OrderedLiteral | { readonly kind: 'boolean'; readonly value: boolean }

export type OrderedLiteral =
  | NumberLiteral
  | { readonly kind: 'string'; readonly value: string }
  /** Octets, as the digits of either spelling: pairs of hexadecimal digits in lower case, base64 with padding. */
  | { readonly kind: 'hex' | 'binary'; readonly value: string }
  /** As written, in UTC. */
  | { readonly kind: 'timestamp'; readonly value: string }

/** Decimal digits without superfluous zeros or plus: `-7`, `0.5`, `12.0`. A float has a point. */
export interface NumberLiteral {
  readonly kind: 'integer' | 'float'
  readonly value: string
}
