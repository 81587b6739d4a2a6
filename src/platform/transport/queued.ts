import type { Party } from '#protocol/identity/party.ts'
import { Together } from '#platform/clock/together.ts'
import type { Reads } from '#platform/db/store.ts'
import { streamNames } from './ports.ts'
import { outbox } from './tables.ts'

/** Rows that are looked through for all peers; where there are more, each peer asks for itself. */
const mostRows = 200

type Queued = ReadonlyMap<Party, ReadonlySet<string>>

const looks = new WeakMap<Reads, Together<Queued | undefined>>()
const none: ReadonlySet<string> = new Set()

/** In which streams anything waits to be numbered for a peer. Every act wakes the carriers of all peers: they look together. */
export async function queuedFor(reads: Reads, peer: Party): Promise<ReadonlySet<string>> {
  const look = looks.get(reads) ?? new Together(() => queuedIn(reads))
  looks.set(reads, look)
  const known = await look.ask()
  if (known !== undefined) return known.get(peer) ?? none
  const counts = await Promise.all(
    streamNames.map((stream) => reads.count(outbox, { peer, stream, withheld_code: null }, 1)),
  )
  return new Set(streamNames.filter((_, at) => (counts[at] ?? 0) > 0))
}

/** In the order of the index of what waits: nothing that is held back is passed over on the way. */
async function queuedIn(reads: Reads): Promise<Queued | undefined> {
  const where = { withheld_code: null }
  const rows = await reads.select(outbox, {
    where,
    order: ['peer', '-urgent', 'place'],
    limit: mostRows,
    columns: ['peer', 'stream'],
  })
  if (rows.length === mostRows) return undefined
  const byPeer = Map.groupBy(rows, ({ peer }) => peer)
  return new Map(Array.from(byPeer, ([peer, some]) => [peer, new Set(some.map(({ stream }) => stream))]))
}
