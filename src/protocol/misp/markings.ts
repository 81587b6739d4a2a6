import type { StixJson } from './collected.ts'

/** Markings of TLP 2.0 by the word of the tag; ids and definition are the standard's own (stix-common-objects, TLP 2.0). */
const levels = {
  clear: '94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: '55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': '939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'e828b379-4e03-4974-9ac4-e53a884c97c1',
} as const
type Level = keyof typeof levels

/** Markings of TLP 1.0 (STIX 2.1 section 7.2.1.4). */
const older = {
  white: '613f2e26-407d-48c7-9eca-b8e91df99dc9',
  green: '34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'f88d31f6-486f-44da-b317-01333bde0b82',
  red: '5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
} as const

const definition = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d'

/** The marking that a tag means. `isExact`: the tag says TLP 2.0's own word; `tlp:white` is clear in other words. */
export function markingOf(tag: string): { readonly marking: StixJson; readonly isExact: boolean } | undefined {
  const word = /^tlp:(.+)$/iu.exec(tag)?.[1]?.toLowerCase() ?? ''
  const level = word === 'white' ? 'clear' : word
  if (!isLevel(level)) return undefined
  return { marking: markingFor(level), isExact: tag === `tlp:${level}` }
}

const isLevel = (word: string): word is Level => Object.hasOwn(levels, word)

function markingFor(level: Level): StixJson {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: `marking-definition--${levels[level]}`,
    created: '2022-10-01T00:00:00.000Z',
    name: `TLP:${level.toUpperCase()}`,
    extensions: { [definition]: { extension_type: 'property-extension', tlp_2_0: level } },
  }
}

/** The tag of a marking of TLP; `undefined` for any other marking. */
export function tagOfMarking(id: string): string | undefined {
  const [word] =
    [...Object.entries(levels), ...Object.entries(older)].find(([, uuid]) => id === `marking-definition--${uuid}`) ?? []
  return word === undefined ? undefined : `tlp:${word}`
}
