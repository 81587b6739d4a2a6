import { escapeLength, isPlainWord, isScalar, isUnmarkedWord, isWhite, sequenceLength } from './json-bytes.ts'

/** Why scanning stopped, and at which byte. */
export type Problem = 'not-json' | 'truncated' | 'not-utf8' | 'too-deep' | 'too-large'

/** What a value may cost: nesting of arrays and objects, and the byte that it may not pass. */
export interface Bounds {
  readonly depth: number
  readonly end: number
}

const white = 0x20
const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const openArray = 0x5b
const closeArray = 0x5d
const openObject = 0x7b
const closeObject = 0x7d

/** Where a value that is under way goes on. */
interface Place {
  readonly depth: number
  readonly want: number
  readonly at: number
}

/** What may come next: a value, a value or the end of an array, a name, a name or the end of an object, a colon, a comma or an end. */
const expect = { value: 0, firstValue: 1, name: 2, firstName: 3, colon: 4, next: 5 } as const

/** 1 for the bytes of a string that need no look: printable ASCII other than quote and backslash. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash ? 1 : 0,
)

/** The same where bytes beyond ASCII are known to be well-formed. */
const unmarked = Uint8Array.from(plain, (isPlain, byte) => (byte >= 0x80 ? 1 : isPlain))

/** Names of one object that are compared with one another; what has more is looked at another way. */
const maxNames = 64

/** Names of more bytes are not noted. */
const maxNameBytes = 1024

/** Numbers of one field: hash of its name, its name from and to, its value from and to, and whether that is a text as it stands. */
export const fieldSize = 6

/** A hash of a member's name: of those scanned and of those known. */
export function nameHash(name: Uint8Array): number {
  let hash = 0
  for (const byte of name) hash = (Math.imul(hash, 31) + byte) | 0
  return hash
}

const numberShape = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u
const literals: ReadonlySet<string> = new Set(['true', 'false', 'null'])
const [trueWord, falseWord, nullWord] = ['true', 'false', 'null'].map((word) => new TextEncoder().encode(word))

/**
 * Checks JSON (RFC 8259) in place: nothing is copied, decoded or built, nothing recurses, and every value is bounded.
 * `at` is the next byte to read. A method answers false when it stopped; `problem` and `at` then say why and where.
 */
export class JsonScanner {
  at = 0
  /** So many bytes are there; what is behind them may still come. */
  limit: number
  /** As far as here the bytes are known to be well-formed UTF-8. */
  wellFormedTo = 0
  problem: Problem | undefined
  /** Members of objects passed so far, at every depth. */
  members = 0
  /** Members of the object that `value` passed last, its own and none deeper, `fieldSize` numbers each. */
  readonly fields = new Int32Array(maxNames * fieldSize)
  fieldCount = 0
  /** Of that object: a name may stand twice in it or in an object within, or is long, written with escapes or beyond ASCII, or there are many. */
  isOdd = false
  /** Nothing comes behind `limit`. */
  isWhole = false
  readonly bytes: Uint8Array
  readonly #isObject: Uint8Array
  readonly #view: DataView
  /** Hashes of the names of all open objects; where those of each depth begin. */
  readonly #names: Int32Array
  readonly #firstName: Int32Array
  #nameCount = 0
  #isPlain = true
  /** The value that is under way: how deep, what may come next, and the byte that it may not pass; 0 where none is. */
  #end = 0
  #goesOnAt = 0
  #depth = 0
  #want: number = expect.value
  /** The string that is under way goes on there; 0 where none is. */
  #inString = 0

  /** `maxDepth` is the greatest that any call's bounds will name. */
  constructor(bytes: Uint8Array, maxDepth: number) {
    this.bytes = bytes
    this.limit = bytes.length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#isObject = new Uint8Array(maxDepth + 1)
    this.#names = new Int32Array((maxDepth + 1) * maxNames)
    this.#firstName = new Int32Array(maxDepth + 1)
  }

  /** Passes white space and answers the byte after it, or -1 at the end of the bytes. */
  peek(): number {
    const { bytes, limit } = this
    let at = this.at
    while (at < limit && isWhite(bytes[at])) at += 1
    this.at = at
    return at < limit ? (bytes[at] ?? -1) : -1
  }

