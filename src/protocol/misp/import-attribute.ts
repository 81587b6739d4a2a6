import { attributeTypes, type SeenType } from './attribute-types.ts'
import type { Collected, StixJson } from './collected.ts'
import { head, marking, type Surrounded } from './head.ts'
import { factLabels, type Facts } from './labels.ts'
import { observablesOf } from './observables.ts'
import { patternOf } from './pattern.ts'
import type { MispRow } from './report.ts'
import type { MispAttribute } from './schema.ts'
import { impliedRelationship, impliedUuid, type ImpliedType } from './uuid.ts'
import { partsOf, valueOf, type SpelledPart } from './value.ts'

/** An attribute with what surrounds it. */
export interface AttributeCase extends Surrounded {
  readonly attribute: MispAttribute
  readonly where: string
  /** Id of the report or grouping that the event becomes. */
  readonly container: string
  readonly tags: readonly string[]
}

/** Where an attribute goes. */
export interface Target {
  readonly collected: Collected
  readonly rows: MispRow[]
  /** UUIDs of attributes that are there already: one stands for one thing. */
  readonly taken: Set<string>
  /** Ids that the event names. */
  readonly refs: Set<string>
}

/** Adds what an attribute is in STIX, and answers the id of what stands for it. The same attribute gives the same ids again. */
export function importAttribute(one: AttributeCase, target: Target): string | undefined {
  const { attribute, where } = one
  if (target.taken.has(attribute.uuid)) {
    target.rows.push({ what: 'attribute', where, code: 'uuid-repeated', fate: 'lost' })
    return undefined
  }
  target.taken.add(attribute.uuid)
  const made = madeOf(one)
  for (const object of made.own) if (target.collected.add(object)) target.refs.add(object.id)
  for (const object of made.shared) {
    target.collected.addShared(object)
    target.refs.add(object.id)
  }
  if (made.own[0].type === 'note') target.rows.push({ what: attribute.type, where, code: 'as-note', fate: 'kept' })
  if (attribute.data !== undefined)
    target.rows.push({ what: 'data', where: `${where}.data`, code: 'attachment', fate: 'lost' })
  return made.own[0].id
}

/** `own`: the object that stands for the attribute, then what belongs to it. `shared`: observables that others may name too. */
interface Made {
  readonly own: readonly [StixJson, ...StixJson[]]
  readonly shared: readonly StixJson[]
}

function madeOf(one: AttributeCase): Made {
  const { type: typeName, value } = one.attribute
  const type = attributeTypes[typeName]
  if (type === undefined || value === '') return { own: [noteOf(one)], shared: [] }
  if (type.kind === 'vulnerability') return { own: [vulnerabilityOf(one)], shared: [] }
  if (type.kind === 'rule') return { own: [indicatorOf(one, { pattern: value, language: type.language })], shared: [] }
  const parts = partsOf(type, value)
  return parts === undefined ? { own: [noteOf(one)], shared: [] } : seenOf(one, type, parts)
}

function seenOf(one: AttributeCase, type: SeenType, parts: readonly SpelledPart[]): Made {
  const shared = observablesOf(type, parts).map((object) => ({ ...object, ...marking(one) }))
  const spelled = valueOf(
    type,
    parts.map(({ literal }) => literal),
  )
  const facts: Facts = spelled === one.attribute.value ? {} : { value: one.attribute.value }
  if (one.attribute.to_ids) {
    const indicator = indicatorOf(one, {
      pattern: patternOf(parts.map((part) => ({ object: type.object, part }))),
      language: 'stix',
      facts,
    })
    const [seen] = shared
    const basis = seen === undefined ? [] : [relationship(one, 'based-on', [indicator.id, seen.id])]
    return { own: [indicator, ...basis, ...resolving(one, shared)], shared }
  }
  if (shared.length === 0) return { own: [noteOf(one)], shared }
  const observed = observedOf(one, shared, facts)
  const comment = one.attribute.comment === '' ? [] : [commentOf(one, observed.id)]
  return { own: [observed, ...comment, ...resolving(one, shared)], shared }
}

