import { isParsed, type Parsed } from '../members.ts'
import { checkHashes, checkNumber, checkText, nameOf, wrongType } from './check-leaf.ts'
import { checkRequired, checkRules } from './check-rules.ts'
import type { Row, Shape } from './shape.ts'
import { isDictionaryKey, isLanguage, isPropertyName } from './values.ts'
import type { Walk } from './walk.ts'

type ShapeOf<Kind extends Shape['kind']> = Shape & { readonly kind: Kind }

/** Looks at a value where the walk stands. */
export function checkValue(walk: Walk, value: unknown, shape: Shape): void {
  if (value === null) return walk.found('value-null', { clause: '2.1' })
  switch (shape.kind) {
    case 'anything':
      return checkAnything(walk, value)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType(walk, value, shape.kind)
    case 'integer':
    case 'float':
      return checkNumber(walk, value, shape)
    case 'list':
      return checkList(walk, value, shape)
    case 'either':
      return checkValue(walk, value, typeof value === 'string' ? shape.other : shape.one)
    case 'record':
      return isParsed(value) ? checkMembers(walk, value, shape.row) : wrongType(walk, value, 'object')
    case 'dictionary':
      return isParsed(value) ? checkDictionary(walk, value, shape) : wrongType(walk, value, 'dictionary')
    case 'hashes':
      return isParsed(value) ? checkHashes(walk, value) : wrongType(walk, value, 'hashes')
    case 'container':
    case 'extensions':
      // Looked at with the object, which knows what may be in them.
      return isParsed(value) ? undefined : wrongType(walk, value, 'dictionary')
    case 'text':
    case 'binary':
    case 'hex':
    case 'language':
    case 'timestamp':
    case 'enum':
    case 'open':
    case 'reference':
      return typeof value === 'string' ? checkText(walk, value, shape) : wrongType(walk, value, nameOf(shape))
  }
}

function checkList(walk: Walk, value: unknown, { of }: ShapeOf<'list'>): void {
  if (!Array.isArray(value)) return wrongType(walk, value, 'list')
  if (value.length === 0) walk.found('value-empty', { clause: '2.12', params: { kind: 'list' } })
  const items: readonly unknown[] = value
  for (const [at, item] of items.entries()) walk.into(at, () => checkValue(walk, item, of))
}

function checkDictionary(walk: Walk, value: Parsed, { of, keys }: ShapeOf<'dictionary'>): void {
  const entries = Object.entries(value)
  if (entries.length === 0) walk.found('value-empty', { clause: '2.3', params: { kind: 'dictionary' } })
  for (const [key, item] of entries) {
    if (keys === 'language' && !isLanguage(key)) {
      walk.found('language-code', { clause: '7.1', params: { value: key }, at: [key] })
    } else if (keys !== 'any' && !isDictionaryKey(key)) {
      walk.found('dictionary-key', { clause: '2.3', params: { key }, at: [key] })
    }
    walk.into(key, () => checkValue(walk, item, of))
  }
}

/** A value that the standard does not know: no null and no empty list anywhere in it. */
export function checkAnything(walk: Walk, value: unknown): void {
  if (value === null) walk.found('value-null', { clause: '2.1' })
  else if (Array.isArray(value)) checkList(walk, value, { kind: 'list', of: { kind: 'anything' } })
  else if (isParsed(value)) {
    for (const [name, item] of Object.entries(value)) walk.into(name, () => checkAnything(walk, item))
  }
}

/** Looks at all members of an object that has no more than its row says, and at the rules between them. */
export function checkMembers(walk: Walk, object: Parsed, row: Row): void {
  checkRequired(walk, object, row)
  for (const [name, value] of Object.entries(object)) {
    const shape = Object.hasOwn(row.members, name) ? row.members[name] : undefined
    if (shape === undefined) checkUnknown(walk, name, value)
    else walk.into(name, () => checkValue(walk, value, shape))
  }
  checkRules(walk, object, row)
}

/** A property that the standard does not define: kept as it is, so its name must be one and its value whole. */
export function checkUnknown(walk: Walk, name: string, value: unknown): void {
  if (!isPropertyName(name)) walk.found('property-name', { clause: '11.1', params: { property: name }, at: [name] })
  walk.into(name, () => checkAnything(walk, value))
}
