import { instantOf, parseInstant, type Instant } from '#kernel/instant.ts'
import { importAttribute, type Target } from './import-attribute.ts'
import { clustersIn, pointingAt } from './galaxies.ts'
import { isFactLabel } from './labels.ts'
import { markingOf } from './markings.ts'
import { isAboutPerson } from './personal.ts'
import type { MispAttribute, MispEvent } from './schema.ts'
import type { Surrounded } from './head.ts'
import { importSightings } from './sightings.ts'

/** What surrounds all attributes of an event. */
export interface EventCase extends Surrounded {
  readonly event: MispEvent
  readonly container: string
  readonly target: Target
}

/** Adds an attribute, unless it may not come over. */
export function takeAttribute(one: EventCase, attribute: MispAttribute, where: string): void {
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
  const surrounded = { created, modified, author, marks: own }
  const main = importAttribute({ attribute, where, container, tags, ...surrounded }, one.target)
  if (main !== undefined) importSightings(surrounded, attribute.Sighting, { of: main, where, target: one.target })
  for (const cluster of clustersIn(attribute.Galaxy, where, one.target)) {
    if (main === undefined) continue
    const pointing = pointingAt(surrounded, main, cluster)
    if (one.target.collected.add(pointing)) one.target.refs.add(pointing.id)
  }
  if (attribute.ShadowAttribute.length > 0)
    rows.push({ what: 'ShadowAttribute', where: `${where}.ShadowAttribute`, code: 'proposal', fate: 'lost' })
  if (isNarrow(attribute.distribution, ['5']))
    rows.push({ what: 'distribution', where: `${where}.distribution`, code: 'distribution', fate: 'lost' })
}

/** A distribution that says less than all (3), or, of what stands in an event, less than the event. */
export const isNarrow = (distribution: string | undefined, wide: readonly string[]): boolean =>
  distribution !== undefined && !['3', ...wide].includes(distribution)

/** The date of the event, if that is earlier: MISP says only when something changed last, and `created` must stay. */
export function createdBefore(date: string, modified: Instant): Instant {
  const day = parseInstant(`${date}T00:00:00.000Z`)
  return day !== undefined && day < modified ? day : modified
}

/** Tags as labels, those of TLP as markings. */
export function tagsOf(
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
