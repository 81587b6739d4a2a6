import type { Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { observations } from './observation.ts'
import { refuseAt } from './place.ts'
import { TokenReader } from './token-reader.ts'
import type { Observation } from './tree.ts'

/** What one pattern may cost: UTF-16 units of its text, parentheses within one another. */
export const patternLimits = { length: 65_536, depth: 64 } as const

/**
 * Reads a pattern of STIX 2.1 chapter 9, all three levels. A refusal names the place (`offset`, `line`, `column`). Beyond the grammar it
 * refuses what the standard says must not be: a qualifier twice, AND of different objects, a set of different types of constants,
 * a wrong constant.
 */
export function parsePattern(text: string): Observation | Refusal<Code> {
  const { length, depth } = patternLimits
  if (text.length > length)
    return refuseAt(text, length, { code: 'pattern-too-long', rule: 'ours', params: { length } })
  const tokens = new TokenReader(text, depth)
  const pattern = observations(tokens)
  if (pattern === undefined) return tokens.refusal
  if (tokens.next.kind === 'end') return pattern
  tokens.expected('AND', 'OR', 'FOLLOWEDBY', '<end>')
  return tokens.refusal
}
