import { stem } from './stem.ts'

const maxWordLength = 64
const maxExactLength = 200

/** Words that stand in every text: neither indexed nor asked for. */
const stopWords: ReadonlySet<string> = new Set(
  'a an and are as at be by for from has have in is it its of on or that the this to was were which with и в во на с со к по от до за из о об у а но не что как для или это'.split(
    ' ',
  ),
)

/** What ends a chunk: white space, quotes, brackets and marks that no name or address contains. */
const between = /[\s\p{Z}"'`«»“”‘’„()<>{}[\]|,;!¡¿…。，、；：！？（）《》「」【】·*]+/u
/** The usual chunk: one word, which needs no closer look. */
const simple = /^(?:[a-z]+|[а-я]+)$/u
/** What a chunk begins and ends with; whatever else surrounds it is no part of it. */
const letter = /[\p{L}\p{N}]/u
/** Scripts that write without spaces. */
const dense = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const denseStart = new RegExp(`^[${dense}]`, 'u')
/** A chunk's stretches of the one and the other kind of script. */
const stretches = new RegExp(`[${dense}]+|[^${dense}]+`, 'gu')
const runs = /[\p{L}\p{N}\p{M}]+/gu
/** A chunk that is found as it stands: it has a mark inside, and among the marks more than hyphens and strokes or a digit beside. */
const hasMark = /[^\p{L}\p{N}\p{M}]/u
const isName = /[.:@_\\#%=+&~$]|\p{N}/u
const parts = /[/?&=#@\\]+/u

/**
 * The search words of a text, each once: stems of its words, and with `=` before them the things that are found only as they
 * stand, for example `=t1055.011`, `=192.0.2.7`, `=a.example`. Scripts without spaces give one, two and three neighbours, so that a
 * query matches where its characters stand together. The same text gives the same words on every node and every database.
 */
export function wordsOf(text: string): readonly string[] {
  const found = new Set<string>()
  for (const chunk of chunksOf(text)) for (const word of wordsIn(chunk)) found.add(word)
  return [...found]
}

/** Words of chunks met before: texts are made of few chunks. */
const known = new Map<string, readonly string[]>()
const maxKnown = 50_000

function wordsIn(chunk: string): readonly string[] {
  const before = known.get(chunk)
  if (before !== undefined) return before
  const words = newWordsIn(chunk)
  if (chunk.length > maxWordLength) return words
  if (known.size === maxKnown) known.clear()
  known.set(chunk, words)
  return words
}

/** The words of one chunk, in lower case. */
export function newWordsIn(chunk: string): readonly string[] {
  return asciiWordsIn(chunk) ?? anyWordsIn(chunk)
}

/** Marks of which one makes a chunk a name, or takes an address apart. */
const nameMarks = codesOf('.:@_\\#%=+&~$')
const partMarks = codesOf('/?&=#@\\')

function codesOf(characters: string): Uint8Array {
  const codes = new Uint8Array(128)
  for (const character of characters) codes[character.charCodeAt(0)] = 1
  return codes
}

/** What `anyWordsIn` gives for a chunk of ASCII that is one value: names, addresses and hashes are met once. */
function asciiWordsIn(chunk: string): readonly string[] | undefined {
  if (asciiClass[chunk.charCodeAt(0)] !== 2 || asciiClass[chunk.charCodeAt(chunk.length - 1)] !== 2) return undefined
  const words: string[] = []
  let [from, hasMark, isName, hasDigit] = [0, false, false, false]
  for (let at = 0; at <= chunk.length; at += 1) {
    const code = at === chunk.length ? space : chunk.charCodeAt(at)
    if (code >= 0x80 || partMarks[code] === 1) return undefined
    if (asciiClass[code] === 2) {
      if (code <= nine) hasDigit = true
      continue
    }
    if (at > from) addRun(chunk.slice(from, at), hasDigit, words)
    isName ||= hasDigit || nameMarks[code] === 1
    hasMark ||= at < chunk.length
    hasDigit = false
    from = at + 1
  }
  if (hasMark && isName) words.unshift(`=${chunk.slice(0, maxExactLength)}`)
  return words.length > 1 ? [...new Set(words)] : words
}

const space = 0x20
const nine = 0x39

/** What has digits in it has no endings. */
function addRun(run: string, hasDigit: boolean, words: string[]): void {
  if (hasDigit) words.push(run.slice(0, maxWordLength))
  else if (!stopWords.has(run)) words.push(stem(run.slice(0, maxWordLength)))
}

/** The same, whatever it is made of. */
export function anyWordsIn(chunk: string): readonly string[] {
  const found = new Set<string>()
  if (simple.test(chunk)) addWord(chunk, found)
  else {
    if (isWhole(chunk)) for (const value of valuesIn(chunk)) found.add(`=${value}`)
    addRuns(chunk, found, 1)
  }
  return [...found]
}

/** A value to be found as it stands, whatever it looks like: an id, an address, a hash, and the words in it. */
export function wordsOfValue(value: string): readonly string[] {
  const whole = wordOfWhole(value)
  return whole === '=' ? [] : [...new Set([whole, ...wordsOf(value)])]
}

/** The word of all documents of a type, which no text gives. */
export function wordOfType(type: string): string {
  return `#${type}`
}

/** The word of every document, which no text gives. */
export const wordOfAll = '#'

/** The word of all documents that are marked with a name of the Traffic Light Protocol; no type has a colon. */
export function wordOfTlp(name: string): string {
  return `#tlp:${name}`
}

/** The word of a whole value or id, such as `T1055.011`, wherever it stands. */
export function wordOfWhole(value: string): string {
  return `=${chunksOf(value).join(' ').slice(0, maxExactLength)}`
}

/** So many words of a query count. */
const maxQueryWords = 32

/** What a document must hold, all of it, to answer a query. At most 32 words count. */
export function queryWordsOf(query: string): readonly string[] {
  const found = new Set<string>()
  for (const chunk of chunksOf(query.slice(0, 1000))) for (const word of soughtIn(chunk)) found.add(word)
  return [...found].slice(0, maxQueryWords)
}

/** What of a query nothing is looked for by, as it is written there in lower case: words of every text, and what comes behind the 32nd. */
export function unaskedIn(query: string): readonly string[] {
  const asked = new Set(queryWordsOf(query))
  const isUnasked = (chunk: string): boolean => !soughtIn(chunk).some((word) => asked.has(word))
  return [...new Set(chunksOf(query.slice(0, 1000)).filter(isUnasked))]
}

function soughtIn(chunk: string): readonly string[] {
  if (isWhole(chunk)) return [`=${chunk.slice(0, maxExactLength)}`]
  const found = new Set<string>()
  addRuns(chunk, found, 3)
  return [...found]
}

/**
 * One spelling of what looks or reads the same: compatibility forms, case, ё, dashes, characters that cannot be seen, addresses made harmless
 * (`a[.]example`, `hxxp`), and Cyrillic letters that were typed for Latin ones of the same look (`Т1055`).
 */
export function chunksOf(text: string): readonly string[] {
  return isAscii.test(text) && !mayBeDisarmed.test(text) ? asciiChunksOf(text) : anyChunksOf(text)
}

const isAscii = /^[\0-\x7f]*$/u
const mayBeDisarmed = /\[[.:d]|\(\.|hxxp/iu

/** Of ASCII by its code. */
const asciiClass = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (between.test(character)) return 0
  return /[A-Za-z0-9]/u.test(character) ? 2 : 1
})

/** What `anyChunksOf` gives, in one pass, for the text that most texts are. */
function asciiChunksOf(text: string): readonly string[] {
  const lower = text.toLowerCase()
  const plain = lower.includes("'s") ? lower.replaceAll(/'s(?![a-z])/gu, '') : lower
  const chunks: string[] = []
  // The chunk under way: from its first letter or digit to behind its last.
  let [from, to] = [-1, -1]
  for (let at = 0; at <= plain.length; at += 1) {
    const kind = at === plain.length ? 0 : asciiClass[plain.charCodeAt(at)]
    if (kind === 2) {
      if (from < 0) from = at
      to = at + 1
    } else if (kind === 0 && from >= 0) {
      chunks.push(plain.slice(from, to))
      from = -1
    }
  }
  return chunks
}

const spelled = (text: string): string =>
  text.normalize('NFKC').replaceAll(unseen, '').replaceAll(dash, '-').toLowerCase().replaceAll('ё', 'е')

/** What a character is to a chunk: it ends it, is a mark in it, a letter or digit of ASCII, a Cyrillic letter, or of a script without spaces. */
export const characterKinds = { end: 0, mark: 1, ascii: 2, cyrillic: 4, dense: 8 } as const

/** How a character is spelled in chunks, as one code, and its kind; `undefined` where what it stands for depends on what is around it. */
export function spelledAlone(code: number): { readonly code: number; readonly kind: number } | undefined {
  const character = spelled(String.fromCharCode(code))
  if (character.length !== 1 || dependent.test(character)) return undefined
  return { code: character.replace('’', "'").charCodeAt(0), kind: kindOf(character) }
}

/** Marks that combine, halves of pairs, and letters of scripts other than those below. */
const dependent = /[\p{M}\p{Cs}]|(?![a-z\p{Script=Cyrillic}\p{Script=Han}])\p{L}|(?![0-9])\p{N}/u

function kindOf(character: string): number {
  if (between.test(character)) return characterKinds.end
  if (denseStart.test(character)) return characterKinds.dense
  if (cyrillic.test(character)) return characterKinds.cyrillic
  return letter.test(character) ? characterKinds.ascii : characterKinds.mark
}

function anyChunksOf(text: string): readonly string[] {
  const armed = spelled(text)
    .replaceAll(/\[\.\]|\(\.\)|\[dot\]/gu, '.')
    .replaceAll(/\bhxxp/gu, 'http')
    .replaceAll('[:]', ':')
  return armed
    .replaceAll(/['’]s(?!\p{L})/gu, '')
    .split(between)
    .flatMap((chunk) => (simple.test(chunk) ? chunk : (chunk.match(stretches) ?? []).map(trimmed).map(latin)))
    .filter((chunk) => chunk !== '')
}

/** Soft hyphens, joiners and marks of direction: they come along where text is copied from a page. */
const unseen = /[\ufe00-\ufe0f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu
/** Hyphens, dashes between what belongs together, and minus. */
const dash = /[\u2010-\u2014\u2212]/gu

const cyrillicLook = 'авекмнорстух'
const latinLook = 'abekmhopctyx'
const isMixed = /[a-z0-9]/u
const lookalikes = new RegExp(`[${cyrillicLook}]`, 'gu')

/** Where a digit or Latin letter stands beside Cyrillic ones that all look Latin: `т1055`, `сve-2021-44228`, `т-72`. */
function latin(chunk: string): string {
  if (!isMixed.test(chunk) || !cyrillic.test(chunk)) return chunk
  const folded = chunk.replaceAll(lookalikes, (letter) => latinLook[cyrillicLook.indexOf(letter)] ?? letter)
  return cyrillic.test(folded) ? chunk : folded
}

const cyrillic = /\p{Script=Cyrillic}/u

/** From its first letter or digit to its last; one look at each character, however many marks there are. */
export function trimmed(chunk: string): string {
  if (simple.test(chunk)) return chunk
  const from = chunk.search(letter)
  if (from < 0) return ''
  for (let to = chunk.length; ;) {
    const isPair = (chunk.codePointAt(to - 2) ?? 0) > 0xffff
    const before = to - (isPair ? 2 : 1)
    if (letter.test(chunk.slice(before, to))) return chunk.slice(from, to)
    to = before
  }
}

function isWhole(chunk: string): boolean {
  return hasMark.test(chunk) && isName.test(chunk)
}

/** The chunk, and where it is an address with parts (`https://a.example/x`, `b@a.example`) each part that is itself whole. */
function valuesIn(chunk: string): readonly string[] {
  const inner = chunk
    .split(parts)
    .map((part) => latin(trimmed(part)))
    .filter((part) => part !== '' && isWhole(part))
  return [chunk, ...inner].map((value) => value.slice(0, maxExactLength))
}

/** `shortest`: neighbours taken together at least, where the run is long enough. */
function addRuns(chunk: string, into: Set<string>, shortest: number): void {
  const isDense = denseStart.test(chunk)
  for (const [run] of chunk.matchAll(runs)) {
    if (isDense) addNeighbours(Array.from(run), into, shortest)
    else addWord(latin(run), into)
  }
}

function addWord(word: string, into: Set<string>): void {
  if (!stopWords.has(word)) into.add(stem(word.slice(0, maxWordLength)))
}

function addNeighbours(characters: readonly string[], into: Set<string>, shortest: number): void {
  for (let size = Math.min(shortest, characters.length); size <= 3; size += 1) {
    for (let at = 0; at + size <= characters.length; at += 1) into.add(characters.slice(at, at + size).join(''))
  }
}
