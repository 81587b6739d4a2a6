import { fieldSize, nameHash, type JsonScanner } from './json-scanner.ts'
import { TextView } from './text-view.ts'

/** Members that are looked at; the place of a name is its number, below 32. */
export const memberNames = [
  'id',
  'type',
  'spec_version',
  'created',
  'modified',
  'revoked',
  'lang',
  'created_by_ref',
  'name',
  'value',
  'path',
  'key',
  'subject',
  'abstract',
  'account_login',
  'user_id',
  'serial_number',
  'pattern',
  'opinion',
  'relationship_type',
  'description',
  'content',
  'explanation',
  'aliases',
  'x_mitre_aliases',
  'external_references',
  'cpe',
  'swid',
  'number',
  'hashes',
  'display_name',
  'object_marking_refs',
] as const

/** A member by which the product knows an object. */
export type Member = (typeof memberNames)[number]

/** Far more slots than names: most names that are not looked at fall into an empty one. */
const slotMask = 1023
const numbers = new Map<string, number>(memberNames.map((name, number) => [name, number]))
const encoded = memberNames.map((name) => new TextEncoder().encode(name))
/** Numbers of the names, from 1, by the low bits of their hashes; a name whose place is taken stands in the next. */
const slots = encoded.reduce(
  (table, name, number) => {
    let slot = slotOf(nameHash(name))
    while (table[slot] !== 0) slot = (slot + 1) & slotMask
    table[slot] = number + 1
    return table
  },
  new Uint8Array(slotMask + 1),
)

/** Members whose text was mostly met before. */
const typeNumber = numbers.get('type')
const versionNumber = numbers.get('spec_version')
/** A member that is looked at by name and names other objects too. */
const markings = numbers.get('object_marking_refs')
/** Numbers of members that are not looked at by name: those that name other objects. */
const oneRef = memberNames.length
const manyRefs = memberNames.length + 1
/** Long texts of members that no rule of the standard knows. */
const unknownText = memberNames.length + 2
const notNoted = -1
const described = numbers.get('description')
/** Shorter texts are sooner read than left out. */
const longText = 64
const quote = 0x22
const letterX = 0x78
const underscore = 0x5f

/** Number, value from and to, and whether that is a text as it stands. */
const size = 4
const endings = { _ref: new TextEncoder().encode('_ref'), _refs: new TextEncoder().encode('_refs') }

/**
 * Where an object's members stand, of all objects of a document: numbers in one array, which costs a store of objects nothing. An
 * object has a number whose bits say which members it has, then its members.
 */
export class FieldTable {
  readonly #document: Uint8Array
  readonly #texts: TextView
  /** The repeating text met last, by its length, and where it stands. */
  readonly #met = new Map<number, { readonly from: number; readonly text: string }>()
  #repeated: { readonly from: number; readonly text: string } | undefined
  #numbers = new Int32Array(1 << 12)
  #end = 0

  constructor(document: Uint8Array) {
    this.#document = document
    this.#texts = new TextView(document)
  }

