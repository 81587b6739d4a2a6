import type { StixJson } from './collected.ts'
import { secondsOf, type SightingJson } from './export-attribute.ts'
import { reportMembers } from './placed-members.ts'
import { textIn, textsIn, uuidIn, type StixBundle } from './stix-bundle.ts'

/** A sighting of an attribute, as MISP has it: one moment, one organisation. */
export function sightingOf(object: StixJson, { objects, rows }: StixBundle): SightingJson {
  reportMembers(object, rows)
  if (object['count'] !== undefined && object['count'] !== 1)
    rows.push({ what: 'count', where: `${object.id}.count`, code: 'member-unplaced', fate: 'lost' })
  const by = objects.get(textsIn(object, 'where_sighted_refs')[0] ?? '')
  const seen = textIn(object, 'last_seen') || textIn(object, 'modified')
  return {
    uuid: uuidIn(object.id),
    type: '0',
    date_sighting: secondsOf({ ...object, modified: seen }, rows),
    source: textIn(object, 'description'),
    ...(by?.type === 'identity' ? { Organisation: { uuid: uuidIn(by.id), name: textIn(by, 'name') || by.id } } : {}),
  }
}
