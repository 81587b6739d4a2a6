import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { ChangeOf } from '#protocol/acts/charter-change.ts'
import type { Code } from '#protocol/codes.ts'
import type { CharterParty, LastTrusted } from '../charter.ts'
import { currentKeys } from '../standing.ts'
import type { Facts } from './changes.ts'
import type { Where } from './ordered.ts'
import { unknown, withParty } from './party-changes.ts'

/**
 * Said of a seal that was frozen, and of no other: nobody takes back what he signed while he calls the seal his own. Keys that others set say
 * nothing of the sort before they are confirmed, and a root that they call stolen nothing at all.
 */
export function trusted(
  { party, seal, lastTrusted }: ChangeOf<'keys.trusted'>,
  { charter, entry }: Where,
): Facts | Refusal<Code> {
  const row = charter.parties.get(party)
  if (row === undefined) return unknown(party)
  if (row.compromised !== undefined) return refuse('root-compromised', 'protocol 3: compromise of root', { party })
  if (!currentKeys(row).confirmed) return refuse('keys-unconfirmed', 'protocol 9: keys confirmed', { party })
  const wasFrozen = row.keyTerms.some(({ keys, sealFrozen }) => sealFrozen && keys.seal.ed25519 === seal)
  if (!wasFrozen) return refuse('seal-not-frozen', 'protocol 3: last trusted index', { party })
  return withParty(charter, withLastTrusted(row, { seal, ...lastTrusted, named: entry }))
}

export function withLastTrusted(row: CharterParty, said: LastTrusted): CharterParty {
  const others = (row.lastTrusted ?? []).filter(({ seal }) => seal !== said.seal)
  return { ...row, lastTrusted: [...others, said] }
}
