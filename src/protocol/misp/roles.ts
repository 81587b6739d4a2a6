import type { StixJson } from './collected.ts'
import { clusterTypes } from './galaxies.ts'
import { factsOf, textIn, textsIn } from './stix-bundle.ts'

/** A grouping that was an object of MISP. */
export const isMispObject = (object: StixJson): boolean =>
  object.type === 'grouping' && factsOf(object).facts.object !== undefined

/** Ids of the addresses that an observable names. */
export const addressesOf = (object: StixJson): readonly string[] => [
  textIn(object, 'src_ref'),
  textIn(object, 'dst_ref'),
  ...(textsIn(object, 'resolves_to_refs').length === 1 ? textsIn(object, 'resolves_to_refs') : []),
]

export const isAttribute = (object: StixJson | undefined): boolean =>
  object !== undefined && becomeAttributes.has(object.type)

/** An entry of a galaxy. Vulnerabilities are attributes, and identities makers, unless they were entries. */
export function isCluster(object: StixJson): boolean {
  if (!clusterTypes.has(object.type)) return false
  return !['vulnerability', 'identity'].includes(object.type) || factsOf(object).facts.galaxy !== undefined
}

/** Objects that are an attribute each. */
const becomeAttributes: ReadonlySet<string> = new Set(['indicator', 'vulnerability', 'note', 'observed-data'])

export const isEvent = (object: StixJson): boolean => isContainer(object) && !isMispObject(object)

export const isContainer = ({ type }: StixJson): boolean => type === 'report' || type === 'grouping'
