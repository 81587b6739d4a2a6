import { isParsed, type Parsed } from '../members.ts'
import { checkContainer } from './check-container.ts'
import { checkExtensions, hasExtensionType } from './check-extensions.ts'
import { checkId } from './check-id.ts'
import { checkMarkings } from './check-markings.ts'
import { checkRequired, checkRules } from './check-rules.ts'
import { checkSpecial } from './check-special.ts'
import { checkUnknown, checkValue } from './check-value.ts'
import { commonOf, sharedRow, sharedShapes, reservedNames, unusedOf } from './shared-properties.ts'
import { isTypeName } from './identifier.ts'
import { objectTypes } from './object-types.ts'
import type { ObjectRow } from './shape.ts'
import { isPropertyName } from './values.ts'
import type { Walk } from './walk.ts'

/** Looks at one object by itself; what only the document shows is looked at there. */
export function checkObject(walk: Walk, object: Parsed): void {
  const type = Object.hasOwn(object, 'type') ? object['type'] : undefined
  if (typeof type !== 'string') {
    const params = type === undefined ? { property: 'type' } : { expected: 'string', found: typeof type }
    return walk.found(type === undefined ? 'property-missing' : 'value-type', { clause: '3.2', params })
  }
  const row = objectTypes.get(type) ?? customRow(walk, object, type)
  checkId(walk, object, row)
  checkRequired(walk, object, { clause: '3.2', members: {}, required: commonOf[row.group].required })
  checkBody(walk, object, row)
  checkRules(walk, object, sharedRow)
  checkMarkings(walk, object)
  checkSpecial(walk, object, type)
}

/** A type that the standard does not define is held to the common properties alone. */
function customRow(walk: Walk, object: Parsed, type: string): ObjectRow {
  if (!isTypeName(type)) walk.found('type-name', { clause: '3.1', params: { type }, at: ['type'] })
  const isSco = hasExtensionType(object, (each) => each === 'new-sco') || !Object.hasOwn(object, 'created')
  const isExtension = hasExtensionType(object, (each) => each.startsWith('new-'))
  const clause = isExtension ? '7.3' : '11.2'
  walk.foundFirst('custom-type', type, { clause, params: { type }, at: ['type'] })
  return { group: isSco ? 'sco' : 'sdo', clause, members: {} }
}

/** Everything but identity: what an object in a deprecated container has as well. */
export function checkBody(walk: Walk, object: Parsed, row: ObjectRow): void {
  checkRequired(walk, object, row)
  const isExtended = hasExtensionType(object, (type) => type !== 'property-extension')
  const [unused, ownUnused] = [commonOf[row.group].unused, unusedOf.get(walk.type) ?? nothing]
  for (const name of Object.keys(object)) {
    const value = object[name]
    if (name === 'type' || name === 'id') continue
    const shape = Object.hasOwn(row.members, name) ? row.members[name] : sharedShapes.get(name)
    if (shape === undefined) checkCustom(walk, { name, value, isExtended })
    else if (walk.enter(name)) {
      checkValue(walk, value, shape)
      walk.leave()
    }
    if (shape?.kind === 'container' && isParsed(value) && walk.enter(name)) {
      checkContainer(walk, value, checkBody)
      walk.leave()
    }
    if (row.deprecated?.includes(name) === true) deprecated(walk, name, row)
    if (unused.includes(name) || ownUnused.includes(name))
      walk.found('property-unused', { clause: row.clause, params: { property: name }, at: [name] })
  }
  if (row.group !== 'sco' && Object.hasOwn(object, 'defanged')) {
    walk.found('property-excludes', {
      clause: '3.2',
      params: { property: 'defanged', because: walk.type },
      at: ['defanged'],
    })
  }
  const extensions = Object.hasOwn(object, 'extensions') ? object['extensions'] : undefined
  if (isParsed(extensions)) walk.into('extensions', () => checkExtensions(walk, extensions, row.extensions))
  checkRules(walk, object, row)
}

const nothing: readonly string[] = []

function deprecated(walk: Walk, property: string, { clause }: ObjectRow): void {
  walk.foundFirst('property-deprecated', `${walk.type} ${property}`, { clause, params: { property }, at: [property] })
}

interface Custom {
  readonly name: string
  readonly value: unknown
  /** The object has an extension that may have brought it. */
  readonly isExtended: boolean
}

function checkCustom(walk: Walk, { name, value, isExtended }: Custom): void {
  const said = { params: { property: name, type: walk.type }, at: [name] }
  if (reservedNames.has(name)) walk.found('property-reserved', { clause: '3.8', ...said })
  else if (isPropertyName(name) && !isExtended) {
    walk.foundFirst('custom-property', `${walk.type} ${name}`, { clause: '11.1', ...said })
  }
  checkUnknown(walk, name, value)
}
