import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { items } from '#platform/record/tables.ts'
import { deliveries } from '#platform/transport/tables.ts'
import { following, replies, type alerts } from './tables.ts'

export type AlertRow = Row<typeof alerts>
export type ReplyRow = Row<typeof replies>

/** What stands beside alerts. However much a party says of one, what is read of it is bounded: an alert followed, seen, answered, delivered. */
export interface Facts {
  readonly items: ReadonlyMap<ActId, Row<typeof items>>
  /** What took an alert's place, or ended it, as its author says under its own label. */
  readonly next: ReadonlyMap<ActId, Row<typeof following>>
  /** Under the alert's own label: what is said under another, or of another exercise or none, counts for nothing. */
  readonly said: ReadonlyMap<ActId, readonly ReplyRow[]>
  readonly outcomes: ReadonlyMap<ActId, readonly Row<typeof deliveries>[]>
}

/** Rows that a page of alerts has beside it at most: of each alert a few, of each party of the coalition. */
const most = 100_000

export async function factsOf(reads: Reads, self: Party, rows: readonly AlertRow[]): Promise<Facts> {
  const acts = { in: rows.map(({ act }) => act) }
  const listed = await reads.select(items, { where: { act: acts }, limit: most })
  const said = await repliesTo(reads, rows)
  const outcomes = await reads.select(deliveries, { where: { act: acts }, limit: most })
  const says = [...said.map(({ act }) => act), ...outcomes.map(({ receipt }) => receipt)]
  // What is unrecorded or untrusted satisfies nothing: neither an answer nor a receipt counts.
  const nothing = await countingForNothing(reads, [...new Set(says)])
  return {
    items: new Map(listed.map((item) => [item.act, item])),
    next: await nextOf(reads, self, rows),
    said: Map.groupBy(
      said.filter(({ act }) => !nothing.has(act)),
      ({ about }) => about,
    ),
    outcomes: Map.groupBy(
      outcomes.filter(({ receipt }) => !nothing.has(receipt)),
      ({ act }) => act,
    ),
  }
}

async function repliesTo(reads: Reads, rows: readonly AlertRow[]): Promise<readonly ReplyRow[]> {
  const found: ReplyRow[] = []
  for (const { of, under } of groupsOf(rows, ({ level, category, exercise }) => [level, category, exercise])) {
    const where = { about: { in: of }, ...under }
    found.push(...(await reads.select(replies, { where, limit: most })))
  }
  return found
}

/**
 * A cancellation weighs more than an update. Of our own both may stand: the update went to whoever may still be told, the cancellation to
 * the others, and here the update counts.
 */
async function nextOf(reads: Reads, self: Party, rows: readonly AlertRow[]) {
  const found = new Map<ActId, Row<typeof following>>()
  const keyOf = ({ author, level, category, exercise }: AlertRow) => [author, level, category, exercise]
  for (const { of, author, under } of groupsOf(rows, keyOf)) {
    const first = await reads.select(following, {
      where: { about: { in: of }, author, ...under },
      order: [author === self ? '-type' : 'type', 'sent', 'act'],
      each: 'about',
      most: 1,
      limit: of.length,
    })
    for (const row of first) found.set(row.about, row)
  }
  return found
}

/** Alerts of one page that are asked about together, under one author and label, or one label. */
function groupsOf(rows: readonly AlertRow[], keyOf: (row: AlertRow) => readonly string[]) {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { author, level, category, exercise } = first
    return [{ of: group.map(({ act }) => act), author, under: { level, category, exercise } }]
  })
}
