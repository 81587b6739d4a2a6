import { concat, encodeUtf8 } from '#kernel/bytes.ts'

/** A document made to harm whoever reads it, the same each time. `bytes` makes it anew. */
export interface HostileDocument {
  readonly name: string
  bytes(): Uint8Array
}

const kilobyte = 1024
const megabyte = 1024 * kilobyte
const uuid = 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5'
const at = '2024-05-06T07:08:09.123Z'

const text = (name: string, make: () => string): HostileDocument => ({ name, bytes: () => encodeUtf8(make()) })
const raw = (name: string, ...parts: readonly (string | readonly number[])[]): HostileDocument => ({
  name,
  bytes: () => concat(...parts.map((part) => (typeof part === 'string' ? encodeUtf8(part) : Uint8Array.from(part)))),
})

const many = (count: number, of: (place: number) => string, between = ','): string =>
  Array.from({ length: count }, (_, place) => of(place)).join(between)
const nested = (open: string, close: string, depth: number, inner = '1'): string =>
  open.repeat(depth) + inner + close.repeat(depth)

/** Members of an object that is STIX but for what follows. */
const tool = `"type":"tool","spec_version":"2.1","id":"tool--${uuid}","created":"${at}","modified":"${at}","name":"Heron"`
const inBundle = (objects: string): string => `{"type":"bundle","id":"bundle--${uuid}","objects":[${objects}]}`
const inTool = (members: string): string => inBundle(`{${tool},${members}}`)

/** Texts of the same hash, as many as wanted: `Aa` and `BB` have one in every hash that multiplies by 31. */
const colliding = (place: number): string =>
  Array.from({ length: 17 }, (_, bit) => ((place >> bit) & 1 ? 'Aa' : 'BB')).join('')

const notText: readonly HostileDocument[] = [
  raw('nothing'),
  raw('a byte order mark alone', [0xef, 0xbb, 0xbf]),
  raw('UTF-16', [0xff, 0xfe, 0x7b, 0, 0x7d, 0]),
  raw('a byte that is never UTF-8', '{"type":"bu', [0xff], 'ndle"}'),
  raw('a slash in two bytes', '{"type":"a', [0xc0, 0xaf], '"}'),
  raw('half a surrogate pair', '{"type":"a', [0xed, 0xa0, 0x80], '"}'),
  raw('beyond the last character', '{"type":"a', [0xf4, 0x90, 0x80, 0x80], '"}'),
  raw('a character cut off', '{"type":"a', [0xe2, 0x82]),
  raw(
    'zeros',
    Array.from({ length: 4096 }, () => 0),
  ),
  raw('a zero in a text', '{"type":"a', [0], 'b"}'),
  {
    name: 'noise',
    bytes: () => Uint8Array.from({ length: megabyte }, (_, place) => (Math.imul(place + 1, 0x9e3779b1) >>> 13) & 0xff),
  },
  raw(
    'a compressed bomb',
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
    Array.from({ length: 1000 }, () => 0xec),
  ),
  text(
    'XML with entities',
    () =>
      `<!DOCTYPE a [${many(9, (place) => `<!ENTITY e${place} "${`&e${place + 1};`.repeat(10)}">`, '')}]><a>&e0;</a>`,
  ),
]

const notJson: readonly HostileDocument[] = [
  text('a word', () => 'nonsense'),
  text('an end alone', () => ']'),
  text('half a megabyte of ends', () => ']'.repeat(500 * kilobyte)),
  text('an unclosed text', () => `{"type":"${'a'.repeat(megabyte)}`),
  text('a text of open quotes', () => '"'.repeat(megabyte)),
  text('backslashes', () => `{"type":"${'\\'.repeat(megabyte + 1)}`),
  text('a comma too many', () => '{"type":"bundle",}'),
  text('two values', () => '{"type":"bundle"}{"type":"bundle"}'),
  text('white space', () => `{${' \n\t\r'.repeat(megabyte)}`),
  text('numbers that are none', () => `[${many(10_000, () => '+0x1F')}]`),
  text('NaN', () => '{"type":NaN,"objects":[Infinity,-Infinity,undefined]}'),
  text('comments', () => `/*${'*'.repeat(100_000)}*/{"type":"bundle"}`),
]

