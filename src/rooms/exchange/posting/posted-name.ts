import { sha256HexOfText } from '#protocol/suite/sha-256.ts'

/** Of a SHA-256, in hex, as much as tells contents apart. */
export const digestDigits = 32
/** Before the digest that stands for the version of an object that has none. */
export const contentMark = '='

/** In a name, before the digest of a content; what stands for a moment begins with a digit of its year. */
const contentDigits = 'ee'
const yearDigits = 4

const objectDigits = (collection: string, id: string): string =>
  sha256HexOfText(`${collection}\n${id}`).slice(0, digestDigits)

/**
 * A version of an object in a collection, in hex: 128 bits of a digest of collection and object; then the digits of its moment as
 * `timestampKey` gives it, ended by `f` where they are odd, or `ee` and the digest of its content.
 */
export function postedDigits(
  collection: string,
  { id, version }: { readonly id: string; readonly version: string },
): string {
  const object = objectDigits(collection, id)
  if (version.startsWith(contentMark)) return `${object}${contentDigits}${version.slice(1)}`
  const date = version.slice(0, yearDigits) + version.slice(5, 7) + version.slice(8, 10)
  const time = version.slice(11, 13) + version.slice(14, 16) + version.slice(17, 19) + version.slice(20)
  return `${object}${date}${time}${time.length % 2 === 0 ? '' : 'f'}`
}

export const postedName = (collection: string, of: { readonly id: string; readonly version: string }): Uint8Array =>
  bytesOf(postedDigits(collection, of))

/** Names of all versions of an object in a collection. */
export function postedObject(collection: string, id: string): { readonly gte: Uint8Array; readonly lt: Uint8Array } {
  const digits = objectDigits(collection, id)
  return { gte: bytesOf(digits), lt: bytesOf(`${digits}ff`) }
}

/** Of hex that was made here: what is none is a fault. */
export const bytesOf = (hex: string): Uint8Array => Uint8Array.fromHex(hex)
