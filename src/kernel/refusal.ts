/** What a refusal's sentence is filled with. Plain values, so that it crosses the wire and is rendered in any language. */
export type Params = Readonly<Record<string, string | number>>

/**
 * An expected no, as a value: `code` from the closed table in protocol/codes.ts, `rule` the clause that refuses
 * (`protocol 9: level`), `params` for the sentence. Sentence and way out are rendered at the edge from the catalogues
 * `refusals.<code>.sentence` and `refusals.<code>.wayOut`.
 */
export interface Refusal<Code extends string = string> {
  readonly kind: 'refusal'
  readonly code: Code
  readonly rule: string
  readonly params: Params
}

export function refuse<Code extends string>(code: Code, rule: string, params: Params = {}): Refusal<Code> {
  return { kind: 'refusal', code, rule, params }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'refusal'
}
