import { addMs, type Instant } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { acts } from '#platform/record/tables.ts'
import { placesOf, type Charter } from '#charter/charter.ts'
import { consentsFor, ruleOn } from '#charter/lane/enterable.ts'
import type { Ordered } from '#charter/lane/ordered.ts'
import { entererOf } from '#charter/lane/successor.ts'
import { countersignatures } from '#charter/record/tables.ts'
import { asIfOrdered, pendingActs } from './pending.ts'

const dayMs = 86_400_000

/** How long the depositary may take, where the rules of procedure do not say. */
export const enterWithinMs = ({ procedure }: Charter): number => procedure.enterWithinMs ?? dayMs

/** An act that has all it takes, and the moment from which its depositary has failed its duty. */
export interface Owed {
  readonly act: ActId
  readonly subject: string
  readonly depositary: Party
  readonly dueBy: Instant
}

interface Asked {
  readonly charter: Charter
  readonly at: Instant
}

/** Acts to which the depositary owes a place for longer than it may, the oldest first. */
export async function overdueActs(reads: Reads, asked: Asked, limit: number): Promise<readonly Owed[]> {
  const found: Owed[] = []
  for await (const { act, subject } of pendingActs(reads, () => asked.charter, asked.at)) {
    const ordered = await asIfOrdered(reads, act, asked)
    const dueBy = ordered === undefined ? undefined : await dueByOf(reads, ordered, subject)
    if (dueBy !== undefined && dueBy <= asked.at) {
      found.push({ act, subject, depositary: asked.charter.depositary, dueBy })
    }
    if (found.length >= limit) break
  }
  return found
}

/**
 * By when the depositary must have entered an act: its time runs from when this node had the act and the signatures that it takes, and from the
 * last entry about its subject, before which it may have had no place. `undefined` for what is not owed a place.
 */
export async function dueByOf(reads: Reads, ordered: Ordered, subject: string): Promise<Instant | undefined> {
  const { charter, act } = ordered
  if (entererOf(charter, act) !== charter.depositary || ruleOn(ordered).kind !== 'adopted') return undefined
  const last = charter.lastAbout.get(subject)
  const since = [
    ...(await cameAt(reads, [act.id])),
    ...(await signedAt(reads, ordered)),
    ...placesOf(charter)
      .filter((place) => place.act === last)
      .map(({ at }) => at),
  ]
  return addMs(since.reduce(later), enterWithinMs(charter))
}

/** When the last signature of those that were needed came. */
async function signedAt(reads: Reads, ordered: Ordered): Promise<readonly Instant[]> {
  const consents = consentsFor(ordered)
  if (consents === undefined) return []
  const where = { proposal: ordered.act.id, party: { in: [...consents.signed] } }
  const rows = await reads.select(countersignatures, { where, order: ['arrival'], limit: 1000 })
  const first = new Map(rows.toReversed().map(({ party, act }) => [party, act]))
  const came = (await cameAt(reads, [...first.values()])).toSorted()
  return came.slice(consents.needed - 1, consents.needed)
}

async function cameAt(reads: Reads, ids: readonly ActId[]): Promise<readonly Instant[]> {
  const where = { act: { in: [...ids] } }
  const rows = await reads.select(acts, { where, columns: ['arrived_at'], limit: 1000 })
  return rows.map(({ arrived_at: at }) => at)
}

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other)
