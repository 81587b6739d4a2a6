import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Row } from '#platform/db/table.ts'
import { acts } from '#platform/record/tables.ts'
import { handed } from './tables.ts'

/** An act whose files are on their way. */
export type WaitingAct = Row<typeof acts>

/** Acts whose files one peer is asked for, and after which of its own, by arrival, to go on; 0 when those are over. */
export interface FileQueue {
  readonly rows: readonly WaitingAct[]
  readonly after: number
}

/** Acts whose files are asked for in one round, of each sort. */
const atOnce = 16
/** Acts handed on that are looked through for such as wait, the newest. */
const handedLooked = 256

/**
 * What a peer is asked for in a round: files of its own acts, page by page, since one that it does not hand out is to hold up no other; of
 * acts that it handed on; and of acts of ours that came back, where it may have them.
 */
export async function filesFrom(reads: Reads, peer: Party, { after }: Pick<FileQueue, 'after'>): Promise<FileQueue> {
  const where = { standing: 'fetching', author: peer, arrival: { gt: after } } as const
  const theirs = await reads.select(acts, { where, order: ['arrival'], limit: atOnce })
  const others = await handedAmong(reads, theirs)
  const rows = [...theirs.filter(({ act }) => !others.has(act)), ...(await handedBy(reads, peer))]
  return { rows, after: theirs.length === atOnce ? (theirs.at(-1)?.arrival ?? 0) : 0 }
}

/** Acts of ours that came back without their files. */
export async function filesLost(reads: Reads, inVain: ReadonlySet<ActId>): Promise<readonly WaitingAct[]> {
  const where = { standing: 'fetching', own: true } as const
  const rows = await reads.select(acts, { where, order: ['arrival'], limit: 256 })
  return rows.filter(({ act }) => !inVain.has(act)).slice(0, atOnce)
}

/** Acts that did not come from their author: he has not been heard to hand out their files. */
async function handedAmong(reads: Reads, rows: readonly WaitingAct[]): Promise<ReadonlySet<ActId>> {
  if (rows.length === 0) return new Set()
  const where = { act: { in: rows.map(({ act }) => act) } }
  return new Set((await reads.select(handed, { where, columns: ['act'] })).map(({ act }) => act))
}

async function handedBy(reads: Reads, peer: Party): Promise<readonly WaitingAct[]> {
  const rows = await reads.select(handed, { where: { peer }, order: ['-at'], limit: handedLooked, columns: ['act'] })
  if (rows.length === 0) return []
  const where = { act: { in: rows.map(({ act }) => act) }, standing: 'fetching' } as const
  return reads.select(acts, { where, order: ['arrival'], limit: atOnce })
}
