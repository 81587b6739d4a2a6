import type { Instant } from '#kernel/instant.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import { insert, type Change } from '#platform/db/table.ts'
import { due, type Outcome, type Reported } from './tables.ts'

/** An outcome that its author, or another addressee, is to be told. */
export interface Owed {
  readonly peer: Party
  readonly act: ActId
  readonly outcome: Reported
  readonly refusal?: Refusal
  /** With `erased`: how often the content had left this node before. */
  readonly exported?: number
  /** Not told before; without it at once. */
  readonly dueAt?: Instant
}

/** What became of what came in: the outcome kept with the parcel, whom to tell, and blobs to remove once this is durable. */
export interface Taken {
  readonly outcome: Outcome
  readonly refusal?: Refusal
  readonly owes: readonly Owed[]
  readonly removes: readonly string[]
}

/** Queues outcomes for the receipts desk, which signs them together, at most once per second and party. */
export async function owe(tx: Transaction, owed: readonly Owed[], at: Instant): Promise<readonly Change[]> {
  const rows: Change[] = []
  for (const { peer, act, outcome, refusal, exported, dueAt } of owed) {
    const place = await tx.next('transport.place')
    const why = { code: refusal?.code ?? null, rule: refusal?.rule ?? null }
    rows.push(insert(due, { place, peer, act, outcome, ...why, at, exported: exported ?? 0, due_at: dueAt ?? at }))
  }
  return rows
}

/** When something owed to a party is next to be told; `undefined` where nothing is owed. */
export async function nextDue(reads: Reads, peer: Party): Promise<Instant | undefined> {
  const [first] = await reads.select(due, { where: { peer }, order: ['due_at'], limit: 1, columns: ['due_at'] })
  return first?.due_at
}
