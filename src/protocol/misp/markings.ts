import { tlp1Markings, tlp2Extension, tlp2Markings } from '#protocol/stix/tlp.ts'
import type { StixJson } from './collected.ts'

/** The marking that a tag means. `isExact`: the tag says TLP 2.0's own word; `tlp:white` is clear in other words. */
export function markingOf(tag: string): { readonly marking: StixJson; readonly isExact: boolean } | undefined {
  const word = /^tlp:(.+)$/iu.exec(tag)?.[1]?.toLowerCase() ?? ''
  const level = word === 'white' ? 'clear' : word
  const id = tlp2Markings.get(level)
  return id === undefined ? undefined : { marking: markingFor(level, id), isExact: tag === `tlp:${level}` }
}

/** As OASIS published it (stix-common-objects, TLP 2.0). */
function markingFor(level: string, id: string): StixJson {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id,
    created: '2022-10-01T00:00:00.000Z',
    name: `TLP:${level.toUpperCase()}`,
    extensions: { [tlp2Extension]: { extension_type: 'property-extension', tlp_2_0: level } },
  }
}

/** The tag of a marking of TLP; `undefined` for any other marking. */
export function tagOfMarking(id: string): string | undefined {
  const [word] = [...tlp2Markings, ...tlp1Markings].find(([, known]) => id === known) ?? []
  return word === undefined ? undefined : `tlp:${word}`
}
