import { AgreementDraft, AgreementPosition } from '#protocol/acts/agreement-draft.ts'
import { AgreementProgress } from '#protocol/acts/agreement-progress.ts'
import { keep } from '#platform/db/table.ts'
import type { Arrived, Projected, Projector } from '#platform/record/projector.ts'
import { drafts, positions, progress } from './tables.ts'

/** Actions are of the charter and worked out there; here stands what is negotiated, and what states say of their own procedures. */
export const agreementsProjector: Projector = {
  kinds: ['agreement.progress/1', 'agreement.draft/1', 'agreement.position/1'],
  tables: [progress, drafts, positions],
  counts: { byAct: [progress, drafts, positions] },
  project: (arrived) => projections.get(arrived.act.said.kind)?.(arrived) ?? { changes: [] },
}

const projections: ReadonlyMap<string, (arrived: Arrived) => Projected> = new Map([
  ['agreement.progress/1', reported],
  ['agreement.draft/1', drafted],
  ['agreement.position/1', positioned],
])

function reported({ act: { id: act, said }, arrival }: Arrived): Projected {
  const body = AgreementProgress.parse(said.body)
  const { agreement } = body
  return { changes: [keep(progress, { act, arrival, agreement, party: said.author, at: said.at, said: body })] }
}

function drafted({ act: { id: act, said }, arrival }: Arrived): Projected {
  const { agreement, text } = AgreementDraft.parse(said.body)
  const { author, at, audience } = said
  const negotiators = [author, ...('coalition' in audience ? [] : audience)].toSorted((a, b) => (a < b ? -1 : 1))
  return { changes: [keep(drafts, { act, arrival, agreement, author, at, negotiators, text })] }
}

function positioned({ act: { id: act, said }, arrival }: Arrived): Projected {
  const body = AgreementPosition.parse(said.body)
  const row = { act, arrival, draft: body.draft, party: said.author, at: said.at, said: body.positions }
  return { changes: [keep(positions, row)] }
}
