import type { StixJson } from './collected.ts'
import type { MispRow } from './report.ts'

const common = [
  'type',
  'spec_version',
  'id',
  'created_by_ref',
  'created',
  'modified',
  'revoked',
  'labels',
  'object_marking_refs',
]

const cluster = ['name', 'description', 'aliases', 'external_references']

/** Members of an object that have a place in an event, or say nothing beyond what has; `created` has none, and every object has it. */
const placed: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    indicator: ['name', 'description', 'pattern', 'pattern_type', 'pattern_version', 'valid_from', 'kill_chain_phases'],
    'observed-data': ['first_observed', 'last_observed', 'number_observed', 'object_refs'],
    vulnerability: ['name', 'description', 'external_references'],
    note: ['abstract', 'content', 'object_refs', 'external_references'],
    'threat-actor': cluster,
    'intrusion-set': cluster,
    'attack-pattern': cluster,
    'course-of-action': cluster,
    malware: [...cluster, 'is_family'],
    tool: cluster,
    identity: [...cluster, 'identity_class'],
    sighting: ['description', 'first_seen', 'last_seen', 'count', 'sighting_of_ref', 'where_sighted_refs'],
    report: ['name', 'published', 'object_refs'],
    grouping: ['name', 'context', 'object_refs'],
  }),
)

/** Reports the members that an event has no place for; of an object that has none itself, it is said once. */
export function reportMembers(object: StixJson, rows: MispRow[], own = placed.get(object.type)): void {
  if (own === undefined) return
  const known = new Set([...common, ...own])
  for (const name of Object.keys(object))
    if (!known.has(name))
      rows.push({ what: name, where: `${object.id}.${name}`, code: 'member-unplaced', fate: 'lost' })
}
