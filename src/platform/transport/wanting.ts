import { addMs, type Instant } from '#kernel/instant.ts'
import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { keep } from '#platform/db/table.ts'
import { acts, tombstones } from '#platform/record/tables.ts'
import { receiptKind, reportedIn } from './receipts.ts'
import { handed, received, wanted } from './tables.ts'

/** Cadences for which an author is given time to send what another addressee already has; and no less than a few pulls. */
const patientCadences = 3
const patientMs = 5000
/** Acts wanted of one peer at a time: a receipt may name what does not exist. */
const maxWanted = 1024

/** When a receipt was taken in, and how often authors make checkpoints. */
export interface Heard {
  readonly at: Instant
  readonly cadenceMs: number
}

/**
 * Notes what a receipt of another addressee names and we lack (protocol.md 7). Every author is pulled from all the time; who reported an
 * act is asked for it only when none has sent it meanwhile. Anything but a receipt names nothing.
 */
export async function wantReported(tx: Transaction, receipt: Act, { at, cadenceMs }: Heard): Promise<void> {
  if (receipt.said.kind !== receiptKind) return
  const named = reportedIn(receipt).flatMap(({ act, outcome }) =>
    outcome === 'delivered' || outcome === 'unrecorded' ? [act] : [],
  )
  const lacking = await lackingAmong(tx, [...new Set(named)])
  if (lacking.length === 0) return
  const peer = receipt.said.author
  const room = maxWanted - (await tx.count(wanted, { peer }, maxWanted))
  const askAt = addMs(at, Math.max(patientMs, patientCadences * cadenceMs))
  await tx.apply(lacking.slice(0, room).map((act) => keep(wanted, { act, peer, ask_at: askAt, asked: 0 })))
}

/** Acts that are not here, never came in, were not handed on, and were not recalled. */
export async function lackingAmong(reads: Reads, named: readonly ActId[]): Promise<readonly ActId[]> {
  const known = new Set<ActId>()
  const missing = () => named.filter((act) => !known.has(act))
  for (const table of [acts, received, handed, tombstones]) {
    const act = { in: missing() }
    if (act.in.length === 0) return []
    for (const row of await reads.select(table, { where: { act }, columns: ['act'] })) known.add(row.act)
  }
  return missing()
}
