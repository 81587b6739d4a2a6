import { isParsed } from '#protocol/stix/members.ts'
import type { StixJson } from './collected.ts'
import { factsOf, listIn, textIn, textsIn, uuidIn } from './stix-bundle.ts'

/** An entry of a galaxy, with the tag by which MISP knows it. */
export interface ClusterJson {
  readonly uuid: string
  readonly type: string
  readonly value: string
  readonly tag_name: string
  readonly description: string
  readonly meta: Readonly<Record<string, readonly string[]>>
}

export interface GalaxyJson {
  readonly type: string
  readonly name: string
  readonly GalaxyCluster: readonly ClusterJson[]
}

/** Entries by their galaxies. What was in none of MISP's is in one of STIX's own, as MISP's own translation names it. */
export function galaxiesOf(objects: readonly StixJson[]): readonly GalaxyJson[] {
  const byGalaxy = Map.groupBy(objects.map(clusterOf), ({ type }) => type)
  return [...byGalaxy].map(([type, clusters]) => ({ type, name: type, GalaxyCluster: clusters }))
}

function clusterOf(object: StixJson): ClusterJson {
  const type = factsOf(object).facts.galaxy ?? `stix-2.1-${object.type}`
  const value = textIn(object, 'name') || object.id
  const references = listIn(object, 'external_references').filter(isParsed)
  const textsOf = (member: string) => references.map((one) => one[member]).filter((one) => typeof one === 'string')
  const meta = { external_id: textsOf('external_id'), synonyms: textsIn(object, 'aliases'), refs: textsOf('url') }
  return {
    uuid: uuidIn(object.id),
    type,
    value,
    tag_name: `misp-galaxy:${type}="${value}"`,
    description: textIn(object, 'description'),
    meta: Object.fromEntries(Object.entries(meta).filter(([, texts]) => texts.length > 0)),
  }
}

/** Tags with those of the entries, each once. */
export function withClusterTags(
  tags: readonly string[],
  found: readonly GalaxyJson[],
): readonly { readonly name: string }[] {
  const names = found.flatMap(({ GalaxyCluster: clusters }) => clusters.map(({ tag_name: name }) => name))
  return [...new Set([...tags, ...names])].map((name) => ({ name }))
}
