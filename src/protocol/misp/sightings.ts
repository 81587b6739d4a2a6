import { instantOf } from '#kernel/instant.ts'
import type { StixJson } from './collected.ts'
import { head, type Surrounded } from './head.ts'
import type { Target } from './import-attribute.ts'
import { inside } from './report.ts'
import type { MispOrganisation, MispSighting } from './schema.ts'

/** An organisation has no time of its own in an event: one version of it, whatever event names it. */
export function organisation({ uuid, name }: MispOrganisation): StixJson {
  const epoch = instantOf(0)
  const surrounded = { created: epoch, modified: epoch, author: undefined, marks: [] }
  return { ...head(surrounded, `identity--${uuid}`), name, identity_class: 'organization' }
}

interface Sighted {
  readonly of: string
  readonly where: string
  readonly target: Target
}

/** Adds the sightings of an attribute; that it is wrong or past is an opinion, which has no place among them. */
export function importSightings(one: Surrounded, list: readonly MispSighting[], { of, where, target }: Sighted): void {
  for (const [at, { uuid, type, date_sighting: seconds, source, Organisation: by }] of list.entries()) {
    const place = inside(where, `Sighting[${at}]`)
    const code = type !== '0' ? 'sighting-kind' : target.taken.has(uuid) ? 'uuid-repeated' : undefined
    if (code !== undefined) {
      target.rows.push({ what: 'Sighting', where: place, code, fate: 'lost' })
      continue
    }
    target.taken.add(uuid)
    const seen = instantOf(seconds * 1000)
    const identity = by === undefined ? undefined : organisation(by)
    if (identity !== undefined) target.collected.add(identity)
    const sighting = {
      ...head({ ...one, created: seen, modified: seen }, `sighting--${uuid}`),
      ...(source === '' ? {} : { description: source }),
      first_seen: seen,
      last_seen: seen,
      count: 1,
      sighting_of_ref: of,
      ...(identity === undefined ? {} : { where_sighted_refs: [identity.id] }),
    }
    target.collected.add(sighting)
    target.refs.add(sighting.id)
  }
}
