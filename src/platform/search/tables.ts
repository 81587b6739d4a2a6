import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { int, table, text, texts } from '#platform/db/table.ts'

/**
 * Acts whose content is not, or not wholly, in the index yet. A room's `project` puts the row (`awaitIndexing`), the indexer moves
 * `next` and takes the row away at the end; how far it got is nobody's truth, so a rebuild starts it again.
 */
export const waiting = table(
  'search.waiting',
  'projection',
  {
    act: text<ActId>(),
    author: text<Party>(),
    /** Which of the node's `Source`s knows the content. */
    source: text(),
    arrival: int(),
    level: text(),
    category: text(),
    /** Position from which on nothing is indexed. */
    next: int(),
  },
  ['act', 'author'],
)

/**
 * What is found: one row per object of an act, or one for the act itself. `level` and `category` are the act's; every
 * read of this table names the reader's.
 */
export const documents = table(
  'search.document',
  'projection',
  {
    act: text<ActId>(),
    author: text<Party>(),
    position: int(),
    /** Id of the STIX object; empty where the document is the act itself. */
    object: text(),
    type: text(),
    name: text(),
    /** Beginning of the description as written. */
    excerpt: text(),
    level: text(),
    category: text(),
    arrival: int(),
    /** Search words of the name, the aliases and the exact values (`wordsOf`). */
    naming: texts(),
    /** Search words of everything, those of `naming` included. */
    words: texts(),
  },
  ['act', 'author', 'position'],
)
