import { foundersOf } from '#charter/profile/profile.ts'
import { checkCoalitionFile } from '#node/coalition-file.ts'

/** `tamga coalition check`: what is wrong with a profile, and what it would found. */
export async function checkCoalition({ named }: { readonly named: string }): Promise<unknown> {
  const { file, profile, findings } = await checkCoalitionFile(named)
  if (profile === undefined) return { ok: false, file, findings }
  const { name, title, parties, agreements, organs, languages } = profile
  const counts = { parties: parties.length, founders: foundersOf(profile).length, organs: organs.length }
  return { ok: true, file, name, title, languages, ...counts, agreements: agreements.length, findings }
}
