import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openParcel } from '#protocol/parcel/sealed.ts'
import type { Reads } from '#platform/db/store.ts'
import { update, type Row, type Where } from '#platform/db/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { owe, type Taken } from './incoming.ts'
import { isPassing, nameOf, takenIn } from './passing.ts'
import type { TakingPorts } from './taking.ts'
import { received } from './tables.ts'

/** Parcels judged again in one transaction's time each; those beyond wait for the next round. */
const atOnce = 500

type Held = Row<typeof received>

/**
 * Parcels that named what this node lacked go through the door once more, in the order in which they came from each peer. What still lacks
 * it stays held. Answers how many are decided now.
 */
export async function judgeHeld(ports: TakingPorts): Promise<number> {
  return judgeRows(ports, await heldRows(ports, { code: { not: untold } }))
}

/** Under a seal that was frozen, with nothing said of it yet: only an entry of the charter decides, and who sends more is refused. */
export const untold = 'trust-unsaid'
/** So many of one peer wait at once. */
export const mostUntold = 1000

/** Of one peer, whenever an entry may have decided. */
export async function judgeUntold(ports: TakingPorts, peer: Party): Promise<number> {
  return judgeRows(ports, await heldRows(ports, { code: untold, peer }, mostUntold))
}

function heldRows({ store }: TakingPorts, which: Where<typeof received>, limit = atOnce): Promise<readonly Held[]> {
  return store.select(received, { where: { outcome: 'held', ...which }, order: ['peer', 'stream', 'number'], limit })
}

/** Since when the first of these has waited; `undefined` where none does. */
export async function firstHeld(reads: Reads, where: Where<typeof received>): Promise<Instant | undefined> {
  const [first] = await reads.select(received, {
    where,
    order: ['peer', 'stream', 'number'],
    columns: ['at'],
    limit: 1,
  })
  return first?.at
}

async function judgeRows(ports: TakingPorts, rows: readonly Held[]): Promise<number> {
  let decided = 0
  for (const row of rows) {
    const taken = await takenIn(() => again(ports, row)).catch((error: unknown) => {
      if (isPassing(error)) throw error
      ports.log({
        level: 'error',
        event: 'held-parcel-failed',
        peer: row.peer,
        number: row.number,
        error: nameOf(error),
      })
      return undefined
    })
    if (taken === undefined || taken.outcome === 'held') continue
    decided += 1
    for (const name of taken.removes) await ports.blobs.remove(name)
  }
  return decided
}

async function again(ports: TakingPorts, { peer, stream, number, header, sealed }: Held): Promise<Taken | undefined> {
  if (sealed === null) return undefined
  const opened = await openParcel({ header, sealed }, ports.keyring)
  if (isRefusal(opened)) return undefined
  return ports.store.transaction(async (tx) => {
    const row = await tx.lock(received, { peer, stream, number })
    if (row?.outcome !== 'held') return undefined
    const taken = await ports.door(tx, peer, opened)
    if (taken.outcome === 'held') return taken
    const { outcome, refusal } = taken
    const kept = outcome === 'quarantined' ? {} : { sealed: null }
    const why = { code: refusal?.code ?? null, rule: refusal?.rule ?? null }
    await tx.apply([
      update(received, { peer, stream, number }, { outcome, ...why, ...kept }),
      ...(await owe(tx, taken.owes, ports.clock.now())),
    ])
    tx.ring('due')
    return taken
  })
}
