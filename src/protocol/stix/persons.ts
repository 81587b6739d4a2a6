import { isParsed, type Parsed } from './members.ts'

/** Why a record is one of a person (safeguards.md, SG-01 made exact for STIX). The words stand in a refusal's `rule`. */
export type PersonRule =
  | 'SG-01: identity of class individual'
  | 'SG-01: identity without class and sector'
  | 'SG-01: threat actor that is an individual'
  | 'SG-01: personal member of a threat actor'
  | 'SG-01: account or address with a display name'
  | 'SG-01: account or address that is no evidence'

const accounts: ReadonlySet<string> = new Set(['email-addr', 'user-account'])

/** Whether objects of that type travel as evidence alone. */
export const isAccount = (type: string): boolean => accounts.has(type)

/** What an account or address must be evidence of. */
const evidence: ReadonlySet<string> = new Set(['indicator', 'sighting', 'malware', 'observed-data'])

/** Whether objects of that type may be records of persons by themselves, so that all of their members must be looked at. */
export function isPersonal(type: string): boolean {
  return ruled.has(type)
}

const ruled: ReadonlySet<string> = new Set(['identity', 'threat-actor', 'email-addr', 'user-account', 'observed-data'])

/** The rule that one object breaks by itself, whatever else stands in the bundle. */
export function personRuleOf(object: Parsed): PersonRule | undefined {
  switch (object['type']) {
    case 'identity':
      return identityRule(object)
    case 'threat-actor':
      return actorRule(object)
    case 'email-addr':
    case 'user-account':
      return 'display_name' in object ? 'SG-01: account or address with a display name' : undefined
    case 'observed-data':
      return containedRule(object['objects'])
    default:
      return undefined
  }
}

function identityRule(object: Parsed): PersonRule | undefined {
  const word = wordOf(object['identity_class'])
  if (word === 'individual') return 'SG-01: identity of class individual'
  const sectors = object['sectors']
  const hasSector = Array.isArray(sectors) && sectors.some((sector) => wordOf(sector) !== '')
  return word === '' && !hasSector ? 'SG-01: identity without class and sector' : undefined
}

function actorRule(object: Parsed): PersonRule | undefined {
  if (wordOf(object['resource_level']) === 'individual') return 'SG-01: threat actor that is an individual'
  const isPersonal = Object.keys(object).some((member) => member.startsWith('personal_'))
  return isPersonal ? 'SG-01: personal member of a threat actor' : undefined
}

/** Observed-data's own container of STIX 2.0, still allowed: its observables are evidence where they stand. */
function containedRule(container: unknown): PersonRule | undefined {
  if (typeof container !== 'object' || container === null) return undefined
  for (const held of Object.values(container)) {
    const rule = isParsed(held) && held['type'] !== 'observed-data' ? personRuleOf(held) : undefined
    if (rule !== undefined) return rule
  }
  return undefined
}

/** A word of a vocabulary, whatever its case and the white space around it; empty for anything but text. */
function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.normalize('NFKC').trim().toLowerCase() : ''
}

/** What the rule of evidence looks at: `refs` are the values of all `_ref` and `_refs` members. */
export interface Referring {
  readonly type: string
  readonly id: string
  readonly refs: readonly string[]
}

/**
 * Ids of the accounts and addresses that are no evidence here. Evidence is what an indicator, sighting, malware or
 * observed-data of the same bundle names, directly or by a relationship with it, and what observables so named name in turn
 * (the sender of an e-mail message, the creator of a process). A report or a grouping makes nothing evidence.
 */
export function withoutEvidence(objects: readonly Referring[]): ReadonlySet<string> {
  const open = new Set(objects.filter(({ type }) => accounts.has(type)).map(({ id }) => id))
  if (open.size === 0) return open
  const anchors = new Set(objects.filter(({ type }) => evidence.has(type)).map(({ id }) => id))
  const named = objects.flatMap(({ type, refs }) => {
    if (evidence.has(type)) return refs
    return type === 'relationship' && refs.some((ref) => anchors.has(ref)) ? refs : []
  })
  const onward = observableRefs(objects)
  const seen = new Set<string>()
  for (let ref = named.pop(); ref !== undefined; ref = named.pop()) {
    if (seen.has(ref)) continue
    seen.add(ref)
    open.delete(ref)
    for (const next of onward.get(ref) ?? []) named.push(next)
  }
  return open
}

/** Observables by id with what they name; objects of other types lead nowhere. */
function observableRefs(objects: readonly Referring[]): Map<string, string[]> {
  const onward = new Map<string, string[]>()
  for (const { type, id, refs } of objects) {
    if (refs.length > 0 && carriers.has(type)) onward.set(id, [...(onward.get(id) ?? []), ...refs])
  }
  return onward
}

/** Observables whose own members may name an account or an address, or another of these (STIX 2.1 chapter 6). */
const carriers: ReadonlySet<string> = new Set([
  'artifact',
  'directory',
  'domain-name',
  'email-addr',
  'email-message',
  'file',
  'network-traffic',
  'process',
  'user-account',
  'windows-registry-key',
])
