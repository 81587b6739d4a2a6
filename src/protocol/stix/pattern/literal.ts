import { toBase64 } from '#kernel/bytes.ts'
import { isTimestamp } from '../timestamp.ts'
import type { Token } from './tokens.ts'
import type { Literal, NumberLiteral } from './tree.ts'

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/u
const hex = /^(?:[0-9a-fA-F]{2})*$/u

/** The constant that a token spells (STIX 2.1 section 9.2); `undefined` for one that spells none or a wrong one. */
export function literalOf({ kind, text }: Token): Literal | undefined {
  const inside = text.slice(2, -1)
  if (kind === 'string') return { kind, value: stringOf(text) }
  if (kind === 'boolean') return { kind, value: text === 'true' }
  if (kind === 'integer' || kind === 'float') return numberOf(text)
  if (kind === 'hex') return hex.test(inside) ? { kind, value: inside.toLowerCase() } : undefined
  if (kind === 'binary') return binaryOf(inside.replace(/[\r\n]+/gu, ''))
  return kind === 'timestamp' && isTimestamp(inside) ? { kind, value: inside } : undefined
}

/** Without its apostrophes and escapes. */
export function stringOf(text: string): string {
  return text.slice(1, -1).replace(/\\(?<kept>['\\])/gu, '$<kept>')
}

/** Integers within what STIX 2.1 section 2.10 allows, without leading zeros; floats with at most 1,000 digits. */
export function numberOf(text: string): NumberLiteral | undefined {
  const sign = text.startsWith('-') ? '-' : ''
  const [whole = '', fraction] = text.replace(/^[+-]/u, '').split('.')
  if (fraction === undefined) return integerOf(sign, whole)
  if (text.length > 1000 || !Number.isFinite(Number(text))) return undefined
  const digits = `${whole.replace(/^0+/u, '') || '0'}.${withoutZeros(fraction) || '0'}`
  return { kind: 'float', value: digits === '0.0' ? digits : sign + digits }
}

function integerOf(sign: string, digits: string): NumberLiteral | undefined {
  if ((digits.startsWith('0') && digits !== '0') || digits.length > 16) return undefined
  if (!Number.isSafeInteger(Number(digits))) return undefined
  return { kind: 'integer', value: digits === '0' ? digits : sign + digits }
}

/** `1500` gives `15`; one look at each digit. */
function withoutZeros(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end -= 1
  return digits.slice(0, end)
}

function binaryOf(text: string): Literal | undefined {
  return base64.test(text) ? { kind: 'binary', value: toBase64(Uint8Array.fromBase64(text)) } : undefined
}
