import { isParsed, type Parsed } from '../members.ts'
import { checkMembers, checkUnknown } from './check-value.ts'
import { parseIdentifier } from './identifier.ts'
import type { Row } from './shape.ts'
import { extensionTypes } from './vocabularies.ts'
import type { Walk } from './walk.ts'

type Predefined = Readonly<Record<string, Row>>

const customName = /^[a-z0-9-]{3,250}$/u

/** Extensions of an object (sections 3.2, 7.3 and 11.3): predefined ones are looked at, others kept as they are. */
export function checkExtensions(walk: Walk, extensions: Parsed, predefined: Predefined = {}): void {
  const entries = Object.entries(extensions)
  if (entries.length === 0) walk.found('value-empty', { clause: '2.3', params: { kind: 'dictionary' } })
  for (const [key, value] of entries) {
    walk.into(key, () => {
      if (!isParsed(value)) return walk.found('value-type', { clause: '3.2', params: typeParams(value) })
      const row = Object.hasOwn(predefined, key) ? predefined[key] : undefined
      if (row === undefined) checkOther(walk, key, value)
      else checkMembers(walk, value, row)
    })
  }
}

const typeParams = (value: unknown) => ({
  expected: 'object',
  found: value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value,
})

function checkOther(walk: Walk, key: string, value: Parsed): void {
  const isDefined = parseIdentifier(key)?.type === 'extension-definition'
  if (isDefined) walk.foundFirst('extension-unknown', key, { clause: '7.3', params: { extension: key } })
  else checkCustomName(walk, key)
  const { extension_type: type, ...others } = value
  const isListed = extensionTypes.some((known) => known === type)
  if (isDefined ? !isListed : type !== undefined && !isListed) {
    const said = typeof type === 'string' ? type : ''
    walk.found('extension-type', { clause: '7.3', params: { value: said, allowed: extensionTypes.join(', ') } })
  }
  if (Object.keys(value).length === 0) walk.found('value-empty', { clause: '11.3', params: { kind: 'dictionary' } })
  for (const [name, item] of Object.entries(others)) checkUnknown(walk, name, item)
}

function checkCustomName(walk: Walk, key: string): void {
  const isNamed = customName.test(key) && key.endsWith('-ext')
  if (isNamed) walk.foundFirst('extension-unknown', key, { clause: '11.3', params: { extension: key } })
  else walk.found('extension-name', { clause: '11.3', params: { extension: key } })
}

/** Whether one of the extensions is of this type: `new-sdo` makes a type, `toplevel-property-extension` properties. */
export function hasExtensionType(object: Parsed, isWanted: (type: string) => boolean): boolean {
  const extensions = Object.hasOwn(object, 'extensions') ? object['extensions'] : undefined
  if (!isParsed(extensions)) return false
  return Object.values(extensions).some((value) => {
    const type = isParsed(value) ? value['extension_type'] : undefined
    return typeof type === 'string' && isWanted(type)
  })
}
