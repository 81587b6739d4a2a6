import type { ActId } from '#protocol/act/statement.ts'
import type { AgreementProgress } from '#protocol/acts/agreement-progress.ts'
import type { Party } from '#protocol/identity/party.ts'
import { instant, int, json, table, text } from '#platform/db/table.ts'

/** What states say of their own way to an instrument; of each state the last to have come holds. */
export const progress = table(
  'agreements.progress',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    agreement: text(),
    party: text<Party>(),
    at: instant(),
    said: json<AgreementProgress>(),
  },
  ['act'],
)
