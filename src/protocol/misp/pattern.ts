import { addressType, type Literal } from './spelling.ts'
import type { SpelledPart } from './value.ts'

/** A part of a value with the type of object that a pattern compares. */
export interface Compared {
  readonly object: string
  readonly part: SpelledPart
}

/** A pattern of one observation whose comparisons all hold. */
export function patternOf(parts: readonly Compared[]): string {
  return `[${parts.flatMap(comparisonsOf).join(' AND ')}]`
}

function comparisonsOf({ object, part: { part, literal } }: Compared): readonly string[] {
  const { path } = part
  if (!/_ref(?:s\[\*\])?\.value$/u.test(path) || object === 'email-message')
    return [`${object}:${path} = ${written(literal)}`]
  const text = String(literal)
  const operator = text.includes('/') ? 'ISSUBSET' : '='
  const typePath = path.replace(/value$/u, 'type')
  return [`${object}:${typePath} = '${addressType(text)}'`, `${object}:${path} ${operator} ${written(literal)}`]
}

const written = (literal: Literal): string =>
  typeof literal === 'number' ? String(literal) : `'${literal.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
