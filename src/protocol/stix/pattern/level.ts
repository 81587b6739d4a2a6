import type { Observation } from './tree.ts'

/**
 * The lowest conformance level of STIX 2.1 section 12 whose consumers understand the pattern: 1 is one observation expression, 2 adds
 * AND and OR of observations, 3 adds FOLLOWEDBY and qualifiers.
 */
export function levelOf(pattern: Observation): 1 | 2 | 3 {
  if (pattern.kind === 'observation') return 1
  if (pattern.kind === 'qualified' || pattern.kind === 'FOLLOWEDBY') return 3
  return pattern.operands.some((operand) => levelOf(operand) === 3) ? 3 : 2
}
