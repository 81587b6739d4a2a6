import { observables } from '../kinds.ts'
import {
  after,
  boolean,
  formed,
  list,
  notBefore,
  references,
  text,
  texts,
  timestamp,
  type ObjectRow,
  type Shape,
} from './shape.ts'
import { extensionTypes } from './vocabularies.ts'

const noNode = ['relationship', 'sighting', 'bundle', 'language-content', 'marking-definition', 'extension-definition']
const node: Shape = { kind: 'reference', to: { not: noNode } }

/** STIX relationship objects, chapter 5 of the standard. */
export const relationshipObjects: Readonly<Record<string, ObjectRow>> = {
  relationship: {
    group: 'sro',
    clause: '5.1',
    members: {
      relationship_type: formed('relationship-type'),
      description: text,
      source_ref: node,
      target_ref: node,
      start_time: timestamp,
      stop_time: timestamp,
    },
    required: ['relationship_type', 'source_ref', 'target_ref'],
    rules: [after('start_time', 'stop_time')],
  },
  sighting: {
    group: 'sro',
    clause: '5.2',
    members: {
      description: text,
      first_seen: timestamp,
      last_seen: timestamp,
      count: { kind: 'integer', least: 0, most: 999_999_999 },
      sighting_of_ref: { kind: 'reference', to: { not: [...noNode, ...observables] } },
      observed_data_refs: references('observed-data'),
      where_sighted_refs: references('identity', 'location'),
      summary: boolean,
    },
    required: ['sighting_of_ref'],
    rules: [notBefore('first_seen', 'last_seen')],
  },
}

/** STIX meta objects, chapter 7 of the standard. */
export const metaObjects: Readonly<Record<string, ObjectRow>> = {
  'language-content': {
    group: 'meta',
    clause: '7.1',
    members: {
      object_ref: { kind: 'reference', to: { not: ['bundle', 'language-content'] } },
      object_modified: timestamp,
      contents: { kind: 'dictionary', of: { kind: 'dictionary', of: { kind: 'anything' } }, keys: 'language' },
    },
    required: ['modified', 'object_ref', 'contents'],
  },
  'marking-definition': {
    group: 'meta',
    clause: '7.2.1',
    members: {
      name: text,
      definition_type: { kind: 'open', vocabulary: 'marking-definition-type' },
      definition: { kind: 'dictionary', of: { kind: 'anything' }, keys: 'any' },
    },
  },
  'extension-definition': {
    group: 'meta',
    clause: '7.3',
    members: {
      name: text,
      description: text,
      schema: text,
      version: text,
      extension_types: list({ kind: 'enum', values: extensionTypes }),
      extension_properties: texts,
    },
    required: ['modified', 'created_by_ref', 'name', 'schema', 'version', 'extension_types'],
  },
}

/** A bundle is no object with versions; its `objects` are validated one by one (chapter 8). */
export const bundleMembers: ReadonlySet<string> = new Set(['type', 'id', 'objects', 'spec_version'])
