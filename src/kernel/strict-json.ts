import { decodeUtf8, encodeUtf8 } from './bytes.ts'
import { Fault } from './fault.ts'
import { StrictJsonReader } from './strict-json-reader.ts'
import type { Json, JsonFindingCode } from './strict-json-reader.ts'

/** `maxBytes`: of the whole text. `maxDepth`: of nested objects and arrays, at most 512 whatever is asked. */
export interface JsonLimits {
  readonly maxBytes: number
  readonly maxDepth: number
  /** What others write, and nobody here signs: null is as if nothing stood there, and any number of RFC 8259 is one. */
  readonly isForeign?: boolean
}

/** `at`: offset in bytes of the value, member name or byte that is refused. */
export interface JsonFinding {
  readonly kind: 'finding'
  readonly code: JsonFindingCode
  readonly at: number
}
export interface ParsedJson {
  readonly kind: 'json'
  readonly value: Json
}

const depthCap = 512

/**
 * Reads the strict profile (protocol.md 2): UTF-8 without byte order mark, objects without duplicate members, arrays,
 * strings without lone surrogates or U+0000, integers within 2^53-1, true and false. Nothing else: no fraction, exponent, -0 or null.
 * White space between tokens is accepted (RFC 8259). Never throws, whatever the bytes are.
 */
export function parseStrictJson(bytes: Uint8Array, limits: JsonLimits): ParsedJson | JsonFinding {
  if (bytes.length > limits.maxBytes) return { kind: 'finding', code: 'too-large', at: limits.maxBytes }
  const text = decodeUtf8(bytes)
  if (text === undefined) return { kind: 'finding', code: 'not-utf8', at: firstBadByte(bytes) }
  const reader = new StrictJsonReader(text, Math.min(limits.maxDepth, depthCap), limits.isForeign)
  const value = reader.document()
  if (value !== undefined) return { kind: 'json', value }
  return { kind: 'finding', code: reader.code, at: encodeUtf8(text.slice(0, reader.codeAt)).length }
}

/**
 * Writes the canonical form: members sorted by UTF-16 code unit, no white space, shortest escapes (RFC 8785 without floats).
 * A value outside the profile is our own mistake: it throws.
 */
export function writeStrictJson(value: unknown): Uint8Array {
  return encodeUtf8(written(value, 0))
}

function written(value: unknown, depth: number): string {
  if (depth > depthCap) throw new Fault('json-unwritable', { params: { why: 'too-deep' } })
  if (typeof value === 'string') return writtenString(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => written(item, depth + 1)).join(',')}]`
  if (!isPlain(value)) throw new Fault('json-unwritable', { params: { why: typeof value } })
  const members = Object.keys(value).toSorted(byCodeUnit)
  return `{${members.map((name) => `${writtenString(name)}:${written(value[name], depth + 1)}`).join(',')}}`
}

function writtenString(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw new Fault('json-unwritable', { params: { why: 'string' } })
  return JSON.stringify(text)
}

const byCodeUnit = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Where a streaming decoder first objects; the length if the text only ends too early. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isPrefixOfUtf8(bytes.subarray(0, middle))) good = middle
    else bad = middle
  }
  return Math.min(good, bytes.length)
}

function isPrefixOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
