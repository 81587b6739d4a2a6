import { isRefusal } from '#kernel/refusal.ts'
import { isParsed, type Parsed } from '../members.ts'
import { parsePattern } from '../pattern/parse.ts'
import { tlp1Markings, tlp2Extension, tlp2Markings } from '../tlp.ts'
import { listIn } from './check-markings.ts'
import { isListedRelationship } from './relationships.ts'
import { parseIdentifier } from './identifier.ts'
import type { Walk } from './walk.ts'

type Check = (walk: Walk, object: Parsed) => void

/** What single types ask beyond their rows. */
const checks: Readonly<Record<string, Check>> = {
  'attack-pattern': (walk, object) => checkExternalIds(walk, object, { source: 'capec', form: /^CAPEC-\d+$/u }),
  vulnerability: (walk, object) =>
    checkExternalIds(walk, object, { source: 'cve', form: /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})$/u }),
  indicator: checkIndicator,
  relationship: checkRelationship,
  'marking-definition': checkMarkingDefinition,
  'extension-definition': checkExtensionDefinition,
}

export function checkSpecial(walk: Walk, object: Parsed, type: string): void {
  if (Object.hasOwn(checks, type)) checks[type]?.(walk, object)
}

interface Source {
  readonly source: string
  readonly form: RegExp
}

/** Sections 4.1 and 4.19: a CAPEC or CVE number stands under its own source, and in its own form. */
function checkExternalIds(walk: Walk, object: Parsed, { source, form }: Source): void {
  for (const [at, reference] of listIn(object, 'external_references').entries()) {
    if (!isParsed(reference)) continue
    const { source_name: name, external_id: id } = reference
    const isFormed = typeof id === 'string' && form.test(id)
    if ((name === source) !== isFormed) {
      const params = { source, value: typeof id === 'string' ? id : '' }
      walk.found('external-id', { clause: source === 'cve' ? '4.19' : '4.1', params, at: ['external_references', at] })
    }
  }
}

/** Chapter 9, where the pattern is one of STIX. What is too long or too deep to be read here is not judged. */
function checkIndicator(walk: Walk, { pattern, pattern_type: type }: Parsed): void {
  if (type !== 'stix' || typeof pattern !== 'string') return
  const read = parsePattern(pattern)
  if (!isRefusal(read) || unjudged.has(read.code)) return
  const { line = 0, column = 0 } = read.params
  walk.found('pattern-invalid', { clause: '9', params: { line, column, reason: read.code }, at: ['pattern'] })
}

const unjudged: ReadonlySet<string> = new Set(['pattern-too-long', 'pattern-too-deep'])

function checkRelationship(walk: Walk, object: Parsed): void {
  const { relationship_type: type, source_ref: source, target_ref: target } = object
  if (typeof type !== 'string' || typeof source !== 'string' || typeof target !== 'string') return
  const [from, to] = [parseIdentifier(source)?.type, parseIdentifier(target)?.type]
  if (from === undefined || to === undefined || isListedRelationship({ from, type, to })) return
  walk.foundFirst('relationship-unlisted', `${from} ${type} ${to}`, {
    clause: '5.1',
    params: { source: from, type, target: to },
    at: ['relationship_type'],
  })
}

/** When every marking of TLP 1 was made (section 7.2.1). */
const tlpCreated = '2017-01-20T00:00:00.000Z'

function checkMarkingDefinition(walk: Walk, object: Parsed): void {
  const { definition_type: type, definition, id, extensions } = object
  const has = (member: string): boolean => Object.hasOwn(object, member)
  for (const property of has('extensions') ? [] : ['definition_type', 'definition']) {
    if (!has(property)) walk.found('property-missing', { clause: '7.2.1', params: { property } })
  }
  const content = isParsed(definition) ? definition : {}
  if (type === 'statement' && isParsed(definition)) checkStatement(walk, content)
  const isKnownId = typeof id === 'string' && [...tlp1Markings.values()].includes(id)
  if (type === 'tlp' || isKnownId) checkTlp(walk, object, content)
  const extension = isParsed(extensions) ? extensions[tlp2Extension] : undefined
  if (isParsed(extension)) checkTlp2(walk, object, extension)
}

function checkStatement(walk: Walk, { statement }: Parsed): void {
  if (statement === undefined) {
    walk.found('property-missing', { clause: '7.2.1', params: { property: 'statement' }, at: ['definition'] })
  } else if (typeof statement !== 'string') {
    const params = { expected: 'string', found: typeof statement }
    walk.found('value-type', { clause: '7.2.1', params, at: ['definition', 'statement'] })
  }
}

function checkTlp(walk: Walk, object: Parsed, definition: Parsed): void {
  const level = definition['tlp']
  const known = typeof level === 'string' ? tlp1Markings.get(level) : undefined
  const isOne =
    known !== undefined &&
    object['id'] === known &&
    object['created'] === tlpCreated &&
    object['definition_type'] === 'tlp' &&
    object['name'] === `TLP:${String(level).toUpperCase()}`
  if (!isOne)
    walk.found('marking-tlp', {
      clause: '7.2.1',
      params: { level: typeof level === 'string' ? level : '', version: 1 },
    })
}

function checkTlp2(walk: Walk, object: Parsed, extension: Parsed): void {
  const level = extension['tlp_2_0']
  const known = typeof level === 'string' ? tlp2Markings.get(level) : undefined
  if (known !== undefined && object['id'] === known) return
  walk.found('marking-tlp', { clause: '7.3', params: { level: typeof level === 'string' ? level : '', version: 2 } })
}

function checkExtensionDefinition(walk: Walk, object: Parsed): void {
  const isTopLevel = listIn(object, 'extension_types').includes('toplevel-property-extension')
  if (isTopLevel || !Object.hasOwn(object, 'extension_properties')) return
  const params = { property: 'extension_properties', because: 'extension_types' }
  walk.found('property-excludes', { clause: '7.3.1', params, at: ['extension_properties'] })
}
