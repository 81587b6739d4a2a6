import { z } from 'zod'
import { parseActId } from '#protocol/act/act-id.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { Deed } from './agreement-deed.ts'
import { slug } from './field.ts'

/**
 * Body of `agreement.action/1`: what its author does about an agreement of the charter. Its date is that of the entry which orders it: the
 * day of deposit. That a state ceased to exist nobody says of himself. Strict, as all that the charter is worked out from.
 */
export const AgreementAction = z.strictObject({
  agreement: slug,
  deed: Deed.refine(({ kind }) => kind !== 'cessation', 'an action of its author'),
})
export type AgreementAction = z.infer<typeof AgreementAction>

/** Acts that a deed names: reservations. */
export function actsNamed({ deed }: AgreementAction): readonly ActId[] {
  const names = [
    ...('reservation' in deed ? [deed.reservation] : []),
    ...('reservations' in deed ? (deed.reservations ?? []) : []),
  ]
  return names.flatMap((name) => parseActId(name) ?? [])
}
