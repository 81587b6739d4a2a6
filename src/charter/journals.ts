import type { Instant } from '#kernel/instant.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Cosigner } from '#protocol/journal/cosignature.ts'
import { cosignerOf, journalKeyOf, witnessKeysOf, type JournalPeer } from '#platform/journal/peer.ts'
import type { AuthorTrust } from '#platform/journal/received-proofs.ts'
import type { Charter, CharterParty } from './charter.ts'
import { journalOriginOf } from './standing.ts'
import { witnessPolicyOf } from './witnesses.ts'

/** The present epoch of every journal; later ones come with a charter that says so. */
export const epoch = 1

export type JournalNames = Pick<JournalPeer, 'party' | 'origin' | 'journalKey' | 'witnessKeys' | 'earlierWitnessKeys'>

/** Made once for each row of the charter, which is never changed but replaced: keys are long, and asked for with every checkpoint. */
const named = new WeakMap<CharterParty, JournalNames>()

/** A party's journal and witness as the charter names them. */
export function journalNames(row: CharterParty): JournalNames {
  const found = named.get(row)
  if (found !== undefined) return found
  const { party, keyTerms } = row
  const origin = journalOriginOf(row, epoch)
  const sets = keyTerms.map(({ keys }) => keys).toReversed()
  const [journal = '', ...journals] = new Set(sets.map((keys) => keys.journal.ed25519))
  const witnesses = new Map(sets.map(({ witness }) => [witness.ed25519, witness]))
  const [witnessKeys = [], ...earlierWitnessKeys] = [...witnesses.values()].map((keys) => witnessKeysOf(party, keys))
  const names = {
    party,
    origin,
    journalKey: journalKeyOf(origin, journal, journals),
    witnessKeys,
    earlierWitnessKeys,
  }
  named.set(row, names)
  return names
}

/** What a proof against a party's journal is held against at that moment; `undefined` for a stranger's. */
export function journalTrust(charter: Charter, author: Party, at: Instant): AuthorTrust | undefined {
  const row = charter.parties.get(author)
  if (row === undefined) return undefined
  const { witnesses, k: threshold } = witnessPolicyOf(charter, author, at)
  return { log: journalNames(row).journalKey, cosigners: cosignersIn(charter, witnesses), threshold, epoch }
}

/** Everyone who may ever have cosigned a party's journal: what was cosigned stands when its witness has left. */
export function everyCosigner(charter: Charter, author: Party): readonly Cosigner[] {
  return cosignersIn(
    charter,
    [...charter.parties.keys()].filter((party) => party !== author),
  )
}

function cosignersIn(charter: Charter, parties: readonly Party[]): readonly Cosigner[] {
  return parties.flatMap((party) => {
    const row = charter.parties.get(party)
    return row === undefined ? [] : [cosignerOf(journalNames(row))]
  })
}
