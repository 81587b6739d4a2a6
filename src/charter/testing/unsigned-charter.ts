import type { Instant } from '#kernel/instant.ts'
import { actIdOf, actType } from '#protocol/act/act-id.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Charter, CharterParty, Term } from '../charter.ts'
import { foundedCharter } from '../charter.ts'
import { foundersOf, type Profile } from '../profile/profile.ts'

/** What later entries of the lane would have changed. */
export interface Changes {
  readonly headAt?: Instant
  readonly suspended?: Readonly<Record<string, readonly Term[]>>
  readonly frozen?: readonly string[]
  readonly unconfirmed?: readonly string[]
}

const genesis = actIdOf(actType, new Uint8Array(0))

/** The charter of a profile with no keys in it: enough for the gate, which looks at none. */
export function unsignedCharter(profile: Profile, changes: Changes = {}): Charter {
  const { journalOrigin, $schema: _, sources: __, ...facts } = profile
  const recorded = profile.parties.filter(({ url }) => url === undefined)
  const parties = foundersOf(profile).map((row) => ({
    ...row,
    journalOrigin: journalOrigin.replace('{party}', row.party),
    keys: { party: row.party } as PartyKeys,
  }))
  const charter = foundedCharter(genesis, '2020-01-01T00:00:00.000Z' as Instant, { ...facts, parties, recorded })
  return {
    ...charter,
    headAt: changes.headAt ?? charter.headAt,
    parties: new Map([...charter.parties].map(([party, row]) => [party, changed(party, row, changes)])),
  }
}

function changed(party: Party, row: CharterParty, { suspended, frozen, unconfirmed }: Changes): CharterParty {
  return {
    ...row,
    suspended: suspended?.[party] ?? [],
    keyTerms: row.keyTerms.map((term) => ({
      ...term,
      confirmed: unconfirmed?.includes(party) !== true,
      sealFrozen: frozen?.includes(party) === true,
    })),
  }
}
