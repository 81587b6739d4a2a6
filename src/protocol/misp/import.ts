import { encodeUtf8 } from '#kernel/bytes.ts'
import { instantOf } from '#kernel/instant.ts'
import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { Collected, type StixJson } from './collected.ts'
import { createdBefore, isNarrow, tagsOf, takeAttribute, type EventCase } from './event-case.ts'
import { importReport } from './event-reports.ts'
import { clustersIn } from './galaxies.ts'
import type { Target } from './import-attribute.ts'
import { importObject } from './import-object.ts'
import { factLabels } from './labels.ts'
import { readMisp, type ReadEvent } from './read.ts'
import { importReferences } from './references.ts'
import { inside, type MispRow } from './report.ts'
import type { MispEvent } from './schema.ts'
import { organisation } from './sightings.ts'
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
    takeAttribute(one, attribute, inside(where, `Attribute[${at}]`))
  for (const [at, object] of event.Object.entries()) importObject(one, object, inside(where, `Object[${at}]`))
  for (const [at, object] of event.Object.entries()) importReferences(one, object, inside(where, `Object[${at}]`))
  for (const [at, report] of event.EventReport.entries()) importReport(one, report, inside(where, `EventReport[${at}]`))
  for (const cluster of clustersIn(event.Galaxy, where, target)) target.refs.add(cluster)
  reportEvent(event, where, rows)
  if (target.refs.size === 0) rows.push({ what: 'event', where, code: 'event-empty', fate: 'lost' })
  else if (!collected.add(containerOf(one, tags)))
    rows.push({ what: 'event', where, code: 'uuid-repeated', fate: 'lost' })
}

/** What of the event itself has no place in STIX. */
function reportEvent(event: MispEvent, where: string, rows: MispRow[]): void {
  const place = where === '' ? '' : `${where}.`
  if (event.ShadowAttribute.length > 0)
    rows.push({ what: 'ShadowAttribute', where: `${place}ShadowAttribute`, code: 'proposal', fate: 'lost' })
  if (isNarrow(event.distribution, []))
    rows.push({ what: 'distribution', where: `${place}distribution`, code: 'distribution', fate: 'lost' })
}

function authorOf({ Orgc }: MispEvent, collected: Collected): string | undefined {
  if (Orgc === undefined) return undefined
  const identity = organisation(Orgc)
  collected.add(identity)
  return identity.id
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
