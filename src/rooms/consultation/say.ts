import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Reads, Transaction } from '#platform/db/store.ts'
import type { Change, Table } from '#platform/db/table.ts'
import type { Cursors } from '#platform/http/cursor.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record, type Composed } from '#charter/record/office.ts'

export interface ConsultationPorts {
  readonly house: House
  readonly cursors: Cursors
}

export const notFound = (): Refusal => refuse('not-found', 'interfaces: paths')

/** What is written beside, in the same transaction: a refusal of it leaves nothing recorded. */
export type Beside = (tx: Transaction, act: ActId) => Promise<readonly Change[] | Refusal>

/** Signs and records what is said, together; the first of it is what was asked for. */
export async function say(
  house: House,
  drafts: readonly (Draft | Refusal)[],
  beside: Beside = async () => [],
): Promise<Composed | Refusal> {
  const composed: Composed[] = []
  for (const draft of drafts) {
    const one = isRefusal(draft) ? draft : await compose(house, draft)
    if (isRefusal(one)) return one
    composed.push(one)
  }
  const [first] = composed
  if (first === undefined) return notFound()
  const recorded = await record(house, composed, (tx) => beside(tx, first.act.id))
  return isRefusal(recorded) ? recorded : first
}

interface Wanted<Known> {
  readonly act: ActId
  /** Where what is spoken of stands. */
  readonly of: Table
  readonly knownIn: (reads: Reads) => Promise<Known | undefined>
  readonly wanted: (known: Known) => readonly (Draft | Refusal)[]
  readonly beside?: Beside
}

/** Decides, and once more over the same thing held: of two who say the same at once, one is told so. */
export async function sayOnce<Known>(
  house: House,
  { act, of, knownIn, wanted, beside = async () => [] }: Wanted<Known>,
): Promise<Composed | Refusal> {
  const known = await knownIn(house.store)
  if (known === undefined) return notFound()
  return say(house, wanted(known), async (tx, said) => {
    await tx.lock(of, { act })
    const held = await knownIn(tx)
    const no = held === undefined ? notFound() : wanted(held).find((each) => isRefusal(each))
    return no ?? beside(tx, said)
  })
}
