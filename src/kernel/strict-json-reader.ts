/** A value of the strict profile. Objects that the parser makes have no prototype, so `__proto__` is a member like any other. */
export type Json = JsonObject | readonly Json[] | string | number | boolean
export interface JsonObject {
  readonly [member: string]: Json
}

/** Why bytes are not strict JSON. Words of the vectors in vectors/strict-json, for other languages too. */
export type JsonFindingCode =
  | 'bad-escape'
  | 'byte-order-mark'
  | 'control-character'
  | 'duplicate-member'
  | 'exponent'
  | 'float'
  | 'integer-range'
  | 'leading-zero'
  | 'lone-surrogate'
  | 'negative-zero'
  | 'not-utf8'
  | 'nul'
  | 'null'
  | 'too-deep'
  | 'too-large'
  | 'trailing'
  | 'truncated'
  | 'unexpected'

const codeOf = (character: string) => character.charCodeAt(0)
const quote = codeOf('"')
const backslash = codeOf('\\')
const openObject = codeOf('{')
const closeObject = codeOf('}')
const openArray = codeOf('[')
const closeArray = codeOf(']')
const comma = codeOf(',')
const colon = codeOf(':')

const space = /[ \t\n\r]*/uy
const integer = /-?\d+/uy
const plainEscapes = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
)
const fourHex = /^[0-9a-fA-F]{4}$/u
const fraction = /(?:\.\d+)?(?:[eE][+-]?\d+)?/uy
/** Stands where a foreign text says null, until whoever holds it leaves it out. */
const nothing: JsonObject = Object.freeze(Object.create(null) as JsonObject)

/**
 * One reading of one text. Every method returns a value or `undefined`; after `undefined` the reason is in `code`
 * and its place, in UTF-16 code units, in `codeAt`.
 */
export class StrictJsonReader {
  code: JsonFindingCode = 'unexpected'
  codeAt = 0
  readonly #text: string
  readonly #maxDepth: number
  readonly #isForeign: boolean
  #at = 0

  /** `isForeign`: null is as if nothing stood there, and any number is one. */
  constructor(text: string, maxDepth: number, isForeign = false) {
    this.#text = text
    this.#maxDepth = maxDepth
    this.#isForeign = isForeign
  }

  /** The one value of the text, with nothing but white space around it. */
  document(): Json | undefined {
    if (this.#text.startsWith('\uFEFF')) return this.#refuse('byte-order-mark', 0)
    this.#skipSpace()
    const value = this.#value(0)
    if (value === undefined) return undefined
    if (value === nothing) return this.#refuse('null', 0)
    this.#skipSpace()
    return this.#at === this.#text.length ? value : this.#refuse('trailing', this.#at)
  }

  #value(depth: number): Json | undefined {
    const unit = this.#text.charCodeAt(this.#at)
    if (unit === quote) return this.#string()
    if (unit === openObject) return this.#object(depth + 1)
    if (unit === openArray) return this.#array(depth + 1)
    if (unit === codeOf('-') || (unit >= codeOf('0') && unit <= codeOf('9'))) return this.#integer()
    return this.#word()
  }

