import { encodeUtf8 } from '#kernel/bytes.ts'
import { instantOf, parseInstant, type Instant } from '#kernel/instant.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { Collected, type StixJson } from './collected.ts'
import { importAttribute, type Target } from './import-attribute.ts'
import { factLabels, isFactLabel } from './labels.ts'
import { markingOf } from './markings.ts'
import { isAboutPerson } from './personal.ts'
import { readMisp, type ReadEvent } from './read.ts'
import type { MispRow } from './report.ts'
import type { MispAttribute, MispEvent } from './schema.ts'
import { impliedUuid } from './uuid.ts'

export interface MispImport {
  /** A STIX 2.1 bundle; the same document gives the same bytes. */
  readonly bundle: Uint8Array
  readonly events: number
  readonly objects: number
  readonly rows: readonly MispRow[]
}

/** Events of MISP as a bundle of STIX, with what did not come over as it was. */
export function importMisp(bytes: Uint8Array): MispImport | Refusal<Code> {
  const read = readMisp(bytes)
  if (isRefusal(read)) return read
  const collected = new Collected()
  const rows = [...read.rows]
  const taken = new Set<string>()
  for (const one of read.events) importEvent(one, { collected, rows, taken, refs: new Set() })
  const { objects } = collected
  const id = `bundle--${impliedUuid('bundle', ...read.events.map(({ event }) => event.uuid))}`
  const bundle = encodeUtf8(`${JSON.stringify({ type: 'bundle', id, objects }, undefined, 1)}\n`)
  return { bundle, events: read.events.length, objects: objects.length, rows }
}

/** What surrounds all attributes of an event. */
interface EventCase {
  readonly event: MispEvent
  readonly created: Instant
  readonly modified: Instant
  readonly author: string | undefined
  readonly container: string
  readonly marks: readonly string[]
  readonly target: Target
}

function importEvent({ event, where }: ReadEvent, target: Target): void {
  const { collected, rows } = target
  const modified = instantOf(event.timestamp * 1000)
  const { tags, marks } = tagsOf(event.Tag, { where, target })
  const one: EventCase = {
    event,
    created: createdBefore(event.date, modified),
    modified,
    author: authorOf(event, collected),
    container: `${event.published ? 'report' : 'grouping'}--${event.uuid}`,
    marks,
    target,
  }
  for (const [at, attribute] of event.Attribute.entries())
    takeAttribute(one, attribute, `${where === '' ? '' : `${where}.`}Attribute[${at}]`)
  reportEvent(event, where, rows)
  if (target.refs.size === 0) rows.push({ what: 'event', where, code: 'event-empty', fate: 'lost' })
  else if (!collected.add(containerOf(one, tags)))
    rows.push({ what: 'event', where, code: 'uuid-repeated', fate: 'lost' })
}

function takeAttribute(one: EventCase, attribute: MispAttribute, where: string): void {
  const { rows } = one.target
  if (isAboutPerson(attribute)) {
    rows.push({ what: attribute.type, where, code: 'person', fate: 'lost', rule: 'SG-01: attribute about a person' })
    return
  }
  if (attribute.deleted) {
    rows.push({ what: 'attribute', where, code: 'deleted', fate: 'lost' })
    return
  }
  const { tags, marks } = tagsOf(attribute.Tag, { where, target: one.target })
  const modified = attribute.timestamp === undefined ? one.modified : instantOf(attribute.timestamp * 1000)
  const created = createdBefore(one.event.date, modified)
  const { author, container } = one
  const own = marks.length === 0 ? one.marks : marks
  if (marks.length > 0 && marks.join() === one.marks.join())
    rows.push({ what: 'tag', where: `${where}.Tag`, code: 'tag-repeated', fate: 'changed' })
  importAttribute({ attribute, where, created, modified, author, container, tags, marks: own }, one.target)
  if (attribute.ShadowAttribute.length > 0)
    rows.push({ what: 'ShadowAttribute', where: `${where}.ShadowAttribute`, code: 'proposal', fate: 'lost' })
  if (isNarrow(attribute.distribution, ['5']))
    rows.push({ what: 'distribution', where: `${where}.distribution`, code: 'distribution', fate: 'lost' })
}

/** What of the event itself has no place in STIX. */
function reportEvent(event: MispEvent, where: string, rows: MispRow[]): void {
  const place = where === '' ? '' : `${where}.`
  if (event.ShadowAttribute.length > 0)
    rows.push({ what: 'ShadowAttribute', where: `${place}ShadowAttribute`, code: 'proposal', fate: 'lost' })
  if (isNarrow(event.distribution, []))
    rows.push({ what: 'distribution', where: `${place}distribution`, code: 'distribution', fate: 'lost' })
}

/** A distribution that says less than all (3), or, of what stands in an event, less than the event. */
const isNarrow = (distribution: string | undefined, wide: readonly string[]): boolean =>
  distribution !== undefined && !['3', ...wide].includes(distribution)

/** The date of the event, if that is earlier: MISP says only when something changed last, and `created` must stay. */
function createdBefore(date: string, modified: Instant): Instant {
  const day = parseInstant(`${date}T00:00:00.000Z`)
  return day !== undefined && day < modified ? day : modified
}

/** An organisation without a time of its own: one version of it, whatever event names it. */
function authorOf({ Orgc }: MispEvent, collected: Collected): string | undefined {
  if (Orgc === undefined) return undefined
  const id = `identity--${Orgc.uuid}`
  const epoch = instantOf(0)
  collected.add({
    type: 'identity',
    spec_version: '2.1',
    id,
    created: epoch,
    modified: epoch,
    name: Orgc.name,
    identity_class: 'organization',
  })
  return id
}

/** Tags as labels, those of TLP as markings. */
function tagsOf(
  tags: MispEvent['Tag'],
  { where, target }: { readonly where: string; readonly target: Target },
): { readonly tags: readonly string[]; readonly marks: readonly string[] } {
  const labels: string[] = []
  const marks: string[] = []
  for (const [at, { name }] of tags.entries()) {
    const place = `${where === '' ? '' : `${where}.`}Tag[${at}]`
    const found = markingOf(name)
    if (isFactLabel(name)) target.rows.push({ what: 'tag', where: place, code: 'tag-reserved', fate: 'lost' })
    else if (found === undefined) labels.push(name)
    else {
      target.collected.add(found.marking)
      marks.push(found.marking.id)
      if (!found.isExact) target.rows.push({ what: 'tag', where: place, code: 'tag-changed', fate: 'changed' })
    }
  }
  return { tags: [...new Set(labels)], marks: [...new Set(marks)] }
}

/** A published event is a report; one that is still worked on is a grouping, which claims no publication. */
function containerOf(one: EventCase, tags: readonly string[]): StixJson {
  const { event, container, author, created, modified, marks, target } = one
  const { date, threat_level_id: level, analysis } = event
  const labels = factLabels({
    date,
    ...(level === undefined ? {} : { threat_level_id: level }),
    ...(analysis === undefined ? {} : { analysis }),
  })
  const published = instantOf((event.publish_timestamp === 0 ? event.timestamp : event.publish_timestamp) * 1000)
  return {
    type: event.published ? 'report' : 'grouping',
    spec_version: '2.1',
    id: container,
    ...(author === undefined ? {} : { created_by_ref: author }),
    created,
    modified,
    name: event.info === '' ? event.uuid : event.info,
    ...(event.published ? { published } : { context: 'unspecified' }),
    labels: [...labels, ...tags],
    ...(marks.length === 0 ? {} : { object_marking_refs: marks }),
    object_refs: [...target.refs],
  }
}