interface Rule {
  readonly pattern: string
  readonly language: string
  readonly facts?: Facts
}

function indicatorOf(one: AttributeCase, { pattern, language, facts = {} }: Rule): StixJson {
  const { comment, category, value } = one.attribute
  return {
    ...versioned(one, 'indicator', facts),
    name: shortName(value),
    ...(comment === '' ? {} : { description: comment }),
    pattern,
    pattern_type: language,
    ...(language === 'stix' ? { pattern_version: '2.1' } : {}),
    valid_from: one.modified,
    kill_chain_phases: [{ kill_chain_name: 'misp-category', phase_name: category }],
  }
}

function observedOf(one: AttributeCase, seen: readonly StixJson[], facts: Facts): StixJson {
  const first = utcOf(one.attribute.first_seen) ?? one.modified
  const last = utcOf(one.attribute.last_seen) ?? first
  return {
    ...versioned(one, 'observed-data', facts),
    first_observed: first,
    last_observed: last < first ? first : last,
    number_observed: 1,
    object_refs: seen.map(({ id }) => id),
  }
}

function vulnerabilityOf(one: AttributeCase): StixJson {
  const { value, comment } = one.attribute
  const isListed = /^CVE-\d{4}-\d{4,}$/u.test(value)
  return {
    ...versioned(one, 'vulnerability', {}),
    name: value,
    ...(comment === '' ? {} : { description: comment }),
    ...(isListed ? { external_references: [{ source_name: 'cve', external_id: value }] } : {}),
  }
}

/** What STIX has no object for, in words: nothing is lost, but no tool acts upon it. */
function noteOf(one: AttributeCase): StixJson {
  const { type, value, comment } = one.attribute
  const isLink = type === 'link' && /^https?:\/\/\S+$/u.test(value)
  return {
    ...versioned(one, 'note', value === '' ? { value } : {}),
    ...(comment === '' ? {} : { abstract: comment }),
    content: value === '' ? '–' : value,
    object_refs: [one.container],
    ...(isLink ? { external_references: [{ source_name: 'misp', url: value }] } : {}),
  }
}

function commentOf(one: AttributeCase, about: string): StixJson {
  const { uuid, comment } = one.attribute
  return {
    ...head(one, `note--${impliedUuid('comment', uuid)}`),
    labels: factLabels({ note: 'comment' }),
    content: comment,
    object_refs: [about],
  }
}

/** Of `domain|ip`: that the one leads to the other. */
function resolving(one: AttributeCase, [seen, named]: readonly StixJson[]): readonly StixJson[] {
  if (seen?.type !== 'domain-name' || named === undefined) return []
  return [relationship(one, 'resolves-to', [seen.id, named.id])]
}

function relationship(one: AttributeCase, type: ImpliedType, [source, target]: readonly [string, string]): StixJson {
  const id = impliedRelationship(type, one.attribute.uuid)
  return { ...head(one, id), relationship_type: type, source_ref: source, target_ref: target }
}

function versioned(one: AttributeCase, stixType: string, facts: Facts): StixJson {
  const { uuid, type, category, to_ids: toIds, first_seen: first, last_seen: last } = one.attribute
  const { object_relation: relation } = one.attribute
  const seen = {
    ...(first ? { first_seen: first } : {}),
    ...(last ? { last_seen: last } : {}),
    ...(relation ? { relation } : {}),
  }
  const labels = factLabels({ type, category, to_ids: toIds ? 'True' : 'False', ...facts, ...seen })
  return { ...head(one, `${stixType}--${uuid}`), labels: [...labels, ...one.tags] }
}

/** A name for people; the value itself stands elsewhere. */
const shortName = (value: string): string => value.slice(0, 250).toWellFormed()

/** `2026-11-20T22:14:28.711954+00:00` as STIX writes it; `undefined` for another zone or what is no moment. */
function utcOf(text: string | undefined): string | undefined {
  return /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?:Z|\+00:00)$/u.exec(text ?? '')?.[1]?.concat('Z')
}
