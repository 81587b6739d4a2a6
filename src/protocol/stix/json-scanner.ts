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

/** What may come next: a value, a value or the end of an array, a name, a name or the end of an object, a colon, a comma or an end. */
const expect = { value: 0, firstValue: 1, name: 2, firstName: 3, colon: 4, next: 5 } as const

/** 1 for the bytes of a string that need no look: printable ASCII other than quote and backslash. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== quote && byte !== backslash ? 1 : 0,
)

/** Names of one object that are compared with one another; what has more is looked at another way. */
const maxNames = 64

/** Numbers of one field: hash of its name, its name from and to, its value from and to, and whether that is a text as it stands. */
export const fieldSize = 6

/** A hash of a member's name: of those scanned and of those known. */
export function nameHash(name: Uint8Array): number {
  let hash = 0
  for (const byte of name) hash = (Math.imul(hash, 31) + byte) | 0
  return hash
}

const escapes = new Set(new TextEncoder().encode('"\\/bfnrt'))
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
  problem: Problem | undefined
  /** Members of objects passed so far, at every depth. */
  members = 0
  /** Members of the object that `value` passed last, its own and none deeper, `fieldSize` numbers each. */
  readonly fields = new Int32Array(maxNames * fieldSize)
  fieldCount = 0
  /** Of that object: a name may stand twice in it or in an object within, or is written with escapes or beyond ASCII, or there are many. */
  isOdd = false
  readonly bytes: Uint8Array
  readonly #isObject: Uint8Array
  readonly #view: DataView
  /** Hash, from and to of the names of all open objects; where those of each depth begin. */
  readonly #names: Int32Array
  readonly #firstName: Int32Array
  #nameCount = 0
  #isPlain = true

  /** `maxDepth` is the greatest that any call's bounds will name. */
  constructor(bytes: Uint8Array, maxDepth: number) {
    this.bytes = bytes
    this.limit = bytes.length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#isObject = new Uint8Array(maxDepth + 1)
    this.#names = new Int32Array((maxDepth + 1) * maxNames * 3)
    this.#firstName = new Int32Array(maxDepth + 1)
  }

  /** Back to where something began that did not end before the limit. */
  back(at: number, members: number): void {
    this.at = at
    this.members = members
    this.problem = undefined
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

  /** Passes white space and one value. */
  value(bounds: Bounds): boolean {
    const { bytes } = this
    const isObject = this.#isObject
    const end = Math.min(bounds.end, this.limit)
    let depth = 0
    let want: number = expect.value
    let at = this.at
    const fields = this.#begin()
    for (;;) {
      while (at < end && isWhite(bytes[at])) at += 1
      if (at >= end) return this.#stop(end < this.limit ? 'too-large' : 'truncated', at)
      const byte = bytes[at] ?? 0
      if (depth === 1 && want === expect.value) fields[(this.fieldCount - 1) * fieldSize + 3] = at
      if (byte === quote) {
        if (want === expect.colon || want === expect.next) return this.#stop('not-json', at)
        this.at = at
        const isName = want === expect.name || want === expect.firstName
        if (!(isName ? this.#name(end, depth) : this.#text(end, depth))) return false
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
        if (!this.#scalar(end)) return false
        at = this.at
        want = expect.next
      }
      if (depth === 1 && want === expect.next) fields[this.fieldCount * fieldSize - 2] = at
      if (depth === 0 && want === expect.next) {
        this.at = at
        return true
      }
    }
  }

  #begin(): Int32Array {
    this.fieldCount = 0
    this.isOdd = false
    this.#nameCount = 0
    return this.fields
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
    let hash = 0
    let at = from
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0
      if (plain[byte] !== 1) break
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (at < end && bytes[at] === quote) {
      this.#note(hash, from, at, depth)
      this.at = at + 1
      return true
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
    for (let name = first * 3; name < count * 3; name += 3) {
      if (names[name] === hash && this.#isSame(names[name + 1] ?? 0, names[name + 2] ?? 0, from, to)) this.isOdd = true
    }
    names[count * 3] = hash
    names[count * 3 + 1] = from
    names[count * 3 + 2] = to
    this.#nameCount = count + 1
    if (depth !== 1) return
    const field = this.fieldCount * fieldSize
    this.fields[field] = hash
    this.fields[field + 1] = from
    this.fields[field + 2] = to
    this.fields[field + 5] = 0
    this.fieldCount += 1
  }

  #isSame(from: number, to: number, otherFrom: number, otherTo: number): boolean {
    if (to - from !== otherTo - otherFrom) return false
    const { bytes } = this
    for (let at = 0; at < to - from; at += 1) if (bytes[from + at] !== bytes[otherFrom + at]) return false
    return true
  }

  /** Passes one string that starts at `at` and closes before `bound`. */
  string(bound: number): boolean {
    const { bytes } = this
    const view = this.#view
    const end = Math.min(bound, this.limit)
    let at = this.at + 1
    this.#isPlain = true
    for (;;) {
      while (at + 4 <= end && isPlainWord(view.getInt32(at))) at += 4
      while (at < end && plain[bytes[at] ?? 0] === 1) at += 1
      if (at >= end) return this.#stop(end < this.limit ? 'too-large' : 'truncated', end)
      const byte = bytes[at] ?? 0
      if (byte === quote) {
        this.at = at + 1
        return true
      }
      if (byte < white) return this.#stop('not-json', at)
      this.#isPlain = false
      const length = byte === backslash ? escapeLength(bytes, at) : sequenceLength(bytes, at)
      if (length === 0) {
        const cut = at + (byte === backslash ? 6 : 4) > this.limit && !bytes.subarray(at, this.limit).includes(quote)
        return this.#stop(cut ? 'truncated' : byte === backslash ? 'not-json' : 'not-utf8', at)
      }
      at += length
    }
  }

  #scalar(end: number): boolean {
    const { bytes } = this
    const from = this.at
    let at = from
    while (at < end && at - from < maxScalarBytes && isScalar(bytes[at])) at += 1
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

/** Whether four bytes are all plain: no high bit, none below the space, neither quote nor backslash. */
function isPlainWord(word: number): boolean {
  const quotes = word ^ 0x22222222
  const slashes = word ^ 0x5c5c5c5c
  const low = ((word - 0x20202020) & ~word) | ((quotes - 0x01010101) & ~quotes) | ((slashes - 0x01010101) & ~slashes)
  return ((low | word) & 0x80808080) === 0
}

/** No number of ours or of a float's printed form comes near. */
const maxScalarBytes = 512

function isWhite(byte: number | undefined): boolean {
  return byte === white || byte === 0x0a || byte === 0x0d || byte === 0x09
}

/** Letters, digits, sign and point: what a number or a literal is made of. */
function isScalar(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x45 ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e
  )
}

function escapeLength(bytes: Uint8Array, at: number): number {
  const letter = bytes[at + 1] ?? 0
  if (escapes.has(letter)) return 2
  if (letter !== 0x75) return 0
  for (let digit = at + 2; digit < at + 6; digit += 1) if (!isHex(bytes[digit] ?? 0)) return 0
  return 6
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

/** Bytes of the UTF-8 sequence that starts here (RFC 3629: shortest form, no surrogates, to U+10FFFF), or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  const second = bytes[at + 1] ?? 0
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let next = at + 2; next < at + length; next += 1) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}