  #word(): boolean | JsonObject | undefined {
    if (this.#take('true')) return true
    if (this.#take('false')) return false
    if (this.#isForeign && this.#take('null')) return nothing
    return this.#text.startsWith('null', this.#at) ? this.#refuse('null', this.#at) : this.#unexpected()
  }

  #integer(): number | undefined {
    const from = this.#at
    integer.lastIndex = from
    const digits = integer.exec(this.#text)?.[0]
    if (digits === undefined) return this.#refuse(from + 1 < this.#text.length ? 'unexpected' : 'truncated', from + 1)
    this.#at += digits.length
    const next = this.#text[this.#at]
    if (/^-?0\d/u.test(digits)) return this.#refuse('leading-zero', from)
    if (this.#isForeign) return this.#anyNumber(from)
    if (next === '.') return this.#refuse('float', from)
    if (next === 'e' || next === 'E') return this.#refuse('exponent', from)
    if (digits === '-0') return this.#refuse('negative-zero', from)
    const value = Number(digits)
    return Number.isSafeInteger(value) ? value : this.#refuse('integer-range', from)
  }

  #anyNumber(from: number): number | undefined {
    fraction.lastIndex = this.#at
    this.#at += fraction.exec(this.#text)?.[0].length ?? 0
    const value = Number(this.#text.slice(from, this.#at))
    return Number.isFinite(value) ? value : this.#refuse('integer-range', from)
  }

  #string(): string | undefined {
    const from = this.#at + 1
    let isPlain = true
    for (let at = from; at < this.#text.length; at++) {
      const unit = this.#text.charCodeAt(at)
      if (unit === quote) {
        this.#at = at + 1
        return isPlain ? this.#text.slice(from, at) : this.#unescaped(from, at)
      }
      if (unit < 0x20) return this.#refuse('control-character', at)
      if (unit === backslash) {
        isPlain = false
        at++
      }
    }
    return this.#refuse('truncated', this.#text.length)
  }

  #unescaped(from: number, to: number): string | undefined {
    let text = ''
    let done = from
    for (let at = this.#text.indexOf('\\', from); at !== -1 && at < to; at = this.#text.indexOf('\\', done)) {
      const letter = this.#text[at + 1] ?? ''
      const hex = this.#text.slice(at + 2, at + 6)
      const character =
        letter === 'u' && fourHex.test(hex) ? String.fromCharCode(Number.parseInt(hex, 16)) : plainEscapes.get(letter)
      if (character === undefined) return this.#refuse('bad-escape', at)
      if (character === '\0') return this.#refuse('nul', at)
      text += this.#text.slice(done, at) + character
      done = at + (letter === 'u' ? 6 : 2)
    }
    text += this.#text.slice(done, to)
    return text.isWellFormed() ? text : this.#refuse('lone-surrogate', from - 1)
  }

  #array(depth: number): Json | undefined {
    if (depth > this.#maxDepth) return this.#refuse('too-deep', this.#at)
    const items: Json[] = []
    this.#at++
    this.#skipSpace()
    if (this.#takeUnit(closeArray)) return items
    for (;;) {
      const item = this.#value(depth)
      if (item === undefined) return undefined
      if (item !== nothing) items.push(item)
      this.#skipSpace()
      if (this.#takeUnit(closeArray)) return items
      if (!this.#takeUnit(comma)) return this.#unexpected()
      this.#skipSpace()
    }
  }

  #object(depth: number): Json | undefined {
    if (depth > this.#maxDepth) return this.#refuse('too-deep', this.#at)
    const members: Record<string, Json> = Object.create(null) as Record<string, Json>
    this.#at++
    this.#skipSpace()
    if (this.#takeUnit(closeObject)) return members
    for (;;) {
      const nameAt = this.#at
      if (this.#text.charCodeAt(nameAt) !== quote) return this.#unexpected()
      const name = this.#string()
      if (name === undefined) return undefined
      if (name in members) return this.#refuse('duplicate-member', nameAt)
      const value = this.#memberValue(depth)
      if (value === undefined) return undefined
      members[name] = value
      this.#skipSpace()
      if (this.#takeUnit(closeObject)) return this.#isForeign ? withoutNothing(members) : members
      if (!this.#takeUnit(comma)) return this.#unexpected()
      this.#skipSpace()
    }
  }

  #memberValue(depth: number): Json | undefined {
    this.#skipSpace()
    if (!this.#takeUnit(colon)) return this.#unexpected()
    this.#skipSpace()
    return this.#value(depth)
  }

  #skipSpace(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return
    space.lastIndex = this.#at
    this.#at += space.exec(this.#text)?.[0].length ?? 0
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false
    this.#at += word.length
    return true
  }

  #takeUnit(unit: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== unit) return false
    this.#at++
    return true
  }

  #unexpected(): undefined {
    return this.#refuse(this.#at < this.#text.length ? 'unexpected' : 'truncated', this.#at)
  }

  #refuse(code: JsonFindingCode, at: number): undefined {
    this.code = code
    this.codeAt = at
    return undefined
  }
}

function withoutNothing(members: Readonly<Record<string, Json>>): JsonObject {
  const kept: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const [name, value] of Object.entries(members)) if (value !== nothing) kept[name] = value
  return kept
}
