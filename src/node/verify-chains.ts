import { beforeFirst, nextInChain, type ChainFault, type Linked } from '#protocol/parcel/chain.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Row } from '#platform/db/table.ts'
import { lost, parcels, received, sources, streams } from '#platform/transport/tables.ts'
import { takingPorts } from './links.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'
import type { Damage } from './verify.ts'

type Chained = typeof parcels | typeof received

/** One stream as this node keeps it: our parcels to a peer, or the peer's to us. */
interface Chain {
  readonly table: Chained
  readonly peer: Party
  readonly stream: string
  /** Raw `link` keys, present and former, of whoever signed the headers. */
  readonly keys: readonly Uint8Array[]
}

const pageRows = 500

/** The headers of every stream, ours and theirs: signed, numbered without gap, each naming the one before. */
export async function verifyChains(
  ports: NodePorts,
  { house }: Pick<Node, 'house'>,
  count: (parcels: number) => void,
): Promise<Damage | undefined> {
  const { linkKeys } = takingPorts(ports, house)
  for (const peer of house.charter().parties.keys()) {
    for (const [table, signer] of [[parcels, house.self] as const, [received, peer] as const]) {
      const keys = linkKeys(signer)
      for (const stream of await streamsIn(ports, table, peer)) {
        const bad = await verifyChain(ports, { table, peer, stream, keys }, count)
        if (bad !== undefined) return bad
      }
    }
  }
  return undefined
}

async function streamsIn({ store }: NodePorts, table: Chained, peer: Party): Promise<readonly string[]> {
  const query = { where: { peer }, columns: ['stream'], limit: 10_000 } as const
  const rows = table === received ? await store.select(sources, query) : await store.select(streams, query)
  return rows.map(({ stream }) => stream)
}

async function verifyChain(
  ports: NodePorts,
  chain: Chain,
  count: (parcels: number) => void,
): Promise<Damage | undefined> {
  const { table, peer, stream } = chain
  const upto = table === received ? ((await ports.store.find(sources, { peer, stream }))?.cursor ?? 0) : undefined
  const gone =
    table === parcels ? await ports.store.select(lost, { where: { peer, stream, act: null }, limit: 10_000 }) : []
  let last = beforeFirst
  for (;;) {
    const where = { peer, stream, number: { gt: last.number } }
    const page = await ports.store.select(table, { where, order: ['number'], limit: pageRows })
    for (const row of page) {
      const isOpen =
        (upto !== undefined && row.number > upto) || gone.some((stretch) => stretch.upto === row.number - 1)
      const next = nextOf(row, chain, isOpen ? undefined : last)
      if (typeof next === 'string') return { what: table.name, id: `${peer}/${row.number}`, reason: next }
      last = next
    }
    count(page.length)
    if (page.length < pageRows) return undefined
  }
}

/** `last`: the header before; none beyond the cursor, where a file may have skipped numbers, and after what a restore has lost. */
function nextOf(row: Row<Chained>, { keys }: Chain, last: Linked | undefined): Linked | ChainFault {
  const next = nextInChain(row, keys, last)
  if (typeof next === 'string') return next
  const { number, act } = next.header
  return number === row.number && act === row.act ? next.linked : 'header'
}
