import { searchOver, type Showing } from './found.ts'
import type { Batch, Batches, BatchPlace, BatchQuery, Index } from './matches.ts'
import { hashBytesOf, type PostingBlock, type SoughtWord } from './postings.ts'
import type { Search } from './search.ts'
import { typesBucket } from './types-row.ts'

/** Runs one statement with parameters, outside any transaction; int8 comes as a number. Planned anew each time. */
export type QueryRows = (text: string, values: readonly unknown[]) => Promise<readonly unknown[]>

/** So many words are looked for by the statement; whether the others stand there is seen in what it answers. */
const joinedWords = 4
/** Of so many rows of each word it is counted in how many it stands, up to so many. */
const probedRows = 1024
const rareRows = 64

/** Search in the node's PostgreSQL. */
export function postgresSearch(query: QueryRows, showing: Showing): Search {
  const index: Index = {
    rarestFirst: (words) => rarestFirst(query, words),
    batches: (asked) => batchesOf(query, asked),
  }
  return searchOver(index, showing)
}

async function rarestFirst(query: QueryRows, words: readonly SoughtWord[]): Promise<readonly SoughtWord[]> {
  if (words.length < 2) return words
  const probed = words.slice(0, joinedWords)
  const counts = probed.map(
    (_, at) =>
      `(SELECT count(*) FROM (SELECT FROM (SELECT words FROM search.posting WHERE bucket = ANY ($${at * 2 + 1}::bigint[]) LIMIT ${probedRows}) AS p WHERE position($${at * 2 + 2}::bytea IN words) > 0 LIMIT ${rareRows}) AS held) AS c${at}`,
  )
  const values = probed.flatMap(({ anywhere, hash }) => [anywhere, hashBytesOf(hash)])
  const [row = {}] = (await query(`SELECT ${counts.join(', ')}`, values)) as readonly Readonly<Record<string, number>>[]
  const ranked = probed.map((word, at) => ({ word, count: row[`c${at}`] ?? 0 }))
  return [
    ...ranked.toSorted((one, other) => one.count - other.count).map(({ word }) => word),
    ...words.slice(joinedWords),
  ]
}

/** Parameters before those of the words. */
const firstOfWords = 13

/**
 * Batches that hold the first word, from a place on: in each of its buckets the rest of the act at that place, then acts before it, newest first. Each
 * part is a walk along the index, which ends at the limit, however often the word stands there; the other words are looked for in these batches alone.
 */
function batchesSql(buckets: readonly (readonly number[])[]): string {
  const [driver = [], ...others] = buckets
  const hash = `$${firstOfWords}::bytea`
  const part = (bucket: string, at: number, place: string, order: string): string => `
    (SELECT ${at} AS part, p.arrival, p.first, e.act, e.author, e.source, e.at, e.level, e.category
    FROM search.posting AS p
    JOIN search.entry AS e ON e.arrival = p.arrival
    WHERE p.bucket = ${bucket} AND ${place} AND position(${hash} IN p.words) > 0
      AND e.level = ANY ($1::text[])
      AND ($2::text[] IS NULL OR e.category = ANY ($2::text[]))
      AND ($3::text IS NULL OR e.author = $3::text)
      AND ($4::text IS NULL OR e.at >= $4::text)
      AND ($5::text IS NULL OR e.at < $5::text)
      AND ($6::text IS NULL OR e.author <> $6::text)
      AND ($11::bigint IS NULL OR p.arrival >= $12::bigint AND EXISTS (SELECT FROM search.placed AS n WHERE n.arrival = p.arrival AND n.place > $11::bigint))
    ORDER BY ${order} LIMIT $9)`
  const parts = driver.flatMap((_, at) => {
    const bucket = `$${firstOfWords + 1 + at}::bigint`
    return [
      part(bucket, at * 2, 'p.arrival = $7::bigint AND p.first > $8::bigint', 'p.first'),
      part(bucket, at * 2 + 1, 'p.arrival < $7::bigint', 'p.arrival DESC'),
    ]
  })
  const place = 'q.arrival = c.arrival AND q.first = c.first'
  const joined = others.map((_, at) => {
    const parameter = firstOfWords + 1 + driver.length + at * 2
    const before = at === 0 ? '' : `w${at - 1}.held AND `
    return `LEFT JOIN LATERAL (SELECT true AS held FROM search.posting AS q
      WHERE ${before}q.bucket = ANY ($${parameter}::bigint[]) AND ${place} AND position($${parameter + 1}::bytea IN q.words) > 0 LIMIT 1) AS w${at} ON true`
  })
  const held = others.length === 0 ? '' : `w${others.length - 1}.held AND `
  return `
  WITH c AS MATERIALIZED (${parts.join('\n    UNION ALL')})
  SELECT c.*, p.bucket, p.words
  FROM c
  ${joined.join('\n  ')}
  LEFT JOIN LATERAL (SELECT q.bucket, q.words FROM search.posting AS q WHERE ${held}q.bucket = ANY ($10::bigint[]) AND ${place} OFFSET 0) AS p ON true
  ORDER BY c.arrival DESC, c.first`
}

