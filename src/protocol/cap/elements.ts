import type { CapVocabulary, CapWord } from './words.ts'

/**
 * What an element holds. `group`: space-separated words, quoted where they contain spaces. `moment`: a date and time with any offset, `Z` included.
 * `xml`: elements of another standard.
 */
export type Holds =
  | 'text'
  | 'token'
  | 'time'
  | 'language'
  | 'uri'
  | 'digest'
  | 'size'
  | 'base64'
  | 'number'
  | 'polygon'
  | 'circle'
  | 'group'
  | 'references'
  | 'moment'
  | 'xml'
  | { readonly word: CapVocabulary }
  | { readonly of: readonly CapElement[] }

/** A row of CAP 1.2, section 3.2: an element at its place in the sequence of its parent. */
export interface CapElement {
  readonly name: string
  readonly occurs: 'one' | 'optional' | 'any' | 'some'
  readonly holds: Holds
}

type Row<Name extends string, Occurs extends CapElement['occurs'], What extends Holds> = {
  readonly name: Name
  readonly occurs: Occurs
  readonly holds: What
}

export const one = <const Name extends string, const What extends Holds>(
  name: Name,
  holds: What,
): Row<Name, 'one', What> => ({
  name,
  occurs: 'one',
  holds,
})
export const optional = <const Name extends string, const What extends Holds>(
  name: Name,
  holds: What,
): Row<Name, 'optional', What> => ({ name, occurs: 'optional', holds })
export const any = <const Name extends string, const What extends Holds>(
  name: Name,
  holds: What,
): Row<Name, 'any', What> => ({
  name,
  occurs: 'any',
  holds,
})
const some = <const Name extends string, const What extends Holds>(
  name: Name,
  holds: What,
): Row<Name, 'some', What> => ({ name, occurs: 'some', holds })

/** A name and a value of the sender's own (3.2.2 eventCode, parameter; 3.2.4 geocode). */
const named = { of: [one('valueName', 'text'), one('value', 'text')] } as const

/** CAP 1.2, 3.2.4. */
const area = {
  of: [
    one('areaDesc', 'text'),
    any('polygon', 'polygon'),
    any('circle', 'circle'),
    any('geocode', named),
    optional('altitude', 'number'),
    optional('ceiling', 'number'),
  ],
} as const

/** CAP 1.2, 3.2.3. */
const resource = {
  of: [
    one('resourceDesc', 'text'),
    one('mimeType', 'token'),
    optional('size', 'size'),
    optional('uri', 'uri'),
    optional('derefUri', 'base64'),
    optional('digest', 'digest'),
  ],
} as const

/** CAP 1.2, 3.2.2. */
const info = {
  of: [
    optional('language', 'language'),
    some('category', { word: 'category' }),
    one('event', 'text'),
    any('responseType', { word: 'responseType' }),
    one('urgency', { word: 'urgency' }),
    one('severity', { word: 'severity' }),
    one('certainty', { word: 'certainty' }),
    optional('audience', 'text'),
    any('eventCode', named),
    optional('effective', 'time'),
    optional('onset', 'time'),
    optional('expires', 'time'),
    optional('senderName', 'text'),
    optional('headline', 'text'),
    optional('description', 'text'),
    optional('instruction', 'text'),
    optional('web', 'uri'),
    optional('contact', 'text'),
    any('parameter', named),
    any('resource', resource),
    any('area', area),
  ],
} as const

/** CAP 1.2, 3.2.1: the whole alert, in the order of its XML schema (3.4). */
export const alertElements = [
  one('identifier', 'token'),
  one('sender', 'token'),
  one('sent', 'time'),
  one('status', { word: 'status' }),
  one('msgType', { word: 'msgType' }),
  optional('source', 'text'),
  one('scope', { word: 'scope' }),
  optional('restriction', 'text'),
  optional('addresses', 'group'),
  any('code', 'text'),
  optional('note', 'text'),
  optional('references', 'references'),
  optional('incidents', 'group'),
  any('info', info),
] as const satisfies readonly CapElement[]

/** The namespace of CAP 1.2 (3.4). */
export const capNamespace = 'urn:oasis:names:tc:emergency:cap:1.2'

type ValueOf<What> = What extends { readonly word: infer Vocabulary extends CapVocabulary }
  ? CapWord<Vocabulary>
  : What extends { readonly of: infer Elements extends readonly CapElement[] }
    ? MembersOf<Elements>
    : string

/** What an element with these children is in JSON: a member per element, a list where it may stand more than once. */
export type MembersOf<Elements extends readonly CapElement[]> = {
  readonly [Each in Elements[number] as Each['occurs'] extends 'one' ? Each['name'] : never]: ValueOf<Each['holds']>
} & {
  readonly [Each in Elements[number] as Each['occurs'] extends 'optional' ? Each['name'] : never]?: ValueOf<
    Each['holds']
  >
} & {
  readonly [Each in Elements[number] as Each['occurs'] extends 'any' ? Each['name'] : never]?: readonly ValueOf<
    Each['holds']
  >[]
} & {
  readonly [Each in Elements[number] as Each['occurs'] extends 'some' ? Each['name'] : never]: readonly ValueOf<
    Each['holds']
  >[]
}
