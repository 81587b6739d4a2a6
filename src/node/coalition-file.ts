import { readdir, readFile } from 'node:fs/promises'
import { Fault } from '#kernel/fault.ts'
import { checkProfile, type ProfileCheck } from '#charter/profile/check.ts'
import type { Profile } from '#charter/profile/profile.ts'

const shipped = new URL('../../profiles/', import.meta.url)
const ending = '.json'

/** A profile as it was found: by its name among those that the product brings along, or by the path of a file. */
export interface CoalitionFile extends ProfileCheck {
  readonly file: string
}

export async function checkCoalitionFile(named: string): Promise<CoalitionFile> {
  const isPath = named.includes('/') || named.endsWith(ending)
  const place = isPath ? named : new URL(named + ending, shipped)
  const text = await readFile(place, 'utf8').catch(async () => {
    throw new Fault('coalition-unknown', { params: { name: named, known: (await shippedNames()).join(', ') } })
  })
  return { file: isPath ? named : `profiles/${named}${ending}`, ...checkProfile(text) }
}

/** The profile, or a fault that names the first line that is wrong. */
export async function readCoalition(named: string): Promise<Profile> {
  const { file, profile, findings } = await checkCoalitionFile(named)
  if (profile !== undefined) return profile
  const [first] = findings
  throw new Fault('coalition-invalid', {
    params: { file, line: first?.line ?? 1, path: first?.path ?? '', why: first?.message ?? '' },
  })
}

async function shippedNames(): Promise<readonly string[]> {
  const files = await readdir(shipped).catch(() => [])
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .toSorted()
}
