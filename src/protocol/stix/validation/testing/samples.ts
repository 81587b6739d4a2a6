import { sharedShapes, sharedRow } from '../shared-properties.ts'
import { objectTypes } from '../object-types.ts'
import type { Format, ObjectRow, Row, Shape } from '../shape.ts'
import { vocabularies } from '../vocabularies.ts'

const uuid = '4c78cb6e-5c0b-4461-8297-d1b8b55e40b5'
const otherUuid = '5c78cb6e-5c0b-4461-8297-d1b8b55e40b5'
const moment = '2024-05-06T07:08:09.123Z'
const later = '2024-05-07T07:08:09.123Z'

const formed: Readonly<Record<Format, string>> = {
  'relationship-type': 'related-to',
  'mime-type': 'text/plain',
  ipv4: '198.51.100.3',
  ipv6: '2001:db8::1',
  mac: 'd2:fb:49:24:37:18',
  charset: 'windows-1252',
  url: 'https://a.example/b?c=d',
  email: 'a@a.example',
  domain: 'a.example',
  cpe: 'cpe:2.3:a:b:c:1:*:*:*:*:*:*:*',
  'registry-key': String.raw`HKEY_LOCAL_MACHINE\System`,
}

type Sample = Record<string, unknown>

function valueOf(shape: Shape, name = ''): unknown {
  // Its keys are those of a structure of another system.
  if (name === 'startup_info') return { lpTitle: 'Heron' }
  switch (shape.kind) {
    case 'text':
      return shape.format === undefined ? 'Heron' : formed[shape.format]
    case 'boolean':
      return true
    case 'integer':
    case 'float':
      return shape.least ?? 7
    case 'timestamp':
      return shape.precision === 'seconds' ? '2024-05-06T07:08:09Z' : moment
    case 'binary':
      return 'SGVyb24='
    case 'hex':
      return '0a0b'
    case 'language':
      return 'en'
    case 'hashes':
      return { MD5: '0'.repeat(32), 'SHA-256': '0'.repeat(64) }
    case 'anything':
      return 'anything'
    case 'enum':
      return shape.values[0]
    case 'open':
      return [...vocabularies[shape.vocabulary]][0]
    case 'reference': {
      const { only, not = [] } = shape.to
      return `${only?.[0] ?? ['tool', 'file'].find((type) => !not.includes(type))}--${otherUuid}`
    }
    case 'list':
      return [valueOf(shape.of)]
    case 'either':
      return valueOf(shape.other)
    case 'record':
      return sampleOf(shape.row)
    case 'dictionary':
      return { [shape.keys === 'language' ? 'ru' : 'SO_LINGER']: valueOf(shape.of) }
    case 'extensions':
    case 'container':
      return undefined
  }
}

/** Everything that a row has a place for. */
function sampleOf({ members, rules = [] }: Row): Sample {
  const made: Sample = {}
  for (const [name, shape] of Object.entries(members)) {
    const value = valueOf(shape, name)
    if (value !== undefined) made[name] = value
  }
  for (const rule of rules) {
    if (rule.kind !== 'excludes' || !(rule.member in made)) continue
    if (rule.is === undefined || made[rule.member] === rule.is) Reflect.deleteProperty(made, rule.other)
  }
  for (const rule of rules) if (rule.kind === 'order' && rule.later in made) made[rule.later] = later
  return made
}

/** What types ask beyond their rows. */
const special: Readonly<Record<string, Sample>> = {
  indicator: { pattern: "[ipv4-addr:value = '198.51.100.3']" },
  'marking-definition': { definition_type: 'statement', definition: { statement: 'Heron' } },
  'extension-definition': { extension_types: ['toplevel-property-extension'] },
}

const unused = new Set(['lang', 'confidence', 'labels', 'revoked', 'created_by_ref', 'external_references'])
const ofMarking = new Set(['modified', 'revoked', 'labels', 'confidence', 'lang'])

/** An object of each type with all that the type has a place for, as our tables have it. */
export const samples: ReadonlyMap<string, Sample> = new Map(
  [...objectTypes].map(([type, row]) => [
    type,
    { ...common(row, type), ...sampleOf(row), ...extensionsOf(row), ...special[type] },
  ]),
)

function common({ group }: ObjectRow, type: string): Sample {
  const all = { ...sampleOf(sharedRow), spec_version: '2.1' }
  const isUsed = (name: string): boolean => {
    if (group === 'sco') return !unused.has(name) && name !== 'created' && name !== 'modified'
    if (type === 'marking-definition' && ofMarking.has(name)) return false
    return name !== 'defanged' && !(group === 'meta' && name === 'lang')
  }
  const used = Object.entries(all).filter(([name]) => isUsed(name) && sharedShapes.has(name))
  const markings = [{ selectors: ['id'], marking_ref: `marking-definition--${otherUuid}` }]
  return { type, id: `${type}--${uuid}`, ...Object.fromEntries(used), granular_markings: markings }
}

function extensionsOf({ extensions }: ObjectRow): Sample {
  if (extensions === undefined) return {}
  return { extensions: Object.fromEntries(Object.entries(extensions).map(([key, row]) => [key, sampleOf(row)])) }
}
