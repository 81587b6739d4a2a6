import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { bool, bytes, int, nullable, table, text } from '#platform/db/table.ts'

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

/**
 * The last date given, and the last up to which shares are laid out: whoever gives or lays out the next holds the row until it is seen. A third
 * row counts how often what is laid out was changed. No backup keeps them.
 */
export const dated = table('exchange.dated', 'projection', { name: text(), last: int() }, ['name'])

/** Name of the row of the last date given. */
export const clockName = 'added'
/** Name of the row that says how far shares are laid out. */
export const laidName = 'laid'
/** Name of the row that counts changes of what is laid out. */
export const changedName = 'changed'

/** Numbers of what is read together: objects of one author, level, category, profile and type, or of all types (`type` is empty). */
export const lanes = table(
  'exchange.lane',
  'projection',
  { author: text<Party>(), level: text(), category: text(), collection: nullable(text()), type: text(), lane: int() },
  ['lane'],
)

/**
 * Objects of a lane that stand near each other in one share, as bytes (places.ts). `last`: the date at which the stretch ends, whatever
 * stands there; `first`: that of the share's first object.
 */
export const stretches = table(
  'exchange.stretch',
  'projection',
  { lane: int(), last: int(), arrival: int(), first: int(), places: bytes() },
  ['lane', 'last'],
)

/**
 * Objects whose id stands in more than one place, of shares that are laid out. `lane`: of all types. `moment`: the sort key of their version.
 * `signed`: when their share was signed, and its act. `is_first`: no earlier one of the lane has that version; `is_newest`: it is such a first,
 * and none of the lane has a newer version; `is_earliest`: of the lane it was signed first.
 */
export const repeats = table(
  'exchange.repeat',
  'projection',
  {
    lane: int(),
    date: int(),
    arrival: int(),
    id: text(),
    moment: text(),
    signed: text(),
    is_first: bool(),
    is_newest: bool(),
    is_earliest: bool(),
  },
  ['lane', 'date'],
)
