import { observables } from '../kinds.ts'

const victims = 'identity location vulnerability'
const means = 'attack-pattern infrastructure malware tool'
const addresses = 'ipv4-addr ipv6-addr domain-name url'

/** Relationships that the standard defines (appendix B): source, type, targets; `*` is any observable. */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'attack-pattern': { delivers: 'malware', targets: victims, uses: 'malware tool' },
  campaign: {
    'attributed-to': 'intrusion-set threat-actor',
    compromises: 'infrastructure',
    'originates-from': 'location',
    targets: victims,
    uses: means,
  },
  'course-of-action': {
    investigates: 'indicator',
    mitigates: 'attack-pattern indicator malware tool vulnerability',
    remediates: 'malware vulnerability',
  },
  'domain-name': { 'resolves-to': 'domain-name ipv4-addr ipv6-addr' },
  identity: { 'located-at': 'location' },
  indicator: {
    indicates: 'attack-pattern campaign infrastructure intrusion-set malware threat-actor tool',
    'based-on': 'observed-data',
  },
  infrastructure: {
    'communicates-with': `infrastructure ${addresses}`,
    'consists-of': 'infrastructure observed-data *',
    controls: 'infrastructure malware',
    delivers: 'malware',
    has: 'vulnerability',
    hosts: 'tool malware',
    'located-at': 'location',
    uses: 'infrastructure',
  },
  'intrusion-set': {
    'attributed-to': 'threat-actor',
    compromises: 'infrastructure',
    hosts: 'infrastructure',
    owns: 'infrastructure',
    'originates-from': 'location',
    targets: victims,
    uses: means,
  },
  'ipv4-addr': { 'belongs-to': 'autonomous-system', 'resolves-to': 'mac-addr' },
  'ipv6-addr': { 'belongs-to': 'autonomous-system', 'resolves-to': 'mac-addr' },
  malware: {
    'authored-by': 'threat-actor intrusion-set',
    'beacons-to': 'infrastructure',
    'exfiltrates-to': 'infrastructure',
    'communicates-with': addresses,
    controls: 'malware',
    downloads: 'malware tool file',
    drops: 'malware tool file',
    exploits: 'vulnerability',
    'originates-from': 'location',
    targets: `infrastructure ${victims}`,
    uses: means,
    'variant-of': 'malware',
  },
  'malware-analysis': {
    characterizes: 'malware',
    'analysis-of': 'malware',
    'av-analysis-of': 'malware',
    'static-analysis-of': 'malware',
    'dynamic-analysis-of': 'malware',
  },
  'threat-actor': {
    'attributed-to': 'identity',
    compromises: 'infrastructure',
    hosts: 'infrastructure',
    owns: 'infrastructure',
    impersonates: 'identity',
    'located-at': 'location',
    targets: victims,
    uses: means,
  },
  tool: {
    delivers: 'malware',
    drops: 'malware',
    has: 'vulnerability',
    targets: `infrastructure ${victims}`,
    uses: 'infrastructure',
  },
}

interface Related {
  readonly from: string
  readonly type: string
  readonly to: string
}

/** Whether the standard suggests the relationship (sections 3.7 and 5.1); any other may be used. */
export function isListedRelationship({ from, type, to }: Related): boolean {
  if (type === 'related-to') return true
  if (type === 'derived-from' || type === 'duplicate-of') return from === to
  const targets = listed.get(from)?.get(type)
  return targets !== undefined && (targets.has(to) || (targets.has('*') && observables.has(to)))
}

const listed: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> = new Map(
  Object.entries(table).map(([from, types]) => [
    from,
    new Map(Object.entries(types).map(([type, targets]) => [type, new Set(targets.split(' '))])),
  ]),
)
