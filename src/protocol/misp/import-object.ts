import { instantOf } from '#kernel/instant.ts'
import { attributeTypes, type SeenType } from './attribute-types.ts'
import type { StixJson } from './collected.ts'
import { createdBefore, isNarrow, takeAttribute, type EventCase } from './event-case.ts'
import { head, marking, type Surrounded } from './head.ts'
import { wholeOf } from './composites.ts'
import { factLabels } from './labels.ts'
import { observablesOf } from './observables.ts'
import { patternOf, type Compared } from './pattern.ts'
import { isAboutPerson, isPersonTemplate } from './personal.ts'
import { inside } from './report.ts'
import type { MispObject } from './schema.ts'
import { impliedRelationship } from './uuid.ts'
import { partsOf } from './value.ts'

/** Adds an object of MISP: its attributes, a grouping that holds them, and what they are together. */
export function importObject(one: EventCase, object: MispObject, where: string): void {
  const { rows, taken, collected, refs: above } = one.target
  if (isPersonTemplate(object.name)) {
    rows.push({ what: object.name, where, code: 'person', fate: 'lost', rule: 'SG-01: object about a person' })
    return
  }
  const code = object.deleted ? 'deleted' : taken.has(object.uuid) ? 'uuid-repeated' : undefined
  if (code !== undefined) {
    rows.push({ what: 'object', where, code, fate: 'lost' })
    return
  }
  taken.add(object.uuid)
  const refs = new Set<string>()
  const own: EventCase = { ...one, target: { ...one.target, refs } }
  for (const [at, attribute] of object.Attribute.entries())
    takeAttribute(own, attribute, inside(where, `Attribute[${at}]`))
  if (isNarrow(object.distribution, ['5']))
    rows.push({ what: 'distribution', where: `${where}.distribution`, code: 'distribution', fate: 'lost' })
  if (refs.size === 0) {
    rows.push({ what: 'object', where, code: 'event-empty', fate: 'lost' })
    return
  }
  const modified = object.timestamp === undefined ? one.modified : instantOf(object.timestamp * 1000)
  const surrounded = { ...one, modified, created: createdBefore(one.event.date, modified) }
  for (const made of together(surrounded, object)) if (collected.add(made)) refs.add(made.id)
  const grouping = groupingOf(surrounded, object, [...refs])
  collected.add(grouping)
  for (const id of [...refs, grouping.id]) above.add(id)
}

function groupingOf(one: Surrounded, object: MispObject, refs: readonly string[]): StixJson {
  const { name, comment, template_uuid: template, template_version: version } = object
  return {
    ...head(one, `grouping--${object.uuid}`),
    name,
    ...(comment === '' ? {} : { description: comment }),
    context: 'unspecified',
    labels: factLabels({
      object: name,
      meta_category: object['meta-category'],
      ...(template ? { template_uuid: template } : {}),
      ...(version ? { template_version: version } : {}),
    }),
    object_refs: refs,
  }
}

interface Seen {
  readonly type: SeenType
  readonly parts: readonly Compared[]
}

/**
 * What the attributes say together, where they are parts of one thing: a file of that name with these hashes. An indicator if one of
 * them is meant to be sought, else an observation; nothing where they are of several kinds or say one thing twice.
 */
function together(one: Surrounded, object: MispObject): readonly StixJson[] {
  const known = wholeOf(object)
  if (known !== undefined) {
    const shared = known.shared.map((each) => ({ ...each, ...marking(one) }))
    return isSought(object)
      ? indicated(one, object, { pattern: patternOf(known.compared), shared })
      : observed(one, object, shared)
  }
  const seen = object.Attribute.flatMap((attribute): readonly Seen[] => {
    const type = attributeTypes[attribute.type]
    if (type?.kind !== 'seen' || attribute.deleted || isAboutPerson(attribute)) return []
    const parts = partsOf(type, attribute.value)
    return parts === undefined ? [] : [{ type, parts: parts.map((part) => ({ object: type.object, part })) }]
  })
  const [first] = seen
  const parts = seen.flatMap((each) => each.parts)
  const isOne = seen.every(({ type }) => type.object === first?.type.object)
  if (first === undefined || seen.length < 2 || !isOne) return []
  if (new Set(parts.map(({ part }) => part.part.path)).size < parts.length) return []
  const { observable } = first.type
  const isSeen = observable !== 'address' && seen.every(({ type }) => type.observable === observable)
  const fixed = Object.fromEntries(seen.flatMap(({ type }) => Object.entries(type.fixed ?? {})))
  const whole = isSeen && observable !== undefined ? { observable, fixed } : {}
  const shared = observablesOf(
    whole,
    parts.map(({ part }) => part),
  ).map((each) => ({ ...each, ...marking(one) }))
  return isSought(object)
    ? indicated(one, object, { pattern: patternOf(parts), shared })
    : observed(one, object, shared)
}

const isSought = ({ Attribute }: MispObject): boolean => Attribute.some((attribute) => attribute.to_ids)

/** Of a name with addresses: that it leads to each of them. */
function resolving(one: Surrounded, uuid: string, [seen, ...named]: readonly StixJson[]): readonly StixJson[] {
  if (seen?.type !== 'domain-name') return []
  return named.map(({ id }, at) => ({
    ...head(one, impliedRelationship('resolves-to', at === 0 ? uuid : `${uuid} ${id}`)),
    relationship_type: 'resolves-to',
    source_ref: seen.id,
    target_ref: id,
  }))
}

interface Indicated {
  readonly pattern: string
  readonly shared: readonly StixJson[]
}

function indicated(one: Surrounded, { uuid, name }: MispObject, { pattern, shared }: Indicated): readonly StixJson[] {
  const indicator = {
    ...head(one, `indicator--${uuid}`),
    name,
    pattern,
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: one.modified,
  }
  const [seen] = shared
  if (seen === undefined) return [indicator]
  const basis = {
    ...head(one, impliedRelationship('based-on', uuid)),
    relationship_type: 'based-on',
    source_ref: indicator.id,
    target_ref: seen.id,
  }
  return [indicator, basis, ...shared, ...resolving(one, uuid, shared)]
}

function observed(one: Surrounded, { uuid }: MispObject, shared: readonly StixJson[]): readonly StixJson[] {
  if (shared.length === 0) return []
  const observation = {
    ...head(one, `observed-data--${uuid}`),
    first_observed: one.modified,
    last_observed: one.modified,
    number_observed: 1,
    object_refs: shared.map(({ id }) => id),
  }
  return [observation, ...shared, ...resolving(one, uuid, shared)]
}
