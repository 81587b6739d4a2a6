import type { Act } from '#protocol/act/statement.ts'
import { readChange } from '#protocol/acts/charter-change.ts'
import { CharterProposal } from '#protocol/acts/charter-proposal.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { loadAct } from '#platform/record/load.ts'
import { lanePoint, placesOf, type Charter } from '../charter.ts'
import { anyKeyRefusal } from '../lane/consents.ts'
import { frozenHere } from '../lane/key-changes.ts'
import { keysOf } from '../standing.ts'
import { countersignatures, orderables } from './tables.ts'

/** Acts that freeze seals, and signatures under one, that are looked at: who sends more gains nothing. */
const most = 1000

/** Parties whose `seal` was frozen by an act that is here and has no place in the lane yet: it counts from its receipt on. */
export async function frozenOnReceipt(reads: Reads, charter: Charter): Promise<ReadonlySet<Party>> {
  const subject = { in: [...charter.parties.keys()].map((party) => `seal/${party}`) }
  const rows = await reads.select(orderables, { where: { subject }, order: ['act'], limit: most })
  const frozen = new Set<Party>()
  if (rows.length === 0) return frozen
  const placed = new Set([...placesOf(charter)].map(({ orders }) => orders))
  for (const row of rows) {
    const act = placed.has(row.act) ? undefined : await loadAct(reads, row.act)
    const party = act === undefined ? undefined : frozenBy(act)
    if (act === undefined || party === undefined || frozen.has(party) || !isOfPresentSeal(charter, act, party)) continue
    if (await isSigned(reads, charter, act, party)) frozen.add(party)
  }
  return frozen
}

/** The charter as it is to be believed: with those seals frozen. */
export function withFrozen(charter: Charter, frozen: ReadonlySet<Party>): Charter {
  if (frozen.size === 0) return charter
  const rows = [...charter.parties].map(([party, row]) => [party, frozen.has(party) ? frozenHere(row) : row] as const)
  return { ...charter, parties: new Map(rows) }
}

function frozenBy({ said }: Act): Party | undefined {
  const body = CharterProposal.safeParse(said.body)
  const change = body.success ? readChange(body.data.change) : undefined
  return change?.type === 'keys.freeze' ? change.party : undefined
}

/** What froze a seal that root has replaced since says nothing of the new one. */
function isOfPresentSeal(charter: Charter, { said }: Act, party: Party): boolean {
  const then = said.charter === 'self' ? undefined : lanePoint(charter, said.charter)
  const [before, now] = [then === undefined ? undefined : keysOf(then, party), keysOf(charter, party)]
  return before !== undefined && before.seal.ed25519 === now?.seal.ed25519
}

async function isSigned(reads: Reads, charter: Charter, act: Act, party: Party): Promise<boolean> {
  const keys = keysOf(charter, party)
  const where = { proposal: act.id, party }
  const rows = await reads.select(countersignatures, { where, order: ['arrival'], limit: most })
  return keys !== undefined && rows.some(({ signatures }) => anyKeyRefusal(act, signatures, { keys }) === undefined)
}