  /** Notes the fields of the object that the scanner passed last; answers where they begin. They end where the next begin. */
  add(scanner: JsonScanner): number {
    const start = this.#end
    if (start + 1 + scanner.fieldCount * size > this.#numbers.length) this.#grow()
    let present = 0
    this.#end += 1
    const { fields, bytes } = scanner
    for (let field = 0; field < scanner.fieldCount * fieldSize; field += fieldSize) {
      const name = fields[field + 1] ?? 0
      const [from, to] = [fields[field + 3] ?? 0, fields[field + 4] ?? 0]
      let number: number = numberOf(bytes, fields[field] ?? 0, name, fields[field + 2] ?? 0)
      if (number === notNoted) {
        const isUnknown = bytes[name] === letterX && bytes[name + 1] === underscore
        if (!isUnknown || bytes[from] !== quote || to - from < longText) continue
        number = unknownText
      }
      this.#numbers[this.#end] = number
      this.#numbers[this.#end + 1] = from
      this.#numbers[this.#end + 2] = to
      this.#numbers[this.#end + 3] = fields[field + 5] ?? 0
      this.#end += size
      present |= number < memberNames.length ? 1 << number : 0
    }
    this.#numbers[start] = present
    return start
  }

  get end(): number {
    return this.#end
  }

  /** Place of a member among the fields from `start` to before `end`, or -1. */
  find(member: Member, start: number, end: number): number {
    const number = numbers.get(member) ?? 0
    if (((this.#numbers[start] ?? 0) & (1 << number)) === 0) return -1
    let at = start + 1
    while (at < end && this.#numbers[at] !== number) at += size
    return at
  }

  /** Places of the members that name other objects, in order, and whether each names many. */
  refs(start: number, end: number): readonly { readonly at: number; readonly isMany: boolean }[] {
    const found: { readonly at: number; readonly isMany: boolean }[] = []
    const creator = numbers.get('created_by_ref')
    for (let at = start + 1; at < end; at += size) {
      const number = this.#numbers[at]
      const isMany = number === manyRefs || number === markings
      if (number === oneRef || isMany || number === creator) found.push({ at, isMany })
    }
    return found
  }

  /**
   * An object as it is written from byte `from` to before `to`, with `""` in the place of long texts by which no rule is broken: descriptions,
   * and what no property of the standard begins with (`x_`).
   */
  outline({ from, to }: { readonly from: number; readonly to: number }, start: number, end: number): string {
    const gaps: number[] = []
    for (let at = start + 1; at < end; at += size) {
      const number = this.#numbers[at]
      const isLeftOut = number === unknownText || (number === described && this.#isLongText(at))
      if (isLeftOut) gaps.push(this.#from(at) + 1, this.#to(at) - 1)
    }
    return this.#texts.without(gaps, from, to)
  }

  #isLongText(at: number): boolean {
    return this.isText(at) && this.#to(at) - this.#from(at) >= longText
  }

  /** The same text each time for what is written like the one before, as an object's markings are. */
  repeatedJson(at: number): string {
    const [from, to] = [this.#from(at), this.#to(at)]
    const last = this.#repeated
    if (last?.text.length === to - from && isSame(this.#document, last.from, from, to - from)) return last.text
    const text = this.json(at)
    if (text.length === to - from) this.#repeated = { from, text }
    return text
  }

  /** The value as it is written. */
  json(at: number): string {
    return this.#texts.utf8(this.#from(at), this.#to(at))
  }

  isText(at: number): boolean {
    return this.#document[this.#from(at)] === quote
  }

  /** A text that stands there as it is; `undefined` where it has escapes or goes beyond ASCII. */
  plainText(at: number): string | undefined {
    if (this.#numbers[at + 3] !== 1) return undefined
    const [from, to] = [this.#from(at) + 1, this.#to(at) - 1]
    const number = this.#numbers[at]
    const isRepeating = number === typeNumber || number === versionNumber
    return isRepeating ? this.#metText(from, to) : this.#texts.ascii(from, to)
  }

  /** One text for all objects of a type. */
  #metText(from: number, to: number): string {
    const met = this.#met.get(to - from)
    if (met !== undefined && isSame(this.#document, met.from, from, to - from)) return met.text
    const text = this.#texts.ascii(from, to)
    this.#met.set(to - from, { from, text })
    return text
  }

  #from(at: number): number {
    return this.#numbers[at + 1] ?? 0
  }

  #to(at: number): number {
    return this.#numbers[at + 2] ?? 0
  }

  #grow(): void {
    const larger = new Int32Array(this.#numbers.length * 2)
    larger.set(this.#numbers)
    this.#numbers = larger
  }
}

function numberOf(bytes: Uint8Array, hash: number, from: number, to: number): number {
  for (let slot = slotOf(hash); slots[slot] !== 0; slot = (slot + 1) & slotMask) {
    const number = (slots[slot] ?? 0) - 1
    if (isAt(bytes, encoded[number], from, to)) return number
  }
  if (isAt(bytes, endings._ref, to - 4, to) && to - from >= 4) return oneRef
  return isAt(bytes, endings._refs, to - 5, to) && to - from >= 5 ? manyRefs : notNoted
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & slotMask
}

function isSame(bytes: Uint8Array, from: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at += 1) if (bytes[from + at] !== bytes[other + at]) return false
  return true
}

function isAt(bytes: Uint8Array, name: Uint8Array | undefined, from: number, to: number): boolean {
  if (name?.length !== to - from) return false
  for (let at = 0; at < name.length; at += 1) if (bytes[from + at] !== name[at]) return false
  return true
}
