import { epochMsOf, parseInstant } from '#kernel/instant.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import { isParsed } from '#protocol/stix/members.ts'
import { attributeTypes } from './attribute-types.ts'
import type { StixJson } from './collected.ts'
import { galaxiesOf, withClusterTags, type GalaxyJson } from './export-galaxy.ts'
import type { Facts } from './labels.ts'
import { tagOfMarking } from './markings.ts'
import { isAboutPerson } from './personal.ts'
import type { MispRow } from './report.ts'
import { valueInPattern, type TypedValue } from './seen-value.ts'
import { factsOf, listIn, textIn, textsIn, uuidIn } from './stix-bundle.ts'

/** An attribute as MISP reads it (misp-core-format: attribute). */
export interface AttributeJson extends TypedValue {
  readonly uuid: string
  readonly category: string
  readonly to_ids: boolean
  readonly comment: string
  readonly timestamp: string
  readonly deleted: boolean
  /** `5`: as the event. */
  readonly distribution: '5'
  readonly disable_correlation: false
  readonly first_seen?: string
  readonly last_seen?: string
  readonly object_relation?: string
  readonly Galaxy?: readonly GalaxyJson[]
  readonly Sighting?: readonly SightingJson[]
  readonly Tag?: readonly { readonly name: string }[]
}

export interface SightingJson {
  readonly uuid: string
  readonly type: '0'
  readonly date_sighting: string
  readonly source: string
  readonly Organisation?: { readonly uuid: string; readonly name: string }
}

/** What an object becomes, before what all attributes have. */
export interface Draft extends TypedValue {
  readonly uuid?: string
  readonly toIds: boolean
  readonly comment: string
}

/** What surrounds the attributes of an event. */
export interface Surroundings {
  /** Sightings of an object, by its id. */
  readonly sightings: ReadonlyMap<string, readonly SightingJson[]>
  /** Entries of galaxies that an object points at, by its id. */
  readonly clusters: ReadonlyMap<string, readonly StixJson[]>
  readonly marks: readonly string[]
  readonly author: string
  readonly rows: MispRow[]
}

const defaultCategory = 'Other'

/** An indicator's pattern, in the type that it is; a whole pattern where no type of MISP says it. */
export function draftOfIndicator(object: StixJson, rows: MispRow[]): Draft {
  const { facts } = factsOf(object)
  const [pattern, language, where] = [textIn(object, 'pattern'), textIn(object, 'pattern_type'), object.id]
  const draft = { toIds: facts.to_ids !== 'False', comment: commentOf(object, facts) }
  const rule = Object.entries(attributeTypes).find(([, row]) => row.kind === 'rule' && row.language === language)?.[0]
  const found = language === 'stix' && facts.type !== rule ? valueInPattern(pattern, facts) : undefined
  if (found !== undefined) return { ...found, ...draft }
  if (rule === undefined) {
    rows.push({ what: 'indicator', where, code: 'as-text', fate: 'kept' })
    return { type: 'text', value: pattern, ...draft }
  }
  if (facts.type !== rule) rows.push({ what: 'indicator', where, code: 'pattern-whole', fate: 'kept' })
  return { type: rule, value: pattern, ...draft }
}

export function draftOfVulnerability(object: StixJson): Draft {
  const { facts } = factsOf(object)
  const [named] = externalIdsOf(object).filter((id) => id.startsWith('CVE-'))
  const value = facts.type === undefined ? (named ?? textIn(object, 'name')) : textIn(object, 'name')
  const comment = facts.type === undefined ? textIn(object, 'description') : commentOf(object, facts)
  return { type: 'vulnerability', value, toIds: facts.to_ids === 'True', comment }
}

function externalIdsOf(object: StixJson): readonly string[] {
  return listIn(object, 'external_references').flatMap((one) =>
    isParsed(one) && typeof one['external_id'] === 'string' ? [one['external_id']] : [],
  )
}

/** A note of MISP's own is the attribute that it was; any other a text. */
export function draftOfNote(object: StixJson, rows: MispRow[]): Draft {
  const { facts } = factsOf(object)
  if (facts.type === undefined) rows.push({ what: 'note', where: object.id, code: 'as-text', fate: 'kept' })
  return {
    type: facts.type ?? 'text',
    value: facts.value === '' ? '' : textIn(object, 'content'),
    toIds: facts.to_ids === 'True',
    comment: textIn(object, 'abstract'),
  }
}

