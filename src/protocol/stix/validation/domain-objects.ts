import { killChainPhases, notObservables, notObserved } from './shared-properties.ts'
import {
  after,
  boolean,
  list,
  notBefore,
  open,
  reference,
  references,
  text,
  texts,
  timestamp,
  type ObjectRow,
  type Row,
} from './shape.ts'

const sdo = (row: Row): ObjectRow => ({ ...row, group: 'sdo' })
const anyObject = list({ kind: 'reference', to: { not: ['bundle'] } })
const named = { name: text, description: text }
const seen = { first_seen: timestamp, last_seen: timestamp }
const seenInOrder = notBefore('first_seen', 'last_seen')

const driven = {
  goals: texts,
  resource_level: open('attack-resource-level'),
  primary_motivation: open('attack-motivation'),
  secondary_motivations: list(open('attack-motivation')),
}

const coordinate = (most: number) => ({ kind: 'float', least: -most, most }) as const

/** STIX domain objects, chapter 4 of the standard. */
export const domainObjects: Readonly<Record<string, ObjectRow>> = {
  'attack-pattern': sdo({
    clause: '4.1',
    members: { ...named, aliases: texts, kill_chain_phases: killChainPhases },
    required: ['name'],
  }),
  campaign: sdo({
    clause: '4.2',
    members: { ...named, ...seen, aliases: texts, objective: text },
    required: ['name'],
    rules: [seenInOrder],
  }),
  'course-of-action': sdo({ clause: '4.3', members: named, required: ['name'] }),
  grouping: sdo({
    clause: '4.4',
    members: { ...named, context: open('grouping-context'), object_refs: anyObject },
    required: ['context', 'object_refs'],
  }),
  identity: sdo({
    clause: '4.5',
    members: {
      ...named,
      roles: texts,
      identity_class: open('identity-class'),
      sectors: list(open('industry-sector')),
      contact_information: text,
    },
    required: ['name'],
  }),
  incident: sdo({ clause: '4.6', members: named, required: ['name'] }),
  indicator: sdo({
    clause: '4.7',
    members: {
      ...named,
      indicator_types: list(open('indicator-type')),
      pattern: text,
      pattern_type: open('pattern-type'),
      pattern_version: text,
      valid_from: timestamp,
      valid_until: timestamp,
      kill_chain_phases: killChainPhases,
    },
    required: ['pattern', 'pattern_type', 'valid_from'],
    rules: [after('valid_from', 'valid_until')],
  }),
  infrastructure: sdo({
    clause: '4.8',
    members: {
      ...named,
      ...seen,
      infrastructure_types: list(open('infrastructure-type')),
      aliases: texts,
      kill_chain_phases: killChainPhases,
    },
    required: ['name'],
    rules: [seenInOrder],
  }),
  'intrusion-set': sdo({
    clause: '4.9',
    members: { ...named, ...seen, ...driven, aliases: texts },
    required: ['name'],
    rules: [seenInOrder],
  }),
  location: sdo({
    clause: '4.10',
    members: {
      ...named,
      latitude: coordinate(90),
      longitude: coordinate(180),
      precision: { kind: 'float' },
      region: open('region'),
      country: text,
      administrative_area: text,
      city: text,
      street_address: text,
      postal_code: text,
    },
    rules: [
      { kind: 'one-of', members: ['region', 'country', 'latitude'] },
      { kind: 'needs', member: 'latitude', needs: ['longitude'] },
      { kind: 'needs', member: 'longitude', needs: ['latitude'] },
      { kind: 'needs', member: 'precision', needs: ['latitude', 'longitude'] },
    ],
  }),
  malware: sdo({
    clause: '4.11',
    members: {
      ...named,
      ...seen,
      malware_types: list(open('malware-type')),
      is_family: boolean,
      aliases: texts,
      kill_chain_phases: killChainPhases,
      operating_system_refs: references('software'),
      architecture_execution_envs: list(open('processor-architecture')),
      implementation_languages: list(open('implementation-language')),
      capabilities: list(open('malware-capabilities')),
      sample_refs: references('artifact', 'file'),
    },
    required: ['is_family'],
    rules: [seenInOrder, { kind: 'needs', member: 'is_family', is: true, needs: ['name'] }],
  }),
  'malware-analysis': sdo({
    clause: '4.12',
    members: {
      product: text,
      version: text,
      host_vm_ref: reference('software'),
      operating_system_ref: reference('software'),
      installed_software_refs: references('software'),
      configuration_version: text,
      modules: texts,
      analysis_engine_version: text,
      analysis_definition_version: text,
      submitted: timestamp,
      analysis_started: timestamp,
      analysis_ended: timestamp,
      result_name: text,
      result: open('malware-result'),
      analysis_sco_refs: list({ kind: 'reference', to: { not: notObservables } }),
      sample_ref: reference('artifact', 'file', 'network-traffic'),
    },
    required: ['product'],
    rules: [{ kind: 'one-of', members: ['result', 'analysis_sco_refs'] }],
  }),
  note: sdo({
    clause: '4.13',
    members: { abstract: text, content: text, authors: texts, object_refs: anyObject },
    required: ['content', 'object_refs'],
  }),
  'observed-data': sdo({
    clause: '4.14',
    members: {
      first_observed: timestamp,
      last_observed: timestamp,
      number_observed: { kind: 'integer', least: 1, most: 999_999_999 },
      objects: { kind: 'container' },
      object_refs: list({ kind: 'reference', to: { not: notObserved } }),
    },
    required: ['first_observed', 'last_observed', 'number_observed'],
    rules: [
      notBefore('first_observed', 'last_observed'),
      { kind: 'one-of', members: ['objects', 'object_refs'] },
      { kind: 'excludes', member: 'objects', other: 'object_refs' },
    ],
    deprecated: ['objects'],
  }),
  opinion: sdo({
    clause: '4.15',
    members: {
      explanation: text,
      authors: texts,
      opinion: { kind: 'enum', values: ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree'] },
      object_refs: anyObject,
    },
    required: ['opinion', 'object_refs'],
  }),
  report: sdo({
    clause: '4.16',
    members: { ...named, report_types: list(open('report-type')), published: timestamp, object_refs: anyObject },
    required: ['name', 'published', 'object_refs'],
  }),
  'threat-actor': sdo({
    clause: '4.17',
    members: {
      ...named,
      ...seen,
      ...driven,
      threat_actor_types: list(open('threat-actor-type')),
      aliases: texts,
      roles: list(open('threat-actor-role')),
      sophistication: open('threat-actor-sophistication'),
      personal_motivations: list(open('attack-motivation')),
    },
    required: ['name'],
    rules: [seenInOrder],
  }),
  tool: sdo({
    clause: '4.18',
    members: {
      ...named,
      tool_types: list(open('tool-type')),
      aliases: texts,
      kill_chain_phases: killChainPhases,
      tool_version: text,
    },
    required: ['name'],
  }),
  vulnerability: sdo({ clause: '4.19', members: named, required: ['name'] }),
}