/** A row of the statement: a batch, which part told of it, and one of its blocks, if it has all words. */
type BlockRow = Omit<Batch, 'blocks'> & { readonly part: number } & (PostingBlock | { readonly bucket: null })

async function batchesOf(query: QueryRows, asked: BatchQuery): Promise<Batches> {
  const { words, author, notAuthor, since, until, reader, limit, types, news } = asked
  const after = asked.after ?? { arrival: Number.MAX_SAFE_INTEGER, first: 0 }
  const joined = words.slice(0, joinedWords)
  const categories = reader.categories === 'all' ? null : reader.categories
  const seen = [reader.levels, categories, author ?? null, since ?? null, until ?? null, notAuthor ?? null]
  const buckets = words.flatMap((word) => word.buckets)
  const [driver, ...others] = joined
  const told = types === true ? [...buckets, typesBucket] : buckets
  const around = [after.arrival, after.first, limit, told, news?.place ?? null, news?.from ?? null]
  const of = others.flatMap((word) => [word.buckets, hashBytesOf(word.hash)])
  const values = [...seen, ...around, hashBytesOf(driver?.hash ?? 0), ...(driver?.buckets ?? []), ...of]
  const rows = (await query(batchesSql(joined.map((word) => word.buckets)), values)) as readonly BlockRow[]
  const end = endOf(rows, { after, limit })
  const within = end === undefined ? rows : rows.filter((row) => !isBehind(row, end))
  const batches = Map.groupBy(within, (row) => `${row.arrival} ${row.first}`)
  return {
    batches: [...batches.values()].flatMap((held) =>
      held.slice(0, 1).map(({ part: _, bucket: __, ...of }) => ({ ...of, blocks: held.filter(isBlock) })),
    ),
    ...(end === undefined ? {} : { after: end }),
  }
}

const isBlock = (row: BlockRow): row is BlockRow & PostingBlock => row.bucket !== null

const isBehind = (one: BatchPlace, end: BatchPlace): boolean =>
  one.arrival < end.arrival || (one.arrival === end.arrival && one.first > end.first)

/** How far all parts go: one that has as many as the limit may lack what is behind its last act, or its last batch of the act at the place. */
function endOf(
  rows: readonly BlockRow[],
  { after, limit }: { readonly after: BatchPlace; readonly limit: number },
): BatchPlace | undefined {
  const ends: BatchPlace[] = []
  for (const told of Map.groupBy(rows, ({ part }) => part).values()) {
    const places = new Map(told.map((row) => [`${row.arrival} ${row.first}`, row]))
    const last = [...places.values()].at(-1)
    if (last === undefined || places.size < limit) continue
    ends.push(last.arrival === after.arrival ? last : { arrival: last.arrival, first: -1 })
  }
  const [end] = ends.toSorted((one, other) => other.arrival - one.arrival || one.first - other.first)
  return end === undefined ? undefined : { arrival: end.arrival, first: end.first }
}
