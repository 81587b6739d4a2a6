import type { Instant } from '#kernel/instant.ts'

/** How an act must be handled (protocol.md 5). Levels, categories, handling codes and purposes are charter data. */
export interface Label {
  readonly level: string
  readonly category: string
  /** Sorted codes, TLP or handling codes of the charter; may be empty. */
  readonly handling: readonly string[]
  /** Source and information grading, A to C or X and 1 to 4; apart from level and handling. */
  readonly grading?: string
  /** Name of the agreement relied on; without it the gate chooses. */
  readonly basis?: string
  readonly purpose?: string
  /** Never empty for content, at most five years ahead. Records carry none. */
  readonly reviewBy?: Instant
  readonly personalData?: { readonly purpose: string; readonly legalBasis: string; readonly expires: Instant }
  /** Name of the exercise, on conduct traffic only. */
  readonly exercise?: string
}
