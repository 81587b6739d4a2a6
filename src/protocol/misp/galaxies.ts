import { instantOf } from '#kernel/instant.ts'
import type { StixJson } from './collected.ts'
import { head, type Surrounded } from './head.ts'
import type { Target } from './import-attribute.ts'
import { factLabels } from './labels.ts'
import { inside } from './report.ts'
import type { MispCluster, MispGalaxy } from './schema.ts'
import { impliedUuid } from './uuid.ts'

const malware = { type: 'malware', members: { is_family: true } }
const tool = { type: 'tool', members: {} }
const place = { type: 'identity', members: { identity_class: 'class' } }

interface GalaxyRow {
  readonly type: string
  readonly members: Readonly<Record<string, unknown>>
}

/** What the entries of a galaxy are in STIX, by the type of the galaxy (MISP/misp-galaxy). */
const galaxies: ReadonlyMap<string, GalaxyRow> = new Map([
  ['threat-actor', { type: 'threat-actor', members: {} }],
  ['microsoft-activity-group', { type: 'threat-actor', members: {} }],
  ['mitre-intrusion-set', { type: 'intrusion-set', members: {} }],
  ['mitre-attack-pattern', { type: 'attack-pattern', members: {} }],
  ['mitre-course-of-action', { type: 'course-of-action', members: {} }],
  ['mitre-malware', malware],
  ['malpedia', malware],
  ['ransomware', malware],
  ['rat', malware],
  ['stealer', malware],
  ['backdoor', malware],
  ['banker', malware],
  ['botnet', malware],
  ['android', malware],
  ['mitre-tool', tool],
  ['tool', tool],
  ['exploit-kit', tool],
  ['branded-vulnerability', { type: 'vulnerability', members: {} }],
  ['country', place],
  ['region', place],
  ['sector', place],
  ['target-information', place],
])

/** The types that an entry can be. */
export const clusterTypes: ReadonlySet<string> = new Set([...galaxies.values()].map(({ type }) => type))

/** Adds the entries of galaxies and answers their ids; of a galaxy that STIX has no object for the tag is all there is. */
export function clustersIn(list: readonly MispGalaxy[], where: string, target: Target): readonly string[] {
  return list.flatMap(({ type, GalaxyCluster: clusters }, at) => {
    const row = galaxies.get(type)
    if (row === undefined) {
      target.rows.push({ what: type, where: inside(where, `Galaxy[${at}]`), code: 'galaxy-as-tag', fate: 'changed' })
      return []
    }
    return clusters.map((cluster) => {
      const object = clusterObject(cluster, type, row)
      target.collected.add(object)
      return object.id
    })
  })
}

/** Whoever keeps the galaxy made the entry, not who made the event: it has no maker here, and any version of its maker's is newer. */
function clusterObject({ uuid, value, description, meta }: MispCluster, galaxy: string, row: GalaxyRow): StixJson {
  const epoch = instantOf(0)
  const ids = meta.external_id.map((id) => ({
    source_name: /^[TGSMC]\d{4}/u.test(id) ? 'mitre-attack' : galaxy,
    external_id: id,
  }))
  const refs = meta.refs.filter((url) => /^https?:\/\/\S+$/u.test(url)).map((url) => ({ source_name: galaxy, url }))
  const references = [...ids, ...refs]
  const hasAliases = ['threat-actor', 'intrusion-set', 'malware', 'tool', 'attack-pattern'].includes(row.type)
  return {
    ...head({ created: epoch, modified: epoch, author: undefined, marks: [] }, `${row.type}--${uuid}`),
    name: value,
    ...(description === '' ? {} : { description }),
    ...(hasAliases && meta.synonyms.length > 0 ? { aliases: meta.synonyms } : {}),
    ...row.members,
    labels: factLabels({ galaxy }),
    ...(references.length === 0 ? {} : { external_references: references }),
  }
}

const indicated: ReadonlySet<string> = new Set(['attack-pattern', 'intrusion-set', 'malware', 'threat-actor', 'tool'])

/** What an attribute has to do with an entry: an indicator may indicate it (STIX 2.1 section 4.7). */
export function pointingAt(one: Surrounded, source: string, target: string): StixJson {
  const isIndicated = source.startsWith('indicator--') && indicated.has(target.slice(0, target.indexOf('--')))
  return {
    ...head(one, `relationship--${impliedUuid('galaxy', source, target)}`),
    relationship_type: isIndicated ? 'indicates' : 'related-to',
    source_ref: source,
    target_ref: target,
  }
}
