import { addressType, type Literal } from './spelling.ts'
import type { SeenType } from './attribute-types.ts'
import type { SpelledPart } from './value.ts'

/** The pattern of an attribute: one observation whose comparisons all hold. */
export function patternOf(type: SeenType, parts: readonly SpelledPart[]): string {
  return `[${parts.flatMap((spelled) => comparisonsOf(type.object, spelled)).join(' AND ')}]`
}

function comparisonsOf(object: string, { part, literal }: SpelledPart): readonly string[] {
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
