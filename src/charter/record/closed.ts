import type { Reads } from '#platform/db/store.ts'
import { loadAct } from '#platform/record/load.ts'
import type { Charter } from '../charter.ts'
import { closedAgreements, type ClosedProposal } from '../treaty/closed.ts'
import { closedActs } from './tables.ts'

/** Acts of closed agreements that are looked at: one party's, of all its years. */
const mostActs = 5000

/** Closed texts that this party sent or was sent, as the acts in its record make them. */
export async function closedHere(reads: Reads, charter: Charter): Promise<readonly ClosedProposal[]> {
  const rows = await reads.select(closedActs, { order: ['arrival'], limit: mostActs, columns: ['act'] })
  const acts = await Promise.all(rows.map(({ act }) => loadAct(reads, act)))
  return closedAgreements(
    charter,
    acts.flatMap((act) => act ?? []),
  )
}
