import { textsOf, type Members } from './members.ts'

/** Traffic Light Protocol 2.0. STIX knows the version before too, whose `white` is today's `clear`. */
export const tlpNames = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const
export type Tlp = (typeof tlpNames)[number]

/** The marking definitions of TLP 1, by the name that stands in them: there are no others (STIX 2.1 section 7.2.1.4). */
export const tlp1Markings: ReadonlyMap<string, string> = new Map([
  ['white', 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9'],
  ['green', 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
  ['amber', 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82'],
  ['red', 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed'],
])

/** The extension by which OASIS defines TLP 2, and its marking definitions by name. */
export const tlp2Extension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d'
export const tlp2Markings: ReadonlyMap<string, string> = new Map<Tlp, string>([
  ['clear', 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487'],
  ['green', 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb'],
  ['amber', 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421'],
  ['amber+strict', 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003'],
  ['red', 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1'],
])

const tlpById: ReadonlyMap<string, Tlp> = new Map(
  tlpNames.flatMap((name) => {
    const ids = [tlp1Markings.get(name === 'clear' ? 'white' : name), tlp2Markings.get(name)]
    return ids.flatMap((id) => (id === undefined ? [] : [[id, name] as const]))
  }),
)

/** What an object as a whole is marked with, each once; markings of its parts are not asked. */
export function tlpOf(object: Members): readonly Tlp[] {
  const markings = object.markings()
  if (markings === undefined) return unmarked
  if (typeof markings !== 'string') return namesOf(markings)
  if (last?.written !== markings) last = { written: markings, tlp: namesOf(JSON.parse(markings)) }
  return last.tlp
}

const unmarked: readonly Tlp[] = []
/** Objects of one bundle are mostly marked alike. */
let last: { readonly written: string; readonly tlp: readonly Tlp[] } | undefined

function namesOf(markings: unknown): readonly Tlp[] {
  const names = textsOf(markings).flatMap((id) => tlpById.get(id) ?? [])
  return [...new Set(names)]
}
