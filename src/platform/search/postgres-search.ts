import { searchOver, type Showing } from './found.ts'
import type { Batch, BatchQuery } from './matches.ts'
import type { Search } from './search.ts'
import { typesBucket } from './types-row.ts'

/** Runs one statement with parameters, outside any transaction; int8 comes as a number. Planned anew each time. */
export type QueryRows = (text: string, values: readonly unknown[]) => Promise<readonly unknown[]>

/** So many words are looked for by the statement; whether the others stand there is seen in what it answers. */
const joinedWords = 4

/** Rows of one word from `$11` on; the others' rows are joined to them. */
function batchesSql(words: number): string {
  const others = Array.from(
    { length: words - 1 },
    (_, at) =>
      `JOIN search.posting AS p${at} ON p${at}.arrival = p.arrival AND p${at}.first = p.first AND p${at}.bucket = ANY ($${at + 12}::bigint[])`,
  )
  return `
  WITH batch AS (
    SELECT e.act, e.author, e.source, e.at, e.level, e.category, p.arrival, p.first
    FROM search.posting AS p
    JOIN search.entry AS e ON e.arrival = p.arrival
    ${others.join('\n    ')}
    WHERE p.bucket = ANY ($11::bigint[])
      AND e.level = ANY ($1::text[])
      AND ($2::text[] IS NULL OR e.category = ANY ($2::text[]))
      AND ($3::text IS NULL OR e.author = $3::text)
      AND ($4::text IS NULL OR e.at >= $4::text)
      AND ($5::text IS NULL OR e.at < $5::text)
      AND ($7::bigint IS NULL OR (p.arrival <= $7::bigint AND (p.arrival < $7::bigint OR p.first > $8::bigint)))
      AND ($6::text IS NULL OR e.author <> $6::text)
    ORDER BY p.arrival DESC, p.first
    LIMIT $9
  )
  SELECT batch.*, p.bucket, p.words
  FROM batch
  JOIN search.posting AS p ON p.arrival = batch.arrival AND p.first = batch.first AND p.bucket = ANY ($10::bigint[])
  ORDER BY batch.arrival DESC, batch.first`
}

/** A row of the statement: a batch and one of its blocks. */
type BlockRow = Omit<Batch, 'blocks'> & Batch['blocks'][number]

/** Search in the node's PostgreSQL. */
export function postgresSearch(query: QueryRows, showing: Showing): Search {
  return searchOver(async ({ buckets, author, notAuthor, since, until, reader, after, limit, types }: BatchQuery) => {
    const joined = buckets.slice(0, joinedWords)
    const categories = reader.categories === 'all' ? null : reader.categories
    const seen = [reader.levels, categories, author ?? null, since ?? null, until ?? null, notAuthor ?? null]
    const from = [after?.arrival ?? null, after?.first ?? null]
    const values = [
      ...seen,
      ...from,
      limit,
      types === true ? [...buckets.flat(), typesBucket] : buckets.flat(),
      ...joined,
    ]
    const rows = (await query(batchesSql(joined.length), values)) as readonly BlockRow[]
    const batches = Map.groupBy(rows, ({ arrival, first }) => `${arrival} ${first}`)
    return [...batches.values()].flatMap((blocks) => blocks.slice(0, 1).map((row) => ({ ...row, blocks })))
  }, showing)
}
