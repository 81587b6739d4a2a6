import { versioned } from '../kinds.ts'
import { boolean, formed, hashes, list, reference, references, text, texts } from './shape.ts'
import type { Group, Row, Shape } from './shape.ts'

export const killChainPhases: Shape = list({
  kind: 'record',
  row: {
    clause: '2.11',
    members: { kill_chain_name: text, phase_name: text },
    required: ['kill_chain_name', 'phase_name'],
  },
})

const externalReferences: Shape = list({
  kind: 'record',
  row: {
    clause: '2.5',
    members: { source_name: text, description: text, url: formed('url'), hashes, external_id: text },
    required: ['source_name'],
    rules: [{ kind: 'one-of', members: ['description', 'url', 'external_id'] }],
  },
})

const granularMarkings: Shape = list({
  kind: 'record',
  row: {
    clause: '7.2.3',
    members: { lang: { kind: 'language' }, marking_ref: reference('marking-definition'), selectors: texts },
    required: ['selectors'],
    rules: [
      { kind: 'one-of', members: ['lang', 'marking_ref'] },
      { kind: 'excludes', member: 'lang', other: 'marking_ref' },
    ],
  },
})

const sros: ReadonlySet<string> = new Set(['relationship', 'sighting'])

/** What observed data does not refer to: it may name observables and relationships (section 4.14). */
export const notObserved: readonly string[] = ['bundle', ...[...versioned].filter((type) => !sros.has(type))]
/** What a list of observables does not name. */
export const notObservables: readonly string[] = [...notObserved, ...sros]

const preciseTime: Shape = { kind: 'timestamp', precision: 'milliseconds' }

/** Common properties and their shapes (section 3.2). `type` and `id` are checked apart. */
const shapes: Readonly<Record<string, Shape>> = {
  spec_version: { kind: 'enum', values: ['2.1'] },
  created_by_ref: reference('identity'),
  created: preciseTime,
  modified: preciseTime,
  revoked: boolean,
  labels: texts,
  confidence: { kind: 'integer', least: 0, most: 100 },
  lang: { kind: 'language' },
  external_references: externalReferences,
  object_marking_refs: references('marking-definition'),
  granular_markings: granularMarkings,
  defanged: boolean,
  extensions: { kind: 'extensions' },
}

/** What a group of types requires of them, and what it has no use for. */
interface Common {
  readonly required: readonly string[]
  readonly unused: readonly string[]
}

export const commonOf: Readonly<Record<Group, Common>> = {
  sdo: { required: ['spec_version', 'created', 'modified'], unused: [] },
  sro: { required: ['spec_version', 'created', 'modified'], unused: [] },
  sco: {
    required: [],
    unused: ['created_by_ref', 'revoked', 'labels', 'confidence', 'lang', 'external_references'],
  },
  meta: { required: ['spec_version', 'created'], unused: [] },
}

/** Where a meta object differs from its group. */
export const unusedOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['extension-definition', ['confidence', 'lang', 'extensions']],
  ['language-content', ['lang']],
  ['marking-definition', ['modified', 'revoked', 'labels', 'confidence', 'lang']],
])

export const sharedShapes: ReadonlyMap<string, Shape> = new Map(Object.entries(shapes))
export const sharedRow: Row = {
  clause: '3.2',
  members: shapes,
  rules: [{ kind: 'order', earlier: 'created', later: 'modified' }],
}
export const reservedNames: ReadonlySet<string> = new Set(['severity', 'username', 'phone_number', 'action'])
