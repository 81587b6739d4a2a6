import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { int, nullable, table, text } from '#platform/db/table.ts'

/** Of a share what its objects' place in the collections, and who may see them, depends on. */
const seen = {
  arrival: int(),
  act: text<ActId>(),
  author: text<Party>(),
  level: text(),
  category: text(),
}

/**
 * When a share's objects were added to the collections: those from `first` to `last`, microseconds since 1970, one each, in the order of
 * the bundle. Given once, in the order in which shares are seen, and kept over a rebuild: clients go on from there.
 */
export const added = table(
  'exchange.added',
  'books',
  {
    ...seen,
    first: int(),
    last: int(),
    /** The profile under which it was posted. */
    collection: nullable(text()),
  },
  ['arrival'],
)

/** Shares that wait for their dates; a rebuild asks for all of them again, and those that have theirs keep it. */
export const undated = table('exchange.undated', 'projection', { ...seen, objects: int() }, ['arrival'])

/** One row, the last date given: whoever gives the next holds it until they are seen. No backup keeps it. */
export const dated = table('exchange.dated', 'projection', { name: text(), last: int() }, ['name'])
