import type { ActId } from '#protocol/act/statement.ts'
import type { AgreementDraft, AgreementPosition } from '#protocol/acts/agreement-draft.ts'
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

/** Texts in negotiation that we sent or were sent. */
export const drafts = table(
  'agreements.draft',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    agreement: text(),
    author: text<Party>(),
    at: instant(),
    /** Everybody who negotiates it, the author among them. */
    negotiators: json<readonly Party[]>(),
    text: json<AgreementDraft['text']>(),
  },
  ['act'],
)

/** What states said of paragraphs of a draft. */
export const positions = table(
  'agreements.position',
  'projection',
  {
    act: text<ActId>(),
    arrival: int(),
    draft: text<ActId>(),
    party: text<Party>(),
    at: instant(),
    said: json<AgreementPosition['positions']>(),
  },
  ['act'],
)
