import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import type { Composed } from '#charter/record/office.ts'
import { notFound, say, type Beside } from '../say.ts'
import { requests } from '../tables.ts'
import type { KnownRequest } from './decide.ts'
import { knownRequest, type Viewing } from './read.ts'

type Wanted = (known: KnownRequest) => readonly (Draft | Refusal)[]

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
