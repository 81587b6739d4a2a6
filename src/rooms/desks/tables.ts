import type { ActId } from '#protocol/act/statement.ts'
import type { DeskEntry } from '#protocol/acts/desk-entry.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bool, instant, int, json, nullable, table, text, texts } from '#platform/db/table.ts'

/**
 * What holds of each desk under each label: the publication with the greatest revision, or its withdrawal. One label knows nothing of another's,
 * so that nobody learns by it of what he may not see.
 */
export const entries = table(
  'desks.entry',
  'projection',
  {
    author: text<Party>(),
    desk: text(),
    level: text(),
    category: text(),
    act: text<ActId>(),
    arrival: int(),
    revision: int(),
    at: instant(),
    withdrawn: bool(),
    functions: texts(),
    /** What was published; of a withdrawal nothing. */
    entry: nullable(json<DeskEntry & Readonly<Record<string, unknown>>>()),
  },
  ['author', 'desk', 'level', 'category'],
)