  /** Passes one byte after white space, which must be `byte`. */
  token(byte: number): boolean {
    const next = this.peek()
    if (next !== byte) return this.#stop(next === -1 ? 'truncated' : 'not-json', this.at)
    this.at += 1
    return true
  }

  /**
   * Passes white space and one value. Stopped as `truncated` where more may come, it goes on from there when asked again: no byte is looked at twice but
   * those of a number or a short name.
   */
  value(bounds: Bounds): boolean {
    const { bytes, fields } = this
    const isObject = this.#isObject
    if (this.#end === 0) this.#begin(bounds.end)
    const end = Math.min(this.#end, this.limit)
    let depth = this.#depth
    let want = this.#want
    let at = this.#goesOnAt
    for (;;) {
      while (at < end && isWhite(bytes[at])) at += 1
      if (at >= end) return this.#pause(end < this.limit ? 'too-large' : 'truncated', { depth, want, at })
      const byte = bytes[at] ?? 0
      if (depth === 1 && want === expect.value) fields[(this.fieldCount - 1) * fieldSize + 3] = at
      if (byte === quote) {
        if (want === expect.colon || want === expect.next) return this.#stop('not-json', at)
        this.at = at
        const isName = want === expect.name || want === expect.firstName
        if (!(isName ? this.#name(end, depth) : this.#text(end, depth))) return this.#rest({ depth, want, at })
        at = this.at
        want = isName ? expect.colon : expect.next
      } else if (byte === colon) {
        if (want !== expect.colon) return this.#stop('not-json', at)
        this.members += 1
        at += 1
        want = expect.value
      } else if (byte === comma) {
        if (want !== expect.next) return this.#stop('not-json', at)
        at += 1
        want = isObject[depth] === 1 ? expect.name : expect.value
      } else if (byte === openObject || byte === openArray) {
        if (want !== expect.value && want !== expect.firstValue) return this.#stop('not-json', at)
        if (depth === bounds.depth) return this.#stop('too-deep', at)
        depth += 1
        isObject[depth] = byte === openObject ? 1 : 0
        this.#firstName[depth] = this.#nameCount
        at += 1
        want = byte === openObject ? expect.firstName : expect.firstValue
      } else if (byte === closeObject || byte === closeArray) {
        const fits = depth > 0 && isObject[depth] === (byte === closeObject ? 1 : 0)
        const isEmpty = want === (byte === closeObject ? expect.firstName : expect.firstValue)
        if (!fits || (want !== expect.next && !isEmpty)) return this.#stop('not-json', at)
        this.#nameCount = this.#firstName[depth] ?? 0
        depth -= 1
        at += 1
        want = expect.next
      } else {
        if (want !== expect.value && want !== expect.firstValue) return this.#stop('not-json', at)
        this.at = at
        if (!this.#scalar(end)) return this.#rest({ depth, want, at })
        at = this.at
        want = expect.next
      }
      if (depth === 1 && want === expect.next) fields[this.fieldCount * fieldSize - 2] = at
      if (depth === 0 && want === expect.next) {
        this.at = at
        this.#end = 0
        return true
      }
    }
  }

  #begin(end: number): void {
    this.#end = end
    this.#depth = 0
    this.#want = expect.value
    this.#goesOnAt = this.at
    this.fieldCount = 0
    this.isOdd = false
    this.#nameCount = 0
  }

  #pause(problem: Problem, place: Place): false {
    this.#rest(place)
    return this.#stop(problem, place.at)
  }

  #rest({ depth, want, at }: Place): false {
    this.#depth = depth
    this.#want = want
    this.#goesOnAt = at
    return false
  }

  #text(end: number, depth: number): boolean {
    if (!this.string(end)) return false
    if (depth === 1) this.fields[this.fieldCount * fieldSize - 1] = this.#isPlain ? 1 : 0
    return true
  }

  /** Passes a member's name that starts at `at`, and notes it. */
  #name(end: number, depth: number): boolean {
    const { bytes } = this
    const from = this.at + 1
    if (this.#inString === 0) {
      let hash = 0
      let at = from
      const noted = Math.min(end, from + maxNameBytes)
      for (; at < noted; at += 1) {
        const byte = bytes[at] ?? 0
        if (plain[byte] !== 1) break
        hash = (Math.imul(hash, 31) + byte) | 0
      }
      if (at < end && bytes[at] === quote) {
        this.#note(hash, from, at, depth)
        this.at = at + 1
        return true
      }
      // A name that is not there to its end is looked at again from its beginning.
      if (at >= this.limit) return this.#stop('truncated', at)
    }
    this.isOdd = true
    return this.string(end)
  }

