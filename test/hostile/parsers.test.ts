import { expect, test } from 'vitest'
import { decodeUtf8 } from '#kernel/bytes.ts'
import { parseInstant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { parseStrictJson } from '#kernel/strict-json.ts'
import { codes } from '#protocol/codes.ts'
import { exportMisp } from '#protocol/misp/export.ts'
import { importMisp } from '#protocol/misp/import.ts'
import { readStix, StixReading } from '#protocol/stix/bundle.ts'
import { matchPattern, refusedRegex } from '#protocol/stix/pattern/match.ts'
import { areSamePatterns } from '#protocol/stix/pattern/normal.ts'
import { readObserved } from '#protocol/stix/pattern/observed.ts'
import { parsePattern } from '#protocol/stix/pattern/parse.ts'
import { printPattern } from '#protocol/stix/pattern/print.ts'
import { timestampKey } from '#protocol/stix/timestamp.ts'
import { validation } from '#protocol/stix/validation/document.ts'
import { acceptsTaxii } from '#protocol/taxii/media-type.ts'
import { readTaxiiQuery } from '#protocol/taxii/query.ts'
import { chooseLanguage } from '#platform/http/language.ts'
import { SoughtText } from '#platform/search/sought-text.ts'
import { queryWordsOf, wordsOf, wordsOfValue } from '#platform/search/words.ts'
import { searchQuery } from '../../src/node/routes/search-query.ts'
import { hostileDocuments } from './documents.ts'
import { hostilePatterns, hostileTexts } from './texts.ts'
import { processorMs } from '../suites/processor-time.ts'

/** Whoever serves must come to others within this. */
const stallMs = 200
/** What other threads and the command line may take for a document of some megabytes. */
const patienceMs = 4000
/** Tests run beside one another: what takes long is asked again, and only what takes long each time is slow. */
const tries = 4

/** How long the longest piece of the work takes. */
function longestOf(work: () => Iterator<unknown>): number {
  let longest = 0
  const steps = work()
  for (let from = processorMs(), isDone = false; !isDone; from = processorMs()) {
    isDone = steps.next().done === true
    longest = Math.max(longest, processorMs() - from)
  }
  return longest
}

interface Reader<Given> {
  readonly name: string
  readonly limitMs: number
  /** Gives way between its pieces; the last answer is what it says. */
  read(given: Given): Generator<unknown, unknown, void>
}

const at = <Given>(name: string, limitMs: number, read: (given: Given) => unknown): Reader<Given> => ({
  name,
  limitMs,
  // oxlint-disable-next-line require-yield
  *read(given) {
    return read(given)
  },
})

/** What a reader says is a refusal with a code of the table, or it read something; it never throws. */
function judge<Given>({ name, limitMs, read }: Reader<Given>, given: Given): void {
  let said: unknown
  let ms = Number.POSITIVE_INFINITY
  for (let count = 0; count < tries && ms > limitMs; count += 1)
    ms = longestOf(function* () {
      said = yield* read(given)
    })
  expect([name, ms < limitMs ? '' : `${ms} ms`]).toEqual([name, ''])
  if (isRefusal(said) && 'rule' in said) expect(Object.keys(codes)).toContain(said.code)
}

const pieceBytes = 64 * 1024

const documentReaders: readonly Reader<Uint8Array>[] = [
  at('strict JSON of a form', stallMs, (bytes) => parseStrictJson(bytes, { maxBytes: 256 * 1024, maxDepth: 32 })),
  {
    name: 'validation',
    limitMs: stallMs,
    *read(bytes) {
      return yield* validation(bytes)
    },
  },
  at('a bundle', patienceMs, (bytes) => readStix(bytes.slice())),
  {
    name: 'a bundle that comes in pieces',
    limitMs: patienceMs,
    *read(bytes) {
      const reading = new StixReading(bytes)
      for (let there = 0; there < bytes.length; there += pieceBytes) yield reading.take(there)
      reading.take(bytes.length)
      return reading.finish()
    },
  },
  at('an event of MISP', patienceMs, importMisp),
  at('a bundle for MISP', patienceMs, exportMisp),
  at('words', patienceMs, (bytes) => {
    const read = readStix(bytes)
    if (isRefusal(read)) return read
    return read.objects.slice(0, 100).map(({ name, description }) => [wordsOf(name), wordsOf(description)])
  }),
  at('observed data', patienceMs, (bytes) => {
    const text = decodeUtf8(bytes)
    try {
      const read = readObserved(JSON.parse(text ?? ''))
      return read === undefined ? undefined : matchPattern("[x:a[*].b != 1 OR x:v LIKE '%']", read.observed)
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  }),
]

test.each(documentReaders.map((reader) => [reader.name, reader] as const))(
  'F12 C13 C15 hostile documents, read as %s: none throws or holds anything up',
  (_, reader) => {
    for (const { name, bytes } of hostileDocuments) judge({ ...reader, name }, bytes())
  },
  60_000,
)

const taxiiNames = ['added_after', 'limit', 'next', 'match[id]', 'match[type]', 'match[version]', 'match[spec_version]']
const searchNames = ['q', 'type', 'author', 'category', 'level', 'since', 'until', 'tlp', 'technique', 'sort', 'after']

const textReaders: readonly Reader<string>[] = [
  at('a pattern', stallMs, readPattern),
  at('a pattern’s constant', stallMs, (text) => readPattern(`[a:b = '${text}']`)),
  at('a regular expression', stallMs, (text) => refusedRegex(`[a:b MATCHES '${text}']`)),
  at('a TAXII query', stallMs, (text) => taxiiNames.map((name) => readTaxiiQuery(new URLSearchParams([[name, text]])))),
  at('Accept', stallMs, acceptsTaxii),
  at('Accept-Language', stallMs, chooseLanguage),
  at('a search', stallMs, (text) => searchNames.map((name) => searchQuery.safeParse({ q: 'a', [name]: text }).success)),
  at('words asked for', stallMs, (text) => [queryWordsOf(text), new SoughtText(text.slice(0, 500)).asked.size]),
  at('words of a text', stallMs, (text) => [wordsOf(text), wordsOfValue(text)]),
  at('places in a text', stallMs, (text) => [...new SoughtText('угроза 威胁 a').hits(text)]),
  at('a moment', stallMs, (text) => [parseInstant(text), timestampKey(text)]),
]

function readPattern(text: string): unknown {
  const pattern = parsePattern(text)
  if (isRefusal(pattern)) return pattern
  const printed = printPattern(pattern)
  expect(isRefusal(parsePattern(printed)) && printed.length < 65_536).toBe(false)
  return undefined
}

test.each(textReaders.map((reader) => [reader.name, reader] as const))(
  'F12 C14 hostile texts, read as %s: none throws or holds anything up',
  (_, reader) => {
    for (const { name, text } of hostileTexts) judge({ ...reader, name }, text)
  },
)

test('C14 hostile patterns are read, compared and matched, or refused, within their limits', () => {
  const data = readObserved({
    type: 'observed-data',
    first_observed: '2026-01-01T00:00:00Z',
    last_observed: '2026-01-01T00:00:00Z',
    number_observed: 3,
    objects: { 0: { type: 'a', b: `${'a'.repeat(2000)}!` }, 1: { type: '__proto__', constructor: 1 } },
  })
  const readers = [
    at('read', stallMs, readPattern),
    at('prepared', 3 * patienceMs, refusedRegex),
    at('compared', patienceMs, (text: string) => {
      const pattern = parsePattern(text)
      return isRefusal(pattern) ? pattern : areSamePatterns(pattern, pattern)
    }),
    at('matched', 3 * patienceMs, (text: string) => matchPattern(text, data?.observed ?? [])),
  ]
  for (const reader of readers)
    for (const { name, text } of hostilePatterns) judge({ ...reader, name: `${reader.name} ${name}` }, text)
}, 120_000)
