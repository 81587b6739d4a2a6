import type { Parsed } from '../members.ts'
import { isTimestamp } from '../timestamp.ts'
import { parseIdentifier } from './identifier.ts'
import type { Shape, Target } from './shape.ts'
import { formats, isBase64, isHashKey, isHex, isLanguage } from './values.ts'
import { hashAlgorithms, vocabularies } from './vocabularies.ts'
import type { Walk } from './walk.ts'

type ShapeOf<Kind extends Shape['kind']> = Shape & { readonly kind: Kind }
type Textual = ShapeOf<'text' | 'binary' | 'hex' | 'language' | 'timestamp' | 'enum' | 'open' | 'reference'>

/** A text of one of the kinds that are texts. */
export function checkText(walk: Walk, value: string, shape: Textual): void {
  switch (shape.kind) {
    case 'text':
      if (shape.format !== undefined && !formats[shape.format](value)) wrongFormat(walk, value, shape.format)
      return
    case 'binary':
      return isBase64(value) ? undefined : wrongFormat(walk, value, 'binary', '2.1')
    case 'hex':
      return isHex(value) ? undefined : wrongFormat(walk, value, 'hex', '2.8')
    case 'language':
      return isLanguage(value) ? undefined : walk.found('language-code', { clause: '3.2', params: { value } })
    case 'timestamp':
      return checkTimestamp(walk, value, shape)
    case 'enum':
      if (shape.values.includes(value)) return
      return walk.found('value-unlisted', { clause: '2.4', params: { value, allowed: shape.values.join(', ') } })
    case 'open':
      return checkOpen(walk, value, shape)
    case 'reference':
      return checkReference(walk, value, shape.to)
  }
}

/** What a value of the shape is called. */
export const nameOf = ({ kind }: Shape): string => (kind === 'reference' ? 'identifier' : 'string')

export function wrongType(walk: Walk, value: unknown, expected: string): void {
  const found = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'object' : typeof value
  walk.found('value-type', { clause: '2', params: { expected, found } })
}

function wrongFormat(walk: Walk, value: string, expected: string, clause = '2.15'): void {
  walk.found('value-format', { clause, params: { value, expected } })
}

export function checkNumber(walk: Walk, value: unknown, shape: ShapeOf<'integer'> | ShapeOf<'float'>): void {
  const { kind, least = -Number.MAX_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER } = shape
  if (typeof value !== 'number' || (kind === 'integer' && !Number.isInteger(value))) {
    return wrongType(walk, value, kind)
  }
  const isBounded = kind === 'integer' || shape.least !== undefined
  if (isBounded && (value < least || value > most)) {
    walk.found('value-range', { clause: kind === 'integer' ? '2.10' : '2.6', params: { value, least, most } })
  }
}

/** Hashes by algorithm (section 2.7). */
export function checkHashes(walk: Walk, value: Parsed): void {
  const entries = Object.entries(value)
  if (entries.length === 0) walk.found('value-empty', { clause: '2.7', params: { kind: 'hashes' } })
  for (const [algorithm, hash] of entries) walk.into(algorithm, () => checkHash(walk, algorithm, hash))
}

function checkHash(walk: Walk, algorithm: string, hash: unknown): void {
  if (!isHashKey(algorithm)) walk.found('hash-key', { clause: '2.7', params: { key: algorithm } })
  const form = hashAlgorithms.get(algorithm)
  if (hash === null) walk.found('value-null', { clause: '2.7' })
  else if (typeof hash !== 'string') wrongType(walk, hash, 'string')
  else if (form === undefined) walk.found('hash-algorithm', { clause: '10.7', params: { algorithm } })
  else if (!form.test(hash)) walk.found('hash-value', { clause: '10.7', params: { algorithm, value: hash } })
}

function checkTimestamp(walk: Walk, value: string, { precision }: ShapeOf<'timestamp'>): void {
  if (!isTimestamp(value)) return walk.found('timestamp-format', { clause: '2.16', params: { value } })
  const digits = value.includes('.') ? value.length - value.indexOf('.') - 2 : 0
  const isPrecise = precision === undefined || (precision === 'seconds' ? digits === 0 : digits >= 3)
  if (!isPrecise) walk.found('timestamp-precision', { clause: '3.2', params: { value, precision: precision ?? '' } })
}

const suggestedForm = /^[a-z0-9+#_.-]*$/u

function checkOpen(walk: Walk, value: string, { vocabulary }: ShapeOf<'open'>): void {
  if (vocabularies[vocabulary].has(value)) return
  const isFormed = suggestedForm.test(value) ? 'yes' : 'no'
  walk.found('vocabulary-unlisted', { clause: '2.14', params: { value, vocabulary: `${vocabulary}-ov`, isFormed } })
}

function checkReference(walk: Walk, value: string, to: Target): void {
  if (walk.container !== undefined) return checkLocal(walk, value, to)
  const identifier = parseIdentifier(value)
  if (identifier === undefined) return walk.found('identifier-format', { clause: '2.9', params: { value } })
  if (!identifier.isLowerCase) walk.found('identifier-case', { clause: '2.9', params: { value } })
  checkTarget(walk, identifier.type, to)
}

function checkLocal(walk: Walk, key: string, to: Target): void {
  const type = walk.container?.get(key)
  if (type === undefined) walk.found('reference-local', { clause: '2.13', params: { value: key } })
  else checkTarget(walk, type, to)
}

function checkTarget(walk: Walk, type: string, { only, not = [] }: Target): void {
  const isAllowed = only === undefined ? !not.includes(type) : only.includes(type)
  if (isAllowed) return
  const allowed = only?.join(', ') ?? `≠ ${not.join(', ')}`
  walk.found('reference-type', { clause: '3.3', params: { type, allowed } })
}
