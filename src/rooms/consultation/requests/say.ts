import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Transaction } from '#platform/db/store.ts'
import type { Change } from '#platform/db/table.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import { compose, record, type Composed } from '#charter/record/office.ts'
import { requests } from '../tables.ts'
import type { KnownRequest } from './decide.ts'
import { knownRequest, type Viewing } from './read.ts'

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

export type Wanted = (known: KnownRequest) => readonly (Draft | Refusal)[]

/** Decides, and once more over the same request held: of two who say the same at once, one is told so. */
export async function sayOf(
  house: House,
  viewing: Viewing,
  { act, wanted, beside = async () => [] }: { readonly act: ActId; readonly wanted: Wanted; readonly beside?: Beside },
): Promise<Composed | Refusal> {
  const known = await knownRequest(viewing, act)
  if (known === undefined) return notFound()
  return say(house, wanted(known), async (tx, said) => {
    await tx.lock(requests, { act })
    const held = await knownRequest({ ...viewing, reads: tx }, act)
    const no = held === undefined ? notFound() : wanted(held).find((each) => isRefusal(each))
    return no ?? beside(tx, said)
  })
}
