import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { JoinRequest } from '#protocol/acts/join-request.ts'
import { keyRoles, PartyKeys, type RoleKeys } from '#protocol/identity/keys.ts'
import { leftAt } from '#charter/standing.ts'
import type { KeyPorts } from './routes.ts'

const rule = 'protocol 8: admission'

/**
 * What a party that has left asks to come back with: keys that nobody has had, drawn here but for the root. They count for nothing before the
 * members have admitted it.
 */
export async function requestToReturn(
  { house, draw }: KeyPorts,
  { root, url }: { readonly root: NonNullable<RoleKeys['root']>; readonly url?: string | undefined },
): Promise<JoinRequest | Refusal> {
  const { self: party, clock } = house
  const charter = house.charter()
  const at = clock.now()
  const row = charter.parties.get(party)
  if (row === undefined || leftAt(charter, party, at) === undefined) return refuse('party-not-left', rule, { party })
  const drawn = await draw(keyRoles.filter((role) => role !== 'root'))
  const keys = PartyKeys.safeParse({ ...drawn, root, party })
  if (!keys.success) return refuse('request-malformed', rule, { member: 'root' })
  return { coalition: charter.id, party, name: row.name, url: url ?? row.url, keys: keys.data, at }
}
