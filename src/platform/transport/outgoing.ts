import type { Act, ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert, remove, update, type Change } from '#platform/db/table.ts'
import type { StreamName } from './ports.ts'
import { outbox, parcels } from './tables.ts'

export function streamOf(act: Act): StreamName {
  return act.said.label.exercise === undefined ? 'main' : 'exercise'
}

/** One row per addressee for the carrier, which numbers and seals them afterwards, urgent ones first. */
export async function send(
  tx: Transaction,
  act: Act,
  to: readonly Party[],
  urgent: boolean,
): Promise<readonly Change[]> {
  const stream = streamOf(act)
  const rows: Change[] = []
  for (const peer of to) {
    const place = await tx.next('transport.place')
    rows.push(insert(outbox, { place, peer, stream, act: act.id, urgent, withheld_code: null, withheld_rule: null }))
  }
  return rows
}

/** An act of ours that was taken back: what is queued goes no more, what is sealed is served as `recalled`. */
export function withdraw(act: ActId): readonly Change[] {
  return [remove(outbox, { act }), update(parcels, { act }, { sealed: null })]
}
