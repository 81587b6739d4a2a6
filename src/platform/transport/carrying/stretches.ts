import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { countingForNothing } from '#platform/journal/received-proofs.ts'
import { streamsTo, type Mark } from '../mark.ts'
import { streamNames } from '../ports.ts'
import { deliveries, parcels } from '../tables.ts'

/** What a person asks to carry: everything the peer is not known to have, or one stream after a number that he says. */
export interface Wish {
  readonly to: Party
  readonly stream?: string
  readonly after?: number
}

/** A stretch of one of our streams, from the parcel after `after` on. */
export interface Stretch extends Mark {
  readonly after: number
}

const pageParcels = 256

/** The stretches to carry, `main` always among them: a head without parcels says that there are none. */
export async function stretchesOf(reads: Reads, wish: Wish): Promise<readonly Stretch[] | Refusal> {
  const all = await Promise.all(streamNames.map((kind) => streamsTo(reads, wish.to, kind)))
  const { stream, after } = wish
  if (stream === undefined && after === undefined) {
    const found = await Promise.all(all.flat().map(async (one) => ({ ...one, after: await coveredIn(reads, one) })))
    return found.filter((one) => one.stream === 'main' || one.number > one.after)
  }
  const [main = []] = all
  const chosen = stream === undefined ? main.at(-1) : all.flat().find((one) => one.stream === stream)
  if (chosen === undefined || (after ?? 0) > chosen.number) return refuse('not-found', 'protocol 7: offline')
  return [{ ...chosen, after: after ?? (await coveredIn(reads, chosen)) }]
}

/**
 * The last parcel of which the peer has told any outcome, by a receipt that counts. Receipts themselves are never receipted, so those after it go again; what
 * the peer misses before it he names when he imports.
 */
async function coveredIn(reads: Reads, { peer, stream }: Mark): Promise<number> {
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const page = await reads.select(parcels, {
      where: { peer, stream, number: { lt: before } },
      order: ['-number'],
      limit: pageParcels,
      columns: ['number', 'act'],
    })
    const told = await reads.select(deliveries, {
      where: { party: peer, act: { in: page.map(({ act }) => act) } },
      columns: ['act', 'receipt'],
    })
    const nothing = await countingForNothing(reads, [...new Set(told.map(({ receipt }) => receipt))])
    const known = new Set(told.flatMap(({ act, receipt }) => (nothing.has(receipt) ? [] : [act])))
    const covered = page.find(({ act }) => known.has(act))
    if (covered !== undefined) return covered.number
    const last = page.at(-1)
    if (last === undefined || page.length < pageParcels) return 0
    before = last.number
  }
}
