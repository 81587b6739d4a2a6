/** What MISP says of a thing and STIX has no member for, as a label: `misp:category="Network activity"` (misp-stix writes them so). */
export const factNames = [
  'type',
  'category',
  'to_ids',
  'value',
  'first_seen',
  'last_seen',
  'date',
  'threat_level_id',
  'analysis',
  'note',
] as const
export type FactName = (typeof factNames)[number]
export type Facts = Readonly<Partial<Record<FactName, string>>>

export function factLabels(facts: Facts): readonly string[] {
  return factNames.flatMap((name) => (facts[name] === undefined ? [] : [`misp:${name}="${facts[name]}"`]))
}

/** Whether a tag would be read as one of these. */
export const isFactLabel = (label: string): boolean => factForm.test(label)

const factForm = new RegExp(`^misp:(${factNames.join('|')})="([^]*)"$`, 'u')
