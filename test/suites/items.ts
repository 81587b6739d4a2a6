import type { Store } from '#platform/db/store.ts'
import { bool, bytes, insert, int, json, nullable, table, text, texts } from '#platform/db/table.ts'
import type { Query, Row } from '#platform/db/table.ts'

/** A table with every type of column and a key of two. Its DDL: test/suites/sql/001-items.sql. */
export const items = table(
  'suite.item',
  'books',
  {
    shelf: text(),
    place: int(),
    name: nullable(text()),
    isOpen: bool(),
    content: nullable(bytes()),
    tags: texts(),
    extra: nullable(json()),
  },
  ['shelf', 'place'],
)
/** A table whose key is one text. */
export const notes = table('suite.note', 'books', { id: text(), said: text() }, ['id'])

export type Item = Row<typeof items>

export function item(place: number, more: Partial<Item> = {}): Item {
  return { shelf: 'a', place, name: null, isOpen: false, content: null, tags: [], extra: null, ...more }
}

/** A database under test: `connect` answers a further process's store on the same database. */
export interface OpenStore extends AsyncDisposable {
  readonly store: Store
  connect(): Promise<Store>
}

/** States one claim about an adapter. */
export type Rule = (claim: string, body: (opened: OpenStore) => Promise<void>) => void

export const fill = async (store: Store, rows: readonly Item[]): Promise<void> => {
  await store.transaction((tx) => tx.apply(rows.map((row) => insert(items, row))))
}
export const places = async (store: Store, query: Query<typeof items>): Promise<readonly number[]> =>
  (await store.select(items, query)).map((row) => row.place)
