import { AgreementProgress } from '#protocol/acts/agreement-progress.ts'
import { keep } from '#platform/db/table.ts'
import type { Projector } from '#platform/record/projector.ts'
import { progress } from './tables.ts'

/** Actions are of the charter and worked out there; here stands what states say of their own procedures. */
export const agreementsProjector: Projector = {
  kinds: ['agreement.progress/1'],
  tables: [progress],
  project({ act: { id: act, said }, arrival }) {
    const body = AgreementProgress.parse(said.body)
    const { agreement } = body
    return { changes: [keep(progress, { act, arrival, agreement, party: said.author, at: said.at, said: body })] }
  },
}
