import type { Instant } from '#kernel/instant.ts'
import type { Act } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { loadAct } from '#platform/record/load.ts'
import { lanePoint, placesOf, type Charter } from '#charter/charter.ts'
import { ripened } from '#charter/lane/key-changes.ts'
import { consentProof } from '#charter/lane/enterable.ts'
import type { Countersignatures, Ordered } from '#charter/lane/ordered.ts'
import { successionIn } from '#charter/lane/successor.ts'
import { keysOf } from '#charter/standing.ts'
import { countersignatures, orderables } from '#charter/record/tables.ts'

const pageRows = 200
/** Countersignatures of one act that are looked at: a party may send more than one. */
const mostSignatures = 1000

/** Acts that wait for an entry and have not expired, in the order in which they came. */
export async function* pendingActs(
  reads: Reads,
  charter: () => Charter,
  at: Instant,
): AsyncGenerator<Row<typeof orderables>> {
  for (let last = 0; ;) {
    const where = { arrival: { gt: last }, expires: { gt: at } }
    const page = await reads.select(orderables, { where, order: ['arrival'], limit: pageRows })
    const ordered = new Set([...placesOf(charter())].map(({ orders }) => orders))
    for (const row of page) if (!ordered.has(row.act)) yield row
    last = page.at(-1)?.arrival ?? last
    if (page.length < pageRows) return
  }
}

/**
 * The act as it would be judged if it were ordered now, with every countersignature that has come. A successor begins where it says, whatever
 * has been entered beyond.
 */
export async function asIfOrdered(
  reads: Reads,
  id: Act['id'],
  { charter: newest, at }: Pick<Ordered, 'charter' | 'at'>,
): Promise<Ordered | undefined> {
  const act = await loadAct(reads, id)
  if (act === undefined) return undefined
  const after = successionIn(act)?.after
  const point = (after === undefined ? undefined : lanePoint(newest, after)) ?? newest
  const charter = ripened(point, point.newest, at)
  return { charter, entry: charter.newest, act, at, signatures: await signaturesOf(reads, act, charter) }
}

/** One good set of signatures of each party's present root. */
async function signaturesOf(reads: Reads, act: Act, charter: Charter): Promise<Countersignatures> {
  const query = { where: { proposal: act.id }, order: ['arrival'], limit: mostSignatures } as const
  const good = new Map<Party, Countersignatures[number]>()
  for (const { party, signatures } of await reads.select(countersignatures, query)) {
    const keys = good.has(party) ? undefined : keysOf(charter, party)
    if (keys !== undefined && consentProof(act)(act, signatures, { keys }) === undefined)
      good.set(party, { party, signatures })
  }
  return [...good.values()].toSorted((one, other) => (one.party < other.party ? -1 : 1))
}