const deep: readonly HostileDocument[] = [
  text('lists 1,000 deep', () => nested('[', ']', 1000)),
  text('lists a million deep', () => nested('[', ']', megabyte)),
  text('objects 1,000 deep', () => nested('{"a":', '}', 1000)),
  text('objects a million deep', () => nested('{"a":', '}', megabyte)),
  text('objects that never close', () => '{"a":'.repeat(megabyte)),
  text('lists and objects 100,000 deep', () => nested('[{"a":', '}]', 100_000)),
  text('an object of a bundle 63 deep', () => inTool(`"x_a":${nested('{"a":', '}', 62)}`)),
  text('an object of a bundle 100,000 deep', () => inTool(`"x_a":${nested('[', ']', 100_000)}`)),
]

const dangerous = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'toJSON']

const names: readonly HostileDocument[] = [
  ...dangerous.map((name) =>
    text(`the name ${name}`, () =>
      inTool(`"${name}":{"${name}":{"${name}":true},"isAdmin":true},"extensions":{"${name}":{"${name}":1}}`),
    ),
  ),
  text('__proto__ outermost', () => `{"__proto__":{"type":"bundle"},"objects":[]}`),
  text('__proto__ as the type', () => inBundle(`{"type":"__proto__","id":"__proto__--${uuid}"}`)),
  text('constructor as the type', () => inBundle(`{"type":"constructor","id":"constructor--${uuid}"}`)),
  text('a name twice', () => inTool('"name":"Kite"')),
  text('a name written in two ways', () => inTool('"na\\u006de":"Kite"')),
  text('100,000 times one name', () => `{${many(100_000, () => '"a":1')}}`),
  text('200,000 names', () => inTool(many(200_000, (place) => `"k${place}":1`))),
  text('100,000 names of one hash', () => inTool(many(100_000, (place) => `"${colliding(place)}":1`))),
  text('64 long names of one hash', () => inTool(many(60, (place) => `"${'a'.repeat(100_000)}${colliding(place)}":1`))),
  text('a name of 4 MB', () => inTool(`"${'a'.repeat(4 * megabyte)}":1`)),
  text('the empty name', () => inTool('"":{"":{"":""}}')),
  text('100,000 numbers as names', () => inTool(many(100_000, (place) => `"${place * 7919}":1`))),
]

