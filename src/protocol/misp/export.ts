import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { observables } from '#protocol/stix/kinds.ts'
import { Belongings } from './belongings.ts'
import type { StixJson } from './collected.ts'
import {
  attributeOf,
  draftOfIndicator,
  draftOfNote,
  draftOfVulnerability,
  secondsOf,
  tagsOfMarks,
  type AttributeJson,
  type Draft,
  type Surroundings,
} from './export-attribute.ts'
import { galaxiesOf, withClusterTags } from './export-galaxy.ts'
import { isReport, reportOf } from './event-reports.ts'
import { compositeJson, compositeOf, type CompositeOf } from './export-composite-object.ts'
import { referenceOf } from './export-reference.ts'
import { addressesOf, isCluster, isEvent, isMispObject } from './roles.ts'
import { reportMembers } from './placed-members.ts'
import type { MispRow } from './report.ts'
import { valueInObservables, valuesInObservable } from './seen-value.ts'
import { factsOf, readBundle, textIn, textsIn, uuidIn, type StixBundle } from './stix-bundle.ts'
import { impliedUuid } from './uuid.ts'

export interface MispExport {
  /** `{"Event": ...}`, or `{"response": [...]}` where there are several. The same bundle gives the same bytes. */
  readonly document: Uint8Array
  readonly events: number
  readonly attributes: number
  readonly rows: readonly MispRow[]
}

/** A bundle of STIX as events of MISP, one for each report or grouping, with what did not come over as it was. */
export function exportMisp(bytes: Uint8Array): MispExport | Refusal<Code> {
  const bundle = readBundle(bytes)
  if (isRefusal(bundle)) return bundle
  const exporting = new Exporting(bundle)
  const events = exporting.events()
  const [first] = events
  const document = events.length === 1 ? { Event: first } : { response: events.map((Event) => ({ Event })) }
  return {
    document: encodeUtf8(`${JSON.stringify(document, undefined, 1)}\n`),
    events: events.length,
    attributes: events.reduce((sum, event) => sum + countOf(event), 0),
    rows: bundle.rows,
  }
}

interface ObjectJson {
  readonly Attribute: readonly AttributeJson[]
  readonly [member: string]: unknown
}

interface EventJson {
  readonly Attribute: readonly AttributeJson[]
  readonly Object?: readonly ObjectJson[]
  readonly [member: string]: unknown
}

class Exporting {
  readonly #bundle: StixBundle
  readonly #taken = new Set<string>()
  readonly #own: Belongings

  constructor(bundle: StixBundle) {
    this.#bundle = bundle
    this.#own = new Belongings(bundle)
  }

