import { parseInstant } from '#kernel/instant.ts'

/** What MISP says of a thing and STIX has no member for, as a label: `misp:category="Network activity"` (misp-stix writes them so). */
const factNames = [
  'type',
  'category',
  'to_ids',
  'value',
  'first_seen',
  'last_seen',
  'date',
  'threat_level_id',
  'analysis',
  'relation',
  'object',
  'meta_category',
  'template_uuid',
  'template_version',
  'galaxy',
  'note',
] as const
type FactName = (typeof factNames)[number]
export type Facts = Readonly<Partial<Record<FactName, string>>>

export function factLabels(facts: Facts): readonly string[] {
  return factNames.flatMap((name) => (facts[name] === undefined ? [] : [`misp:${name}="${facts[name]}"`]))
}

/** Whether a tag would be read as one of these. */
export const isFactLabel = (label: string): boolean => factForm.test(label)

/** What labels say of MISP, and the others. */
export function readLabels(labels: readonly string[]): { readonly facts: Facts; readonly tags: readonly string[] } {
  const facts: Partial<Record<FactName, string>> = {}
  const tags: string[] = []
  for (const label of labels) {
    const [, name = '', value] = factForm.exec(label) ?? []
    if (isFactName(name) && value !== undefined && isMeant(name, value)) facts[name] ??= value
    else if (label !== '') tags.push(label)
  }
  return { facts, tags }
}

/** Whether a fact can be one: only a value may be empty, and a date is one. */
const isMeant = (name: FactName, value: string): boolean =>
  name === 'date' ? parseInstant(`${value}T00:00:00.000Z`) !== undefined : value !== '' || name === 'value'

const isFactName = (name: string): name is FactName => factNames.some((known) => known === name)

const factForm = new RegExp(`^misp:(${factNames.join('|')})="([^]*)"$`, 'u')
