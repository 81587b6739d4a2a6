import { instantOf } from '#kernel/instant.ts'
import { createdBefore, type EventCase } from './event-case.ts'
import { head } from './head.ts'
import { factLabels } from './labels.ts'
import { inside } from './report.ts'
import type { MispObject } from './schema.ts'
import { uuidIn } from './stix-bundle.ts'

const typeShape = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u

/**
 * What an object of MISP says of its relations to others (misp-core-format: ObjectReference), as relationships from its grouping. Called once everything of the
 * event is there: what a reference leads to may stand behind it.
 */
export function importReferences(one: EventCase, object: MispObject, where: string): void {
  const { collected, rows, refs } = one.target
  const source = `grouping--${object.uuid}`
  const known = idsByUuid(refs)
  if (!refs.has(source)) return
  for (const [at, reference] of object.ObjectReference.entries()) {
    const place = inside(where, `ObjectReference[${at}]`)
    const target = known.get(reference.referenced_uuid)
    const code = reference.deleted ? 'deleted' : target === undefined ? 'reference-unresolved' : undefined
    const modified = reference.timestamp === undefined ? one.modified : instantOf(reference.timestamp * 1000)
    const type = typeOf(reference.relationship_type)
    const relationship = {
      ...head(
        { ...one, modified, created: createdBefore(one.event.date, modified) },
        `relationship--${reference.uuid}`,
      ),
      relationship_type: type,
      ...(isKept(reference.relationship_type) && type !== reference.relationship_type
        ? { labels: factLabels({ relation: reference.relationship_type }) }
        : {}),
      ...(reference.comment === '' ? {} : { description: reference.comment }),
      source_ref: source,
      target_ref: target,
    }
    if (code !== undefined) rows.push({ what: 'ObjectReference', where: place, code, fate: 'lost' })
    else if (!collected.add(relationship))
      rows.push({ what: 'ObjectReference', where: place, code: 'uuid-repeated', fate: 'lost' })
    else {
      refs.add(relationship.id)
      if (type !== reference.relationship_type)
        rows.push({
          what: 'relationship_type',
          where: `${place}.relationship_type`,
          code: 'relation-changed',
          fate: isKept(reference.relationship_type) ? 'kept' : 'changed',
        })
    }
  }
}

/** An empty name is none that could come back. */
const isKept = (said: string): boolean => said !== ''

/** What each attribute and object became: an object its grouping, whatever else it is too. */
function idsByUuid(refs: ReadonlySet<string>): ReadonlyMap<string, string> {
  const known = new Map<string, string>()
  for (const id of refs) if (id.startsWith('grouping--') || !known.has(uuidIn(id))) known.set(uuidIn(id), id)
  return known
}

/** Lower-case letters, digits and hyphens (STIX 2.1 section 5.1.1). */
export function typeOf(said: string): string {
  const plain = said
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
  return typeShape.test(plain) ? plain : 'related-to'
}
