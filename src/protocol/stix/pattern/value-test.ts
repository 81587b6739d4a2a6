import { timestampKey } from '../timestamp.ts'
import { isWithin, parseAddressRange } from './address.ts'
import { isLike } from './like.ts'
import { octetText, type Value } from './object-values.ts'
import type { Regexes } from './regexes.ts'
import type { Steps } from './steps.ts'
import type { Literal, Test } from './tree.ts'

export interface Means {
  readonly regexes: Regexes
  readonly steps: Steps
}

/** The test as a question to one value. What cannot be compared is not it; `!=` and NOT turn that round (STIX 2.1 section 9.6.1). */
export function valueTest(test: Test, means: Means): (value: Value) => boolean {
  const isIt = plainTest(test, means)
  return test.isNegated ? (value) => !isIt(value) : isIt
}

function plainTest(test: Test, means: Means): (value: Value) => boolean {
  switch (test.kind) {
    case 'equal': {
      const constant = constantOf(test.value)
      return (value) => isEqual(value, constant) === (test.operator === '=')
    }
    case 'set': {
      const constants = test.value.map(constantOf)
      return (value) => means.steps.spend(constants.length) && constants.some((one) => isEqual(value, one))
    }
    case 'order': {
      const constant = constantOf(test.value)
      const holds = orders[test.operator]
      return (value) => holds(compare(value, constant))
    }
    case 'text':
      return textTest(test.operator, test.value, means)
  }
}

/** Not a number where the two cannot be compared: then none holds. */
const orders = {
  '<': (sign: number) => sign < 0,
  '<=': (sign: number) => sign <= 0,
  '>': (sign: number) => sign > 0,
  '>=': (sign: number) => sign >= 0,
} as const

/** A constant as values are compared; `moment` is the sort key of a timestamp. */
type Constant = Exclude<Value, undefined> | { readonly kind: 'moment'; readonly text: string }

function constantOf({ kind, value }: Literal): Constant {
  switch (kind) {
    case 'boolean':
      return value
    case 'integer':
    case 'float':
      return Number(value)
    case 'string':
      return { kind, text: value }
    case 'hex':
      return { kind: 'octets', text: octetText(Uint8Array.fromHex(value)) }
    case 'binary':
      return { kind: 'octets', text: octetText(Uint8Array.fromBase64(value)) }
    case 'timestamp':
      return { kind: 'moment', text: timestampKey(value) ?? '' }
  }
}

/** Texts and octets that are equal are so whatever each is called: a text with greater characters is no octets. */
function isEqual(value: Value, constant: Constant): boolean {
  if (typeof value !== 'object' || typeof constant !== 'object') return value === constant
  if (constant.kind === 'moment') return value.kind === 'string' && timestampKey(value.text) === constant.text
  return value.text === constant.text
}

function compare(value: Value, constant: Constant): number {
  if (typeof value === 'number' && typeof constant === 'number') return value - constant
  if (typeof value !== 'object' || typeof constant !== 'object') return Number.NaN
  if (constant.kind === 'moment') {
    const key = value.kind === 'string' ? timestampKey(value.text) : undefined
    return key === undefined ? Number.NaN : byCodePoint(key, constant.text)
  }
  const isMixed = value.kind !== constant.kind && !(isOctets(value.text) && isOctets(constant.text))
  return isMixed ? Number.NaN : byCodePoint(value.text, constant.text)
}

const isOctets = (text: string): boolean => !/[^\u0000-\u00ff]/u.test(text)

/** By code points, not by UTF-16 units, which order U+FFFF after U+10000 (section 9.6.2). */
function byCodePoint(one: string, other: string): number {
  let at = 0
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at += 1
  const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)]
  if (Number.isNaN(left) || Number.isNaN(right)) return one.length - other.length
  return rank(left) - rank(right)
}

/** Surrogates stand for code points above all others. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

function textTest(operator: Operator, constant: string, { regexes, steps }: Means): (value: Value) => boolean {
  if (operator === 'LIKE') {
    const form = constant.normalize('NFC')
    return (value) => typeof value === 'object' && isLike(normalized(value), form, steps)
  }
  if (operator === 'MATCHES') return (value) => typeof value === 'object' && regexes.finds(constant, value)
  const range = parseAddressRange(constant)
  return (value) => {
    const own = typeof value === 'object' && value.kind === 'string' ? parseAddressRange(value.text) : undefined
    if (own === undefined || range === undefined) return false
    return operator === 'ISSUBSET' ? isWithin(own, range) : isWithin(range, own)
  }
}

type Operator = (Test & { readonly kind: 'text' })['operator']

const normalized = ({ kind, text }: Exclude<Value, undefined | number | boolean>): string =>
  kind === 'octets' ? text : text.normalize('NFC')
