import type { Refusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Reader } from '#platform/http/reader.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { House } from '#charter/record/house.ts'
import type { Speaker } from '#charter/record/labelling.ts'
import type { Composed } from '#charter/record/office.ts'
import { notFound, sayOnce, type Beside } from '../say.ts'
import { consultations } from '../tables.ts'
import type { Wished } from '../wished.ts'
import * as decide from './decide.ts'
import { knownConsultation, sharesHeld, type Viewing } from './read.ts'

export const viewingOf = ({ store, self }: House, reader: Reader): Viewing => ({ reads: store, self, reader })

type Wanted = (known: decide.KnownConsultation) => Draft | Refusal

/** Says something of a consultation. */
export function sayOf(
  house: House,
  reader: Reader,
  { act, wanted, beside }: { readonly act: ActId; readonly wanted: Wanted; readonly beside?: Beside | undefined },
): Promise<Composed | Refusal> {
  const viewing = viewingOf(house, reader)
  const knownIn = (reads: Reads) => knownConsultation({ ...viewing, reads }, act)
  const said = { act, of: consultations, knownIn, wanted: (known: decide.KnownConsultation) => [wanted(known)] }
  return sayOnce(house, beside === undefined ? said : { ...said, beside })
}

type Message = Extract<Wished, { readonly kind: 'message' }>

/** What would be signed. */
export async function drafted(
  house: House,
  reader: Reader,
  { about, wish }: Message,
  by: Speaker,
): Promise<Draft | Refusal> {
  const viewing = viewingOf(house, reader)
  const known = await knownConsultation(viewing, about)
  const held = await sharesHeld(viewing, wish.shares ?? [])
  return known === undefined ? notFound() : decide.message(known, { wish, held }, by)
}

export async function sayMessage(
  house: House,
  reader: Reader,
  {
    wished: { about, wish },
    by,
    beside,
  }: { readonly wished: Message; readonly by: Speaker; readonly beside?: Beside | undefined },
): Promise<Composed | Refusal> {
  const held = await sharesHeld(viewingOf(house, reader), wish.shares ?? [])
  return sayOf(house, reader, { act: about, wanted: (known) => decide.message(known, { wish, held }, by), beside })
}
