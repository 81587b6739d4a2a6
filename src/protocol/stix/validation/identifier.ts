import { encodeUtf8, concat, fromHex, toHex } from '#kernel/bytes.ts'
import { sha1 } from '#protocol/suite/sha-1.ts'
import { canonicalJson } from './canonical-json.ts'
import type { ObjectRow } from './shape.ts'
import { observables, versioned } from '../kinds.ts'
import type { Parsed } from '../members.ts'
import { uuidCaseOf } from '../uuid.ts'
import { isParsed } from '../members.ts'

/** Where a UUID says its version and its variant (RFC 4122 section 4.1). */
const [versionAt, variantAt] = [14, 19]
const uuidLength = 36
const typeName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u

/** `type--uuid` taken apart, the UUID in lower case. */
export interface Identifier {
  readonly type: string
  readonly uuid: string
  /** The UUID's version, `4` for random ones. */
  readonly version: string
  readonly isLowerCase: boolean
}

/** `undefined` for what is no identifier (section 2.9; RFC 4122 for the UUID). */
export function parseIdentifier(text: string): Identifier | undefined {
  if (text === latest?.text) return latest.identifier
  const found = identifierIn(text)
  latest = { text, identifier: found }
  return found
}

/** An object's own id is asked about more than once. */
let latest: { readonly text: string; readonly identifier: Identifier | undefined } | undefined

function identifierIn(text: string): Identifier | undefined {
  const at = text.length - uuidLength
  if (at < 2 || text.length > 300 || text.charAt(at - 1) !== '-' || text.charAt(at - 2) !== '-') return undefined
  // Upper case is told of.
  const written = uuidCaseOf(text, at)
  const version = text.charAt(at + versionAt)
  if (written === undefined || !versions.includes(version) || !variants.includes(text.charAt(at + variantAt)))
    return undefined
  const type = text.slice(0, at - 2)
  if (!isTypeName(type)) return undefined
  const isLowerCase = written === 'lower'
  const uuid = text.slice(at)
  return { type, uuid: isLowerCase ? uuid : uuid.toLowerCase(), version, isLowerCase }
}

const versions = '12345'
const variants = '89abAB'

/** Section 3.1: lower case, words separated by one hyphen, 3 to 250 characters. */
export function isTypeName(text: string): boolean {
  if (text === latestName || versioned.has(text) || observables.has(text)) return true
  if (text.length < 3 || text.length > 250 || !typeName.test(text)) return false
  latestName = text
  return true
}

/** Objects of one type stand near each other. */
let latestName = ''

/** Namespace of deterministic ids of observables (section 2.9). */
const namespace = fromHex('00abedb4aa42466c9c01fed23315a9b7') ?? new Uint8Array(16)

/** UUIDv5 in the namespace of observables over the canonical JSON of the value (RFC 4122 section 4.3). */
export function derivedUuid(value: Parsed): string {
  const hex = toHex(sha1(concat(namespace, encodeUtf8(canonicalJson(value)))))
  const variant = uuidVariants[Number.parseInt(hex.charAt(16), 16) & 3] ?? ''
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** By the lower two bits of what stands in its place (RFC 4122 section 4.1.1). */
const uuidVariants = '89ab'

const preferredHashes = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512']

/** What of an observable its id is made from (section 3.4); `undefined` if nothing of it is there. */
export function contributionOf(object: Parsed, row: ObjectRow): Parsed | undefined {
  const made: Record<string, unknown> = {}
  for (const member of row.contributes ?? []) {
    const value = Object.hasOwn(object, member) ? object[member] : undefined
    if (value === undefined || value === null) continue
    made[member] = member === 'hashes' && isParsed(value) ? oneHash(value) : value
  }
  return Object.keys(made).length === 0 ? undefined : made
}

/** Of several hashes the first in order of preference, else the first of those given, by name. */
function oneHash(hashes: Parsed): Parsed {
  const name = preferredHashes.find((each) => Object.hasOwn(hashes, each)) ?? Object.keys(hashes).toSorted()[0]
  return name === undefined ? {} : { [name]: hashes[name] }
}
