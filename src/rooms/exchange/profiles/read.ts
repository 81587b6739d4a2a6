import type { Reads } from '#platform/db/store.ts'
import { accounts } from '#platform/http/account.ts'
import type { Reader } from '#platform/http/reader.ts'
import { may } from '#platform/http/roles.ts'
import { isActive, isFor, type Profile } from './profile.ts'
import { profiles } from './tables.ts'

const mostProfiles = 1000

export function allProfiles(reads: Reads): Promise<readonly Profile[]> {
  return reads.select(profiles, { order: ['name'], limit: mostProfiles })
}

/** Active, and its officer of record is still one: whoever left answers for nothing more. */
export async function isInUse(reads: Reads, profile: Profile): Promise<boolean> {
  if (!isActive(profile)) return false
  const officer = await reads.find(accounts, { name: profile.active_by_officer ?? '' })
  return (
    officer !== undefined &&
    !officer.disabled &&
    officer.desk === profile.desk &&
    may(officer.role, 'content.share') === undefined
  )
}

/** Those to which an account may post now. */
export async function profilesFor(reads: Reads, reader: Reader): Promise<readonly Profile[]> {
  if (may(reader.account.role, 'taxii.post') !== undefined) return []
  const found = await Promise.all(
    (await allProfiles(reads))
      .filter((profile) => isFor(profile, reader))
      .map(async (profile) => ((await isInUse(reads, profile)) ? [profile] : [])),
  )
  return found.flat()
}

/** As it is now, by its collection. */
export async function profileOf(reads: Reads, collection: string): Promise<Profile | undefined> {
  const [profile] = await reads.select(profiles, { where: { collection }, limit: 1 })
  return profile
}
