import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Instant } from '#kernel/instant.ts'
import { sealingRole } from '#protocol/act/sign.ts'
import type { Act } from '#protocol/act/statement.ts'
import { kindRow } from '#protocol/acts/table.ts'
import type { Code } from '#protocol/codes.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { proofs } from '#platform/journal/tables.ts'
import { charterAsOf, type Charter } from '#charter/charter.ts'
import { keysOf } from '#charter/standing.ts'
import { isWithin, lastTrustedOf } from '#charter/trusted.ts'
import type { House } from './house.ts'

/** The author's keys as of the charter entry that the act names: what was in flight when a key changed stays valid. */
export function keysThen({ charter }: Pick<House, 'charter'>, { said }: Act): PartyKeys | undefined {
  const then = said.charter === 'self' ? undefined : charterAsOf(charter(), said.charter)
  return keysOf(then ?? charter(), said.author)
}

/**
 * An act under a `seal` that was replaced counts if its author sends it himself, over a link that only his present key opens, or if it is proved to
 * have stood in his journal before: whoever has stolen the old one names an entry of its time. What the lane orders is judged by its law.
 */
export async function supersededSeal(
  house: Pick<House, 'charter'>,
  reads: Reads,
  act: Act,
  from: Party,
): Promise<Refusal<Code> | undefined> {
  const { author, kind } = act.said
  const role = sealingRole(act.payloadType)
  const [then, now] = [keysThen(house, act)?.[role], keysOf(house.charter(), author)?.[role]]
  const isPresent = then?.ed25519 === now?.ed25519 && then?.['ml-dsa-44'] === now?.['ml-dsa-44']
  const row = kindRow(kind)
  const isOfLane = row?.room === 'charter' && row.audience === 'coalition'
  if (isPresent || from === author || isOfLane) return undefined
  if (role === 'seal' && then !== undefined && (await wasThereBefore(house.charter(), reads, act, then.ed25519)))
    return undefined
  return refuse('seal-superseded', 'protocol 3: key change', { author })
}

/** Whether a proof that is here shows the act where its seal is trusted; or, of a seal that was changed and never frozen, before that change. */
async function wasThereBefore(charter: Charter, reads: Reads, act: Act, seal: string): Promise<boolean> {
  const { author } = act.said
  const proof = await reads.find(proofs, { act: act.id, author })
  if (proof?.witnessed !== true) return false
  const last = lastTrustedOf(charter, act)
  if (last !== undefined) return isWithin(last, proof)
  const ended = endOf(charter, author, seal)
  return ended !== undefined && proof.witnessed_at !== null && proof.witnessed_at < ended
}

/** When a seal was replaced, as the lane says; `undefined` of one that holds, and of one that was frozen. */
function endOf(charter: Charter, party: Party, seal: string): Instant | undefined {
  const terms = (charter.parties.get(party)?.keyTerms ?? []).filter(({ keys }) => keys.seal.ed25519 === seal)
  const until = terms.at(-1)?.until
  if (until === undefined || terms.some(({ sealFrozen }) => sealFrozen)) return undefined
  return charterAsOf(charter, until)?.place.at
}
