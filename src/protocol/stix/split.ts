import { isUtf8 } from 'node:buffer'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { FieldTable } from './fields.ts'
import { JsonScanner, type Problem } from './json-scanner.ts'

/** What one document may cost. Depth counts from an object's own brace. */
export interface StixLimits {
  readonly objects: number
  readonly objectBytes: number
  readonly depth: number
}

export const stixLimits: StixLimits = { objects: 1_000_000, objectBytes: 8 * 1024 * 1024, depth: 64 }

/** Where an object's members stand, in the table of all fields of its document. */
export interface SliceFields {
  readonly table: FieldTable
  readonly start: number
  readonly end: number
}

/** One object as it was given, from byte `from` of the document to before byte `to`. */
export class Slice {
  readonly document: Uint8Array
  readonly from: number
  readonly to: number
  /** Names in it at every depth, repeated ones as often as they stand there. */
  readonly members: number
  // A document has as many of these as objects: each is one piece of memory.
  readonly #table: FieldTable | undefined
  readonly #start: number
  readonly #end: number

  constructor(document: Uint8Array, { from, to, members }: SlicePlace, fields?: SliceFields) {
    this.document = document
    this.from = from
    this.to = to
    this.members = members
    this.#table = fields?.table
    this.#start = fields?.start ?? 0
    this.#end = fields?.end ?? 0
  }

  /** Absent where a name may be repeated, or is written in a way that only parsing tells. */
  get fields(): SliceFields | undefined {
    return this.#table === undefined ? undefined : { table: this.#table, start: this.#start, end: this.#end }
  }

  /** A view of the document, not a copy. */
  get raw(): Uint8Array {
    return this.document.subarray(this.from, this.to)
  }
}

interface SlicePlace {
  readonly from: number
  readonly to: number
  readonly members: number
}

/** What was noticed and does not refuse: a byte order mark, a bundle without objects, a 2.0 bundle's `spec_version`. */
export type Finding = 'byte-order-mark' | 'no-objects' | 'bundle-spec-version'

export interface Split {
  /** A STIX bundle, a TAXII 2.1 envelope, or one object by itself. */
  readonly form: 'bundle' | 'envelope' | 'object'
  readonly objects: readonly Slice[]
  readonly findings: readonly Finding[]
  /** Values of the outermost object's members, as written. */
  readonly outermost: ReadonlyMap<string, Uint8Array>
}

const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const colon = 0x3a
const comma = 0x2c
const quote = 0x22

/** Members of the outermost object: few in anything real, and their names are held in memory. */
const maxMembers = 1000

const refusals = {
  'not-json': 'stix-not-json',
  truncated: 'stix-truncated',
  'not-utf8': 'stix-not-utf8',
  'too-deep': 'stix-too-deep',
  'too-large': 'stix-object-too-large',
} as const satisfies Record<Problem, Code>

/**
 * Splits a STIX 2.1 bundle, a TAXII 2.1 envelope or a single object into its objects, byte for byte. The whole text is
 * checked to be JSON in well-formed UTF-8 on the way; a refusal names the first bad byte: `offset` from 0, `line` and `column` from 1
 * (columns in characters). Whether a slice is a STIX object at all is `readObject`'s to say.
 */
export function splitStix(bytes: Uint8Array, limits: StixLimits = stixLimits): Split | Refusal<Code> {
  const splitter = new Splitter(bytes, limits)
  return splitter.take(bytes.length) ?? splitter.finish()
}

/** Splits a document while it comes into the memory that it will fill. */
export class Splitter {
  readonly #bytes: Uint8Array
  readonly #limits: StixLimits
  readonly #scanner: JsonScanner
  readonly #slices: Slice[] = []
  readonly #fields: FieldTable
  /** Where the value of each outermost member stands. */
  readonly #members = new Map<string, { readonly raw: Uint8Array; readonly from: number }>()
  #holdsList = false
  #refusal: Refusal<Code> | undefined
  /** Goes on until it needs bytes that are not there yet. */
  readonly #work: Generator<undefined, Split | Refusal<Code>, void>
  #isWhole = false
  #end: Split | Refusal<Code> | undefined

