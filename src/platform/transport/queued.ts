import type { Party } from '#protocol/identity/party.ts'
import { Together } from '#platform/clock/together.ts'
import type { Reads } from '#platform/db/store.ts'
import type { StreamName } from './ports.ts'
import { outbox } from './tables.ts'

/** Rows that are looked through for all peers; where there are more, each peer asks for itself. */
const mostRows = 200

type Queued = ReadonlySet<string>

const looks = new WeakMap<Reads, Together<Queued | undefined>>()

/** Whether anything waits to be numbered for a peer in a stream. Every act wakes the carriers of all peers: they look together. */
export async function isQueued(reads: Reads, peer: Party, stream: StreamName): Promise<boolean> {
  const look = looks.get(reads) ?? new Together(() => queuedIn(reads))
  looks.set(reads, look)
  const known = await look.ask()
  if (known !== undefined) return known.has(`${stream} ${peer}`)
  return (await reads.count(outbox, { peer, stream, withheld_code: null }, 1)) > 0
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
  return rows.length === mostRows ? undefined : new Set(rows.map(({ peer, stream }) => `${stream} ${peer}`))
}
