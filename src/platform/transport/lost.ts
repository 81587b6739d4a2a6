import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { acts } from '#platform/record/tables.ts'
import { lost, unasked } from './tables.ts'

/** What a restored node does not have any more, as far as its addressees have said. */
export interface LostParcels {
  /** Parcels of ours, `from` to `to`, that their addressee took in and cannot give back; `act` where it still knows which. */
  readonly parcels: readonly {
    readonly peer: Party
    readonly stream: string
    readonly from: number
    readonly to: number
    readonly act?: ActId
  }[]
  /** Acts of ours that came back and whose files nobody has given back yet. */
  readonly withoutFiles: readonly ActId[]
  /** Peers that have not said yet what they hold. */
  readonly asking: readonly Party[]
}

const mostListed = 10_000

export async function lostParcels(reads: Reads): Promise<LostParcels> {
  const rows = await reads.select(lost, { limit: mostListed })
  const waiting = await reads.select(acts, {
    where: { standing: 'fetching', own: true },
    columns: ['act'],
    limit: mostListed,
  })
  const open = await reads.select(unasked, { limit: mostListed })
  return {
    parcels: rows.map(({ peer, stream, number: from, upto: to, act }) => {
      return { peer, stream, from, to, ...(act === null ? {} : { act }) }
    }),
    withoutFiles: waiting.map(({ act }) => act),
    asking: open.map(({ peer }) => peer),
  }
}
