import type { StixJson } from './collected.ts'
import { attributeOf, commentOf, secondsOf, type AttributeJson, type Surroundings } from './export-attribute.ts'
import { compositeIn, compositeInPattern, templateMembers, type Composite } from './export-composite.ts'
import { reportMembers } from './placed-members.ts'
import { addressesOf } from './roles.ts'
import { factsOf, textIn, textsIn, uuidIn, type StixBundle } from './stix-bundle.ts'
import { impliedUuid } from './uuid.ts'

/** An object of STIX that becomes one of MISP, and the ids of all that it says. */
export interface CompositeOf {
  readonly object: StixJson
  readonly composite: Composite
  readonly of: readonly string[]
}

/** What others than MISP said with one object; what was an attribute stays one. */
export function compositeOf(object: StixJson, bundle: StixBundle): CompositeOf | undefined {
  if (factsOf(object).facts.type !== undefined) return undefined
  if (object.type === 'indicator') {
    const isStix = textIn(object, 'pattern_type') === 'stix'
    const composite = isStix ? compositeInPattern(textIn(object, 'pattern')) : undefined
    return composite && { object, composite, of: [object.id] }
  }
  const ids = object.type === 'observed-data' ? textsIn(object, 'object_refs') : [object.id]
  const seen = ids.flatMap((id) => bundle.objects.get(id) ?? [])
  const named = new Set(seen.flatMap(namedBy))
  const [main, ...more] = seen.filter(({ id }) => !named.has(id))
  if (main === undefined || more.length > 0) return undefined
  const composite = compositeIn(main, bundle)
  return composite && { object, composite, of: [object.id, main.id, ...namedBy(main)] }
}

const namedBy = (seen: StixJson): readonly string[] => [...addressesOf(seen), ...textsIn(seen, 'resolves_to_refs')]

/** The object of MISP; its attributes have UUIDs made from what it was. */
export function compositeJson({ object, composite }: CompositeOf, surroundings: Surroundings) {
  const { rows } = surroundings
  reportMembers(object, rows)
  rows.push({ what: object.type, where: object.id, code: 'as-object', fate: 'kept' })
  for (const name of composite.left)
    rows.push({ what: name, where: `${object.id}.${name}`, code: 'member-unplaced', fate: 'lost' })
  const toIds = object.type === 'indicator'
  const Attribute = composite.parts.flatMap(({ relation, type, category, value }): readonly AttributeJson[] => {
    const uuid = impliedUuid('attribute', object.id, relation, value)
    const attribute = attributeOf(object, { type, value, uuid, toIds, comment: '' }, surroundings)
    return attribute === undefined ? [] : [{ ...attribute, category, object_relation: relation }]
  })
  return {
    uuid: uuidIn(object.id),
    ...templateMembers(composite.template),
    comment: commentOf(object, {}),
    timestamp: secondsOf(object, []),
    deleted: object['revoked'] === true,
    distribution: '5',
    Attribute,
  }
}
