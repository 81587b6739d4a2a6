import { sha256HexOfText } from '#protocol/suite/sha-256.ts'

/** Of a SHA-256, in hex, as much as tells contents apart. */
export const digestDigits = 32

/** An object in a collection: what the names of its versions begin with. */
export const postedObject = (collection: string, id: string): string =>
  sha256HexOfText(`${collection}\n${id}`).slice(0, digestDigits)

/** A version of an object in a collection. */
export const postedName = (
  collection: string,
  { id, version }: { readonly id: string; readonly version: string },
): string => `${postedObject(collection, id)}${version}`
