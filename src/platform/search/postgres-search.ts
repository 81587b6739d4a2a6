import type { FoundRow } from './found.ts'
import { foundOf } from './found.ts'
import type { FoundPage, Search, SearchQuery, SearchReader } from './search.ts'
import { queryWordsOf } from './words.ts'

/** Runs one statement with parameters, outside any transaction; int8 comes as a number. Planned anew each time. */
export type QueryRows = (text: string, values: readonly unknown[]) => Promise<readonly unknown[]>

/** One statement: the GIN index gives what holds all words, the rest is a sort of those. */
const findSql = `
  SELECT act, author, position, object, type, name, excerpt, arrival, named
  FROM (
    SELECT act, author, position, object, type, name, excerpt, arrival, naming @> $1::text[] AS named
    FROM search.document
    WHERE words @> $1::text[]
      AND level = ANY ($2::text[])
      AND ($3::text[] IS NULL OR category = ANY ($3::text[]))
      AND ($4::text IS NULL OR type = $4::text)
      AND ($5::text IS NULL OR author = $5::text)
  ) AS hit
  WHERE $6::int IS NULL
    OR (CASE WHEN named THEN 0 ELSE 1 END, -arrival, act, position) > ($6::int, $7::bigint, $8::text, $9::bigint)
  ORDER BY CASE WHEN named THEN 0 ELSE 1 END, -arrival, act, position
  LIMIT $10`

const settleSql = `SELECT gin_clean_pending_list('search.document_words')`

/** A row of `findSql`. */
type Hit = FoundRow & { readonly named: boolean }

/** Search in the node's PostgreSQL. */
export function postgresSearch(query: QueryRows): Search {
  return {
    async settle() {
      await query(settleSql, [])
    },
    async find({ text, type, author }: SearchQuery, reader: SearchReader, page: FoundPage) {
      const words = queryWordsOf(text)
      if (words.length === 0 || reader.levels.length === 0) return []
      const categories = reader.categories === 'all' ? null : reader.categories
      const after = page.after ?? [null, null, null, null]
      const filters = [words, reader.levels, categories, type ?? null, author ?? null]
      const rows = await query(findSql, [...filters, ...after, page.limit])
      return (rows as readonly Hit[]).map((row) => foundOf(row, row.named, text))
    },
  }
}