  #note(hash: number, from: number, to: number, depth: number): void {
    const names = this.#names
    const first = this.#firstName[depth] ?? 0
    const count = this.#nameCount
    if (count - first === maxNames) {
      this.isOdd = true
      return
    }
    for (let name = first; name < count; name += 1) if (names[name] === hash) this.isOdd = true
    names[count] = hash
    this.#nameCount = count + 1
    if (depth !== 1) return
    const field = this.fieldCount * fieldSize
    this.fields[field] = hash
    this.fields[field + 1] = from
    this.fields[field + 2] = to
    this.fields[field + 5] = 0
    this.fieldCount += 1
  }

  /** Passes one string that starts at `at` and closes before `bound`; goes on as `value` does. */
  string(bound: number): boolean {
    const { bytes } = this
    const view = this.#view
    const end = Math.min(bound, this.limit)
    if (this.#inString === 0) this.#isPlain = true
    let at = this.#inString === 0 ? this.at + 1 : this.#inString
    for (;;) {
      at = this.#unmarked(at, Math.min(end, this.wellFormedTo))
      while (at + 4 <= end && isPlainWord(view.getInt32(at))) at += 4
      while (at < end && plain[bytes[at] ?? 0] === 1) at += 1
      this.#inString = at
      if (at >= end) return this.#stop(end < this.limit ? 'too-large' : 'truncated', end)
      const byte = bytes[at] ?? 0
      if (byte === quote) {
        this.at = at + 1
        this.#inString = 0
        return true
      }
      if (byte < white) return this.#stop('not-json', at)
      this.#isPlain = false
      const length = byte === backslash ? escapeLength(bytes, at) : sequenceLength(bytes, at)
      if (length === 0 || at + length > this.limit) {
        const cut = at + (byte === backslash ? 6 : 4) > this.limit && !bytes.subarray(at, this.limit).includes(quote)
        return this.#stop(cut ? 'truncated' : byte === backslash ? 'not-json' : 'not-utf8', at)
      }
      at += length
    }
  }

  /** Passes what of a string needs no look, as far as the bytes are known to be well-formed. */
  #unmarked(from: number, end: number): number {
    const { bytes } = this
    const view = this.#view
    let at = from
    let seen = 0
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at)
      if (!isUnmarkedWord(word)) break
      seen |= word
    }
    for (; at < end && unmarked[bytes[at] ?? 0] === 1; at += 1) seen |= bytes[at] ?? 0
    if ((seen & 0x80808080) !== 0) this.#isPlain = false
    return at
  }

  #scalar(end: number): boolean {
    const { bytes } = this
    const from = this.at
    let at = from
    while (at < end && at - from < maxScalarBytes && isScalar(bytes[at])) at += 1
    if (at === this.limit && !this.isWhole) return this.#stop('truncated', from)
    if (this.#isLiteral(from, at)) {
      this.at = at
      return true
    }
    const text = String.fromCharCode(...bytes.subarray(from, at))
    if (numberShape.test(text)) {
      this.at = at
      return true
    }
    const isCut =
      at === this.limit && (/^-?[\d.eE+-]*$/u.test(text) || [...literals].some((word) => word.startsWith(text)))
    return this.#stop(
      (bytes[from] ?? 0) >= 0x80 && sequenceLength(bytes, from) === 0
        ? 'not-utf8'
        : isCut && at > from
          ? 'truncated'
          : 'not-json',
      from,
    )
  }

  #isLiteral(from: number, to: number): boolean {
    const first = this.bytes[from]
    const word = first === 0x74 ? trueWord : first === 0x66 ? falseWord : first === 0x6e ? nullWord : undefined
    if (word?.length !== to - from) return false
    for (let at = 0; at < word.length; at += 1) if (this.bytes[from + at] !== word[at]) return false
    return true
  }

  #stop(problem: Problem, at: number): false {
    this.problem = problem
    this.at = at
    return false
  }
}

/** No number of ours or of a float's printed form comes near. */
const maxScalarBytes = 512