  /** `bytes`: room for the whole document, of which nothing need be there yet. */
  constructor(bytes: Uint8Array, limits: StixLimits) {
    this.#bytes = bytes
    this.#limits = limits
    this.#scanner = new JsonScanner(bytes, limits.depth)
    this.#fields = new FieldTable(bytes)
    this.#work = this.#split()
  }

  /** Objects passed so far. */
  get slices(): readonly Slice[] {
    return this.#slices
  }

  /** So many bytes from the beginning are there. Answers what `finish` will, where that is known already. */
  take(bytes: number): Split | Refusal<Code> | undefined {
    this.#scanner.limit = bytes
    this.#vouch(bytes)
    if (this.#end === undefined) this.#goOn()
    return this.#end
  }

  /** Tells the scanner how far the bytes are well-formed, so that it need not look at each; where they are not, it finds the place. */
  #vouch(to: number): void {
    const { wellFormedTo: from } = this.#scanner
    let end = to
    while (end > from && ((this.#bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1
    // The sequence that begins last may not be there to its end.
    if (end > from && (this.#bytes[end - 1] ?? 0) >= 0x80) end -= 1
    else end = to
    if (end > from && isUtf8(this.#bytes.subarray(from, end))) this.#scanner.wellFormedTo = end
  }

  /** What was taken last is all of it. */
  finish(): Split | Refusal<Code> {
    this.#isWhole = true
    this.#scanner.isWhole = true
    while (this.#end === undefined) this.#goOn()
    return this.#end
  }

  #goOn(): void {
    const step = this.#work.next()
    if (step.done === true) this.#end = step.value
  }

  *#split(): Generator<undefined, Split | Refusal<Code>, void> {
    const scanner = this.#scanner
    const findings: Finding[] = []
    while (scanner.limit < 3 && !this.#isWhole) yield
    if (hasByteOrderMark(this.#bytes.subarray(0, scanner.limit))) {
      scanner.at = 3
      findings.push('byte-order-mark')
    }
    const first = yield* this.#peek()
    const from = scanner.at
    const isPassed = yield* first === openBrace ? this.#outermost() : this.#step(this.#value)
    if (!isPassed) return this.#refused()
    const to = scanner.at
    if ((yield* this.#peek()) !== -1) return this.#refuseAt('stix-not-json', scanner.at)
    if (first !== openBrace) return this.#refuseAt('stix-not-bundle', from)
    // Outermost names are read one by one: the scanner did not count them.
    const members = scanner.members + this.#members.size
    return this.#formOf(new Slice(this.#bytes, { from, to, members }), findings)
  }

  /** Goes on when more is there with what reached the last byte. */
  *#step(pass: () => boolean): Generator<undefined, boolean, void> {
    while (!pass()) {
      if (this.#scanner.problem !== 'truncated' || this.#isWhole) return false
      yield
    }
    return true
  }

  *#peek(): Generator<undefined, number, void> {
    for (;;) {
      const byte = this.#scanner.peek()
      if (byte !== -1 || this.#isWhole) return byte
      yield
    }
  }

  *#token(byte: number): Generator<undefined, boolean, void> {
    yield* this.#peek()
    return this.#scanner.token(byte)
  }

  #formOf(whole: Slice, findings: Finding[]): Split | Refusal<Code> {
    const type = this.#textOf('type')
    if (type === 'bundle' || (type === undefined && !this.#members.has('type') && this.#holdsList)) {
      const form = type === 'bundle' ? 'bundle' : 'envelope'
      if (this.#members.has('objects') && !this.#holdsList)
        return this.#refuseAt('stix-not-bundle', this.#startOf('objects'))
      if (this.#slices.length === 0) findings.push('no-objects')
      if (this.#members.has('spec_version')) findings.push('bundle-spec-version')
      return { form, objects: this.#slices, findings, outermost: this.#rawMembers() }
    }
    if (type === undefined) return this.#refuseAt('stix-not-bundle', whole.from)
    if (whole.to - whole.from > this.#limits.objectBytes) return this.#refuseAt('stix-object-too-large', whole.from)
    return { form: 'object', objects: [whole], findings, outermost: this.#rawMembers() }
  }

  /** `{ name: value, ... }`, the elements of a list named `objects` one by one. */
  *#outermost(): Generator<undefined, boolean, void> {
    const scanner = this.#scanner
    if (!scanner.token(openBrace)) return false
    if ((yield* this.#peek()) === closeBrace) return scanner.token(closeBrace)
    for (;;) {
      const name = yield* this.#name()
      if (name === undefined || !(yield* this.#token(colon))) return false
      const first = yield* this.#peek()
      const from = scanner.at
      const isList = name === 'objects' && first === openBracket
      if (!(yield* isList ? this.#list() : this.#step(this.#value))) return false
      this.#members.set(name, { raw: this.#bytes.subarray(from, scanner.at), from })
      if ((yield* this.#peek()) === closeBrace) return scanner.token(closeBrace)
      if (!scanner.token(comma)) return false
    }
  }

  *#name(): Generator<undefined, string | undefined, void> {
    const scanner = this.#scanner
    if ((yield* this.#peek()) !== quote) {
      scanner.token(quote)
      return undefined
    }
    const from = scanner.at
    const passName = () => scanner.string(from + this.#limits.objectBytes)
    if (!(yield* this.#step(passName))) return undefined
    const name = textIn(this.#bytes.subarray(from, scanner.at))
    if (!this.#members.has(name) && this.#members.size < maxMembers) return name
    if (this.#members.has(name)) this.#fail('stix-duplicate-member', from, { member: name.slice(0, 100) })
    else this.#fail('stix-not-bundle', from)
    return undefined
  }

  *#list(): Generator<undefined, boolean, void> {
    const scanner = this.#scanner
    this.#holdsList = true
    scanner.token(openBracket)
    if ((yield* this.#peek()) === closeBracket) return scanner.token(closeBracket)
    for (;;) {
      const first = yield* this.#peek()
      const from = scanner.at
      const before = scanner.members
      if (!(yield* this.#step(this.#value))) return false
      if (first !== openBrace) return this.#fail('stix-not-bundle', from)
      if (this.#slices.length === this.#limits.objects) return this.#fail('stix-too-many-objects', from)
      this.#slices.push(this.#slice({ from, to: scanner.at, members: scanner.members - before }))
      if ((yield* this.#peek()) === closeBracket) return scanner.token(closeBracket)
      if (!scanner.token(comma)) return false
    }
  }

  #slice(place: SlicePlace): Slice {
    if (this.#scanner.isOdd) return new Slice(this.#bytes, place)
    const start = this.#fields.add(this.#scanner)
    return new Slice(this.#bytes, place, { table: this.#fields, start, end: this.#fields.end })
  }

  readonly #value = (): boolean => {
    const scanner = this.#scanner
    return scanner.value({ depth: this.#limits.depth, end: scanner.at + this.#limits.objectBytes })
  }

  #textOf(member: string): string | undefined {
    const value = this.#members.get(member)
    return value?.raw[0] === quote ? textIn(value.raw) : undefined
  }

  #rawMembers(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#members].map(([name, { raw }]) => [name, raw]))
  }

  #startOf(member: string): number {
    return this.#members.get(member)?.from ?? 0
  }

  #fail(code: Code, at: number, params: Refusal['params'] = {}): false {
    this.#refusal = this.#refuseAt(code, at, params)
    return false
  }

  #refused(): Refusal<Code> {
    const { problem, at } = this.#scanner
    return this.#refusal ?? this.#refuseAt(refusals[problem ?? 'not-json'], at)
  }

  #refuseAt(code: Code, at: number, params: Refusal['params'] = {}): Refusal<Code> {
    const { depth, objectBytes, objects } = this.#limits
    const place = { ...placeOf(this.#bytes, at), complete: this.#slices.length, depth, objectBytes, objects }
    return refuse(code, 'stix: document', { ...place, ...params })
  }
}

/** Line and column from 1, the column in characters. */
export function placeOf(bytes: Uint8Array, offset: number): { offset: number; line: number; column: number } {
  // The room of a document that is still coming is as large as the largest: nothing behind the place is looked at.
  const before = bytes.subarray(0, offset)
  let line = 1
  let lineStart = 0
  for (let at = before.indexOf(0x0a); at !== -1; at = before.indexOf(0x0a, at + 1)) {
    line += 1
    lineStart = at + 1
  }
  let column = 1
  for (let at = lineStart; at < offset; at += 1) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) column += 1
  return { offset, line, column }
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** The text of a JSON string that the scanner has passed, quotes included. */
function textIn(raw: Uint8Array): string {
  return String(JSON.parse(new TextDecoder().decode(raw)))
}