  events(): readonly EventJson[] {
    const all = [...this.#bundle.objects.values()]
    const containers = all.filter(isEvent)
    const owner = new Map<string, string>()
    for (const container of containers)
      for (const id of textsIn(container, 'object_refs')) if (!owner.has(id)) owner.set(id, container.id)
    const [first] = containers
    const home = first?.id ?? ''
    const inside = Map.groupBy(
      all.filter((one) => !isEvent(one)),
      ({ id }) => owner.get(id) ?? home,
    )
    if (first === undefined) return [this.#event(lonely(all), inside.get('') ?? [])]
    return containers.map((container) => this.#event(container, inside.get(container.id) ?? []))
  }

  #event(container: StixJson, objects: readonly StixJson[]): EventJson {
    const { rows } = this.#bundle
    const { facts, tags } = factsOf(container)
    const author = textIn(container, 'created_by_ref')
    const maker = this.#bundle.objects.get(author)
    const marks = textsIn(container, 'object_marking_refs')
    const surroundings = { marks, author, rows, clusters: this.#own.clusters, sightings: this.#own.sightings }
    reportMembers(container, rows)
    const composites = objects.flatMap((object) => this.#compositeOf(object) ?? [])
    const Attribute = this.#attributes(
      objects.filter(({ id }) => !this.#own.parts.has(id)),
      surroundings,
    )
    const mispObjects = [
      ...objects.filter(isMispObject).flatMap((object) => this.#object(object, surroundings)),
      ...composites
        .filter(({ object }) => this.#isFree(uuidIn(object.id), object))
        .map((one) => compositeJson(one, surroundings)),
    ]
    const EventReport = objects
      .filter((one) => isReport(one) && this.#isFree(uuidIn(one.id), one))
      .map((one) => reportOf(one, surroundings))
    const timestamp = secondsOf(container, rows)
    const isPublished = container.type === 'report'
    const named = new Set(textsIn(container, 'object_refs'))
    const Galaxy = galaxiesOf(
      objects.filter(
        (one) =>
          isCluster(one) && !this.#own.spent.has(one.id) && (named.has(one.id) || !this.#own.pointedAt.has(one.id)),
      ),
    )
    const Tag = withClusterTags([...tagsOfMarks(container, [], rows), ...tags], Galaxy)
    return {
      uuid: uuidIn(container.id),
      info: textIn(container, 'name'),
      date: facts.date ?? textIn(container, 'created').slice(0, '0000-00-00'.length),
      timestamp,
      published: isPublished,
      publish_timestamp: isPublished
        ? secondsOf({ ...container, modified: textIn(container, 'published') }, rows)
        : '0',
      threat_level_id: facts.threat_level_id ?? '4',
      analysis: facts.analysis ?? '0',
      // MISP shares nothing of it until somebody there says so.
      distribution: '0',
      sharing_group_id: '0',
      ...(maker?.type === 'identity'
        ? { Orgc: { uuid: uuidIn(maker.id), name: textIn(maker, 'name') || maker.id } }
        : {}),
      Attribute,
      ...(mispObjects.length === 0 ? {} : { Object: mispObjects }),
      ...(EventReport.length === 0 ? {} : { EventReport }),
      ...(Galaxy.length === 0 ? {} : { Galaxy }),
      ...(Tag.length === 0 ? {} : { Tag }),
    }
  }

  #attributes(objects: readonly StixJson[], surroundings: Surroundings): readonly AttributeJson[] {
    return objects.flatMap((object) =>
      this.#draftsOf(object).flatMap((draft) => {
        const attribute = attributeOf(object, draft, surroundings)
        return attribute !== undefined && this.#isFree(attribute.uuid, object) ? [attribute] : []
      }),
    )
  }

  /** An object of MISP, of the grouping that it became. */
  #object(grouping: StixJson, surroundings: Surroundings): readonly ObjectJson[] {
    const { rows } = this.#bundle
    const { facts } = factsOf(grouping)
    if (!this.#isFree(uuidIn(grouping.id), grouping)) return []
    const own = textsIn(grouping, 'object_refs').filter((id) => this.#own.parts.get(id) === grouping.id)
    const parts = own.flatMap((id) => this.#bundle.objects.get(id) ?? [])
    return [
      {
        uuid: uuidIn(grouping.id),
        name: facts.object ?? '',
        'meta-category': facts.meta_category ?? 'misc',
        ...(facts.template_uuid === undefined ? {} : { template_uuid: facts.template_uuid }),
        ...(facts.template_version === undefined ? {} : { template_version: facts.template_version }),
        comment: textIn(grouping, 'description'),
        timestamp: secondsOf(grouping, rows),
        deleted: grouping['revoked'] === true,
        distribution: '5',
        Attribute: this.#attributes(parts, surroundings),
        ...this.#referencesOf(grouping),
      },
    ]
  }

  #referencesOf(grouping: StixJson): { readonly ObjectReference?: readonly object[] } {
    const { rows } = this.#bundle
    const all = (this.#own.references.get(grouping.id) ?? []).filter((one) => this.#isFree(uuidIn(one.id), one))
    if (all.length === 0) return {}
    return { ObjectReference: all.map((one) => referenceOf(one, rows)) }
  }

  /** What no single attribute of MISP says, and an object there does. */
  #compositeOf(object: StixJson): CompositeOf | undefined {
    if (this.#own.spent.has(object.id) || this.#own.parts.has(object.id)) return undefined
    const found = compositeOf(object, this.#bundle)
    for (const id of found?.of ?? []) this.#own.spent.add(id)
    return found
  }

  /** Attributes of one object; none where it is part of something else, or MISP has no place for it. */
  #draftsOf(object: StixJson): readonly Draft[] {
    const { rows } = this.#bundle
    if (this.#own.spent.has(object.id) || isMispObject(object) || isReport(object)) return []
    reportMembers(object, rows)
    if (isCluster(object)) return []
    switch (object.type) {
      case 'indicator':
        return [draftOfIndicator(object, rows)]
      case 'vulnerability':
        return [draftOfVulnerability(object)]
      case 'note':
        return [draftOfNote(object, rows)]
      case 'observed-data':
        return this.#draftsOfObserved(object)
      case 'marking-definition':
        return []
      default:
        if (observables.has(object.type)) return this.#draftsOfLoose(object, '')
        rows.push({ what: object.type, where: object.id, code: 'object-unplaced', fate: 'lost' })
        return []
    }
  }

  #draftsOfObserved(object: StixJson): readonly Draft[] {
    const { facts } = factsOf(object)
    const seen = textsIn(object, 'object_refs').flatMap((id) => this.#bundle.objects.get(id) ?? [])
    const comment = this.#own.comments.get(object.id) ?? ''
    const named = new Set(seen.flatMap(addressesOf))
    const main = seen.filter(({ id }) => !named.has(id))
    const known = valueInObservables(main, facts, this.#bundle)
    if (known !== undefined) return [{ ...known, toIds: facts.to_ids === 'True', comment }]
    const drafts = main.flatMap((one) => this.#draftsOfLoose(one, comment))
    const [only] = drafts
    if (drafts.length === 1 && only !== undefined) return [{ ...only, uuid: uuidIn(object.id) }]
    const { rows } = this.#bundle
    rows.push({
      what: 'observed-data',
      where: object.id,
      code: drafts.length === 0 ? 'object-unplaced' : 'split',
      fate: drafts.length === 0 ? 'lost' : 'changed',
    })
    return drafts
  }

  /** Of an observable by itself; every attribute after the first has a UUID made from it. */
  #draftsOfLoose(object: StixJson, comment: string): readonly Draft[] {
    const { rows } = this.#bundle
    const { values, left } = valuesInObservable(object, this.#bundle)
    if (values.length === 0) rows.push({ what: object.type, where: object.id, code: 'object-unplaced', fate: 'lost' })
    else
      for (const name of left)
        rows.push({ what: name, where: `${object.id}.${name}`, code: 'member-unplaced', fate: 'lost' })
    if (values.length > 1) rows.push({ what: object.type, where: object.id, code: 'split', fate: 'changed' })
    return values.map((value, at) => {
      const uuid = at === 0 ? uuidIn(object.id) : impliedUuid('attribute', object.id, value.type)
      return { ...value, uuid, toIds: false, comment }
    })
  }

  #isFree(uuid: string, { id, type }: StixJson): boolean {
    if (!this.#taken.has(uuid)) {
      this.#taken.add(uuid)
      return true
    }
    this.#bundle.rows.push({ what: type, where: id, code: 'uuid-repeated', fate: 'lost' })
    return false
  }
}

const countOf = ({ Attribute, Object: objects = [] }: EventJson): number =>
  objects.reduce((sum, one) => sum + one.Attribute.length, Attribute.length)

/** Objects that nothing holds together, as if a grouping did; its times are those of the newest of them. */
function lonely(objects: readonly StixJson[]): StixJson {
  const newest = objects
    .map((object) => textIn(object, 'modified'))
    .reduce((one, other) => (other > one ? other : one), '')
  const modified = newest === '' ? '1970-01-01T00:00:00Z' : newest
  const uuid = impliedUuid('event', ...objects.map(({ id }) => id))
  return {
    type: 'grouping',
    id: `grouping--${uuid}`,
    name: 'STIX 2.1',
    context: 'unspecified',
    created: modified,
    modified,
  }
}
