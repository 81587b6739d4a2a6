import type { Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import type { Composed } from '#charter/record/office.ts'
import { sayOnce, type Beside } from '../say.ts'
import { requests } from '../tables.ts'
import type { KnownRequest } from './decide.ts'
import { knownRequest, type Viewing } from './read.ts'

type Wanted = (known: KnownRequest) => readonly (Draft | Refusal)[]

/** Says something of a request. */
export const sayOf = (
  house: House,
  viewing: Viewing,
  said: { readonly act: ActId; readonly wanted: Wanted; readonly beside?: Beside },
): Promise<Composed | Refusal> =>
  sayOnce(house, { ...said, of: requests, knownIn: (reads) => knownRequest({ ...viewing, reads }, said.act) })
