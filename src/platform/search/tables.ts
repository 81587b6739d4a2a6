import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bytes, instant, int, table, text } from '#platform/db/table.ts'

/** What both tables of acts say of one: who may see its content, and which of the node's `Source`s knows it. */
const ofAct = {
  act: text<ActId>(),
  author: text<Party>(),
  source: text(),
  /** Its place in the order of arrival on this node, which no other act has. */
  arrival: int(),
  /** When its author shared it, as he says. */
  at: instant(),
  level: text(),
  category: text(),
}

/**
 * Acts whose content is not, or not wholly, in the index yet. A room's `project` puts the row (`awaitIndexing`), the indexer moves
 * `next` and takes the row away at the end; how far it got is nobody's truth, so a rebuild starts it again.
 */
export const waiting = table(
  'search.waiting',
  'projection',
  {
    ...ofAct,
    /** Since when the node has it. */
    arrived_at: instant(),
    /** Position from which on nothing is indexed. */
    next: int(),
  },
  ['act', 'author'],
)

/** Acts that are in the index, wholly or from their beginning on. Every find goes through this row, which names who may see it. */
export const entries = table('search.entry', 'projection', ofAct, ['act', 'author'])

/**
 * In which documents of an act words stand: a row holds words of one batch of the act's documents (`postings.ts`), and none of their text.
 * Rows of an act go with its entry.
 */
export const postings = table(
  'search.posting',
  'projection',
  {
    /** Which words; or what all documents are counted by (`types-row.ts`). */
    bucket: int(),
    /** Of which act. */
    arrival: int(),
    /** Position of the batch's first document. */
    first: int(),
    words: bytes(),
  },
  ['bucket', 'arrival', 'first'],
)

/** Rows that say of what types a batch is, and are not packed yet: of a node that was here before they were. */
export const unpacked = table('search.unpacked', 'projection', { arrival: int(), first: int() }, ['arrival', 'first'])

/**
 * Acts that are wholly in the index, in the order in which that was first seen: who sees one place sees all before it. Making the index anew changes no
 * place. An act that was erased keeps its own, which leads nowhere.
 */
export const placed = table('search.placed', 'books', { arrival: int(), place: int() }, ['arrival'])

/** The last place that was given, in the row `index`. */
export const reached = table('search.reached', 'books', { name: text(), place: int() }, ['name'])
