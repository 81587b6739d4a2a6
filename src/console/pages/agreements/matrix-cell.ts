import type { MatrixPair } from '../../api/matrix.ts'

/** A cell: whether what was asked goes, how high, on which agreement, and what stops it or anything above it. */
export interface Cell {
  readonly goes: boolean
  readonly level?: string
  readonly basis?: string
  readonly secondOfficer: boolean
  readonly why?: NonNullable<MatrixPair['answers'][number]['refusal']>
}

/** Without a level: whether anything goes. The gate never lets a higher level through where it stops a lower one. */
export function cellOf({ answers: [answer] }: MatrixPair, levels: readonly string[], level?: string): Cell {
  const highest = answer?.highest
  const wanted = level === undefined ? 0 : levels.indexOf(level)
  const goes = highest !== undefined && levels.indexOf(highest.level) >= wanted
  const why = answer?.refusal === undefined ? {} : { why: answer.refusal }
  if (highest === undefined) return { goes, secondOfficer: false, ...why }
  const basis = highest.basis === undefined ? {} : { basis: highest.basis }
  return { goes, level: highest.level, secondOfficer: highest.secondOfficer, ...basis, ...why }
}
