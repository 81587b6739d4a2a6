import type { Instant } from '#kernel/instant.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Charter } from '../charter.ts'
import { matrixPair, pairsOf } from '../matrix/matrix.ts'

/** Every flow that the gate permits in the first categories: `alt > bor drones restricted` for each level up to the highest. */
export function flows(charter: Charter, at: Instant): ReadonlySet<string> {
  const parties = [...charter.parties.keys()]
  const categories = [...charter.categories.keys()].slice(0, 3)
  const levels = [...charter.levels.keys()]
  const asked = { charter, at, kind: kindOf('exchange.share/1'), purpose: 'information', categories }
  return new Set(
    pairsOf(parties, parties).flatMap(([author, recipient]) =>
      matrixPair(asked, author, recipient).answers.flatMap((answer) =>
        answer.categories.flatMap((category) =>
          levels
            .slice(0, answer.highest === undefined ? 0 : levels.indexOf(answer.highest.level) + 1)
            .map((level) => `${author} > ${recipient} ${category} ${level}`),
        ),
      ),
    ),
  )
}