/** What is said of an object for people: of one that MISP did not make, its name too. */
export function commentOf(object: StixJson, facts: Facts): string {
  const [name, description] = [textIn(object, 'name'), textIn(object, 'description')]
  if (facts.type !== undefined || name === '') return description
  return description === '' ? name : `${name}: ${description}`
}

/** The attribute of a draft; `undefined`, and reported, where it would be a record of a person. */
export function attributeOf(
  object: StixJson,
  draft: Draft,
  { marks, author, rows, clusters, sightings }: Surroundings,
): AttributeJson | undefined {
  const { facts, tags } = factsOf(object)
  const { type, value, comment, toIds } = draft
  const category = facts.category ?? phaseOf(object) ?? attributeTypes[type]?.category ?? defaultCategory
  if (isAboutPerson({ type, category })) {
    rows.push({ what: type, where: object.id, code: 'person', fate: 'lost', rule: 'SG-01: attribute about a person' })
    return undefined
  }
  const own = tagsOfMarks(object, marks, rows)
  const Galaxy = galaxiesOf(clusters.get(object.id) ?? [])
  const Tag = withClusterTags([...own, ...tags], Galaxy)
  const by = textIn(object, 'created_by_ref')
  if (by !== '' && by !== author) rows.push({ what: 'created_by_ref', where: object.id, code: 'author', fate: 'lost' })
  return {
    uuid: draft.uuid ?? uuidIn(object.id),
    type,
    category,
    value,
    to_ids: toIds,
    comment,
    timestamp: secondsOf(object, rows),
    deleted: object['revoked'] === true,
    distribution: '5',
    disable_correlation: false,
    ...seenTimes(object, facts),
    ...(facts.relation === undefined ? {} : { object_relation: facts.relation }),
    ...(Galaxy.length === 0 ? {} : { Galaxy }),
    ...(sightings.has(object.id) ? { Sighting: sightings.get(object.id) ?? [] } : {}),
    ...(Tag.length === 0 ? {} : { Tag }),
  }
}

function phaseOf(object: StixJson): string | undefined {
  const [first] = listIn(object, 'kill_chain_phases')
  const isOurs = isParsed(first) && first['kill_chain_name'] === 'misp-category'
  return isOurs && typeof first['phase_name'] === 'string' ? first['phase_name'] : undefined
}

/** Tags of the markings that the event has not got; markings that are no TLP are reported. */
export function tagsOfMarks(object: StixJson, above: readonly string[], rows: MispRow[]): readonly string[] {
  return textsIn(object, 'object_marking_refs').flatMap((id) => {
    if (above.includes(id)) return []
    const tag = tagOfMarking(id)
    if (tag !== undefined) return [tag]
    rows.push({ what: 'object_marking_refs', where: `${object.id}.object_marking_refs`, code: 'marking', fate: 'lost' })
    return []
  })
}

function seenTimes(object: StixJson, facts: Facts): { readonly first_seen?: string; readonly last_seen?: string } {
  const isOthers = facts.type === undefined && object.type === 'observed-data'
  const first = facts.first_seen ?? (isOthers ? textIn(object, 'first_observed') : '')
  const last = facts.last_seen ?? (isOthers ? textIn(object, 'last_observed') : '')
  return { ...(first === '' ? {} : { first_seen: first }), ...(last === '' ? {} : { last_seen: last }) }
}

/** Seconds since 1970 of `modified`; MISP has no finer time. An object without times is of 1970. */
export function secondsOf(object: StixJson, rows: MispRow[]): string {
  const key = timestampKey(textIn(object, 'modified'))
  if (key === undefined) return '0'
  if (key.includes('.'))
    rows.push({ what: 'modified', where: `${object.id}.modified`, code: 'time-shortened', fate: 'changed' })
  const at = parseInstant(`${key.slice(0, '0000-00-00T00:00:00'.length)}.000Z`)
  return String(at === undefined ? 0 : Math.max(0, epochMsOf(at) / 1000))
}
