import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { Code } from '#protocol/codes.ts'
import { keyRoles, type RoleKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, CharterParty, KeyTerm } from '../charter.ts'
import { currentKeys } from '../standing.ts'
import type { Facts } from './changes.ts'
import type { Where } from './ordered.ts'
import { sharesKey, unknown, withParty } from './party-changes.ts'

/** New keys from the entry on. A key that anyone has or had is none: one key, one role, one party, once. */
export function withKeys({ party, keys }: ChangeOf<'keys.change'>, where: Where): Facts | Refusal<Code> {
  const row = where.charter.parties.get(party)
  if (row === undefined) return unknown(party)
  const taken = takenKeys(where.charter, party, keys)
  if (taken !== undefined) return taken
  const { setBy, confirmed, sealFrozen } = currentKeys(row)
  const isThawed = keys.seal !== undefined
  return withParty(where.charter, withTerm(row, keys, { setBy, confirmed, sealFrozen: sealFrozen && !isThawed }, where))
}

function takenKeys(charter: Charter, party: Party, keys: RoleKeys): Refusal<Code> | undefined {
  const isTaken = [...charter.parties.values()].some((row) => sharesKey(row, keys))
  return isTaken ? refuse('key-used-before', 'protocol 3: key change', { party }) : undefined
}

type Standing = Pick<KeyTerm, 'setBy' | 'confirmed' | 'sealFrozen'>

/** The present term ends and the next begins, with the keys that were not changed as they were. */
function withTerm(row: CharterParty, keys: RoleKeys, standing: Standing, { entry }: Where): CharterParty {
  const last = currentKeys(row)
  const changed = Object.fromEntries(keyRoles.flatMap((role) => (keys[role] === undefined ? [] : [[role, keys[role]]])))
  const next: KeyTerm = { keys: { ...last.keys, ...changed }, from: entry, ...standing }
  return { ...row, keyTerms: [...row.keyTerms.slice(0, -1), { ...last, until: entry }, next] }
}