const values: readonly HostileDocument[] = [
  text('a million empty lists', () => inTool(`"x_a":[${many(megabyte, () => '[]')}]`)),
  text('a million empty objects', () => inTool(`"x_a":[${many(megabyte, () => '{}')}]`)),
  text('400,000 nulls', () => inTool(`"aliases":[${many(400_000, () => 'null')}]`)),
  text('a text of 4 MB', () => inTool(`"description":"${'a'.repeat(4 * megabyte)}"`)),
  text('a text of 1 MB of Cyrillic', () => inTool(`"description":"${'Я'.repeat(megabyte / 2)}"`)),
  text('a megabyte of escapes', () => inTool(`"description":"${'\\u0416'.repeat(megabyte / 6)}"`)),
  text('half surrogates', () => inTool(`"description":"${'\\ud800'.repeat(1000)}","aliases":["\\udfff\\ud800"]`)),
  text('escaped zeros', () => inTool(`"description":"\\u0000","aliases":["a\\u0000b"]`)),
  text('text that turns around', () => inTool('"description":"\u202e\u2066\u200f\u0000"'.replace('\u0000', ''))),
  text('a megabyte of marks on one letter', () => inTool(`"description":"a${'\u0301'.repeat(megabyte / 2)}"`)),
  text('marks within words', () => inTool(`"description":"я a${'-'.repeat(megabyte)}a ${'.'.repeat(megabyte)}a"`)),
  text('apostrophes within words', () => inTool(`"description":"я ${"a's".repeat(megabyte / 4)}"`)),
  text('brackets of harmless addresses', () => inTool(`"description":"я ${'[.](.)[dot]hxxp'.repeat(megabyte / 16)}"`)),
  text('one word of Chinese of 1 MB', () => inTool(`"description":"${'威胁情报'.repeat(megabyte / 12)}"`)),
  text('ligatures that grow', () => inTool(`"description":"${'\ufdfa'.repeat(megabyte / 4)}"`)),
  text('300,000 different words', () => inTool(`"description":"${many(300_000, (place) => place.toString(36), ' ')}"`)),
  text('numbers beyond all bounds', () => inTool(`"x_a":[1e999,-1e999,${'9'.repeat(500)},1e-999,-0,0.1e1]`)),
  text('a number of 1 MB', () => inTool(`"x_a":${'9'.repeat(megabyte)}`)),
  text('100,000 objects that are none', () => inBundle(many(100_000, () => '{}'))),
  text('objects that are no objects', () => inBundle('1,null,"a",[],true')),
  text('20,000 objects of one id', () => inBundle(many(20_000, () => `{${tool}}`))),
  text('a bundle in a bundle', () =>
    nested(`{"type":"bundle","id":"bundle--${uuid}","objects":[`, ']}', 60, `{${tool}}`),
  ),
  text('objects that name one another', () =>
    inBundle(
      `{${tool},"created_by_ref":"tool--${uuid}","object_marking_refs":["tool--${uuid}"],"object_refs":["tool--${uuid}"]}`,
    ),
  ),
  text('a date of no calendar', () => inBundle(`{${tool.replaceAll(at, '2024-02-31T25:61:61Z')}}`)),
  text('a date with a megabyte of digits', () =>
    inBundle(`{${tool.replaceAll(at, `2024-05-06T07:08:09.${'9'.repeat(megabyte)}Z`)}}`),
  ),
]

const costly: readonly HostileDocument[] = [
  text('40,000 extensions', () =>
    inTool(`"extensions":{${many(40_000, (place) => `"x-${place}":{"extension_type":"new-sdo"}`)}}`),
  ),
  text('100,000 hashes', () =>
    inTool(
      `"external_references":[{"source_name":"x","url":"x:","hashes":{${many(100_000, (place) => `"h${place}":"x"`)}}}]`,
    ),
  ),
  text('300,000 selectors', () =>
    inTool(`"granular_markings":[{"lang":"ru","selectors":[${many(300_000, () => '"name.a.b"')}]}]`),
  ),
  text('a selector of 4 MB', () =>
    inTool(`"granular_markings":[{"lang":"ru","selectors":["a${'.b'.repeat(2 * megabyte)}"]}]`),
  ),
  text('a selector of open brackets', () =>
    inTool(`"granular_markings":[{"lang":"ru","selectors":["a${'.['.repeat(megabyte)}"]}]`),
  ),
  text('a language of 3 MB', () => inTool(`"lang":"aa${'-aaaaa'.repeat(600_000)}"`)),
  text('an address of 4 MB', () =>
    inTool(`"external_references":[{"source_name":"x","url":"x:${'%'.repeat(4 * megabyte)}"}]`),
  ),
  text('an id of 4 MB', () => inTool(`"created_by_ref":"${'a-'.repeat(2 * megabyte)}"`)),
  text('references of 100,000 things', () =>
    inTool(
      `"external_references":[${many(100_000, (place) => `{"source_name":"cve","external_id":"CVE-2024-${place}"}`)}]`,
    ),
  ),
  text('2,000 translations of one object', () =>
    inBundle(
      `{${tool}},${many(2000, (place) => `{"type":"language-content","spec_version":"2.1","id":"language-content--${uuid.slice(0, -4)}${String(place).padStart(4, '0')}","created":"${at}","modified":"${at}","object_ref":"tool--${uuid}","contents":{"ru":{"name":"${place}"}}}`)}`,
    ),
  ),
]

/** Everything that is no text, no JSON, too deep, or costs much. */
export const hostileDocuments: readonly HostileDocument[] = [
  ...notText,
  ...notJson,
  ...deep,
  ...names,
  ...values,
  ...costly,
]
