import type { SeenType, ValuePart } from './attribute-types.ts'
import type { Literal } from './spelling.ts'

/** A part of a value with what it is in STIX. */
export interface SpelledPart {
  readonly part: ValuePart
  readonly literal: Literal
}

/** The parts of an attribute's value; `undefined` where it is none of its type. */
export function partsOf(type: SeenType, value: string): readonly SpelledPart[] | undefined {
  const texts = type.parts.length === 1 ? [value] : divided(value, type.divides === 'first')
  const spelled: SpelledPart[] = []
  for (const [at, part] of type.parts.entries()) {
    const literal = part.spelling.toStix(texts[at] ?? '')
    if (literal === undefined) return undefined
    spelled.push({ part, literal })
  }
  return spelled
}

function divided(value: string, isFirst: boolean): readonly string[] {
  const at = isFirst ? value.indexOf('|') : value.lastIndexOf('|')
  return at === -1 ? [value] : [value.slice(0, at), value.slice(at + 1)]
}

/** The value again. */
export function valueOf(type: SeenType, literals: readonly Literal[]): string {
  return type.parts.map(({ spelling }, at) => spelling.toMisp(literals[at] ?? '')).join('|')
}
