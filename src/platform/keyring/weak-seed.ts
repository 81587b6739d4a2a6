import { fromBase64Url, toHex } from '#kernel/bytes.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { keyRoles } from '#protocol/identity/keys.ts'
import type { RoleKeys } from '#protocol/identity/keys.ts'
import type { PartySeeds } from '#protocol/identity/seeds.ts'
import { publishedKeys } from './published-keys.ts'

/** Why a key set must not guard anything: the role and suite of the first bad key, or `undefined` for a sound set. */
export function weaknessOf(seeds: Partial<PartySeeds>, keys: RoleKeys): string | undefined {
  return keyRoles
    .flatMap((role) => [
      ...entriesOf<Uint8Array>({ ...seeds[role] }).map(([suite, seed]) =>
        isWeakSeed(seed) ? [`${role} ${suite}`] : [],
      ),
      ...entriesOf<string>({ ...keys[role] }).map(([suite, key]) => (isPublishedText(key) ? [`${role} ${suite}`] : [])),
    ])
    .flat()[0]
}

const entriesOf = <Value>(byName: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] =>
  Object.entries(byName)

function isPublishedText(key: string): boolean {
  const raw = fromBase64Url(key)
  return raw === undefined || isPublished(raw)
}

/** Whether a seed or a public key stands in a document, a vector or a test. */
export function isPublished(value: Uint8Array): boolean {
  return publishedKeys.has(toHex(sha256(value)))
}

const fewestValues = 16

/**
 * Whether a seed is published or was plainly not drawn at random: few different bytes, an even sequence, or nothing but
 * printable text. A random seed meets none of these in the lifetime of the universe.
 */
export function isWeakSeed(seed: Uint8Array): boolean {
  const step = ((seed[1] ?? 0) - (seed[0] ?? 0)) & 0xff
  return (
    seed.length !== 32 ||
    new Set(seed).size < fewestValues ||
    seed.every((byte, at) => at === 0 || ((byte - (seed[at - 1] ?? 0)) & 0xff) === step) ||
    seed.every((byte) => byte >= 0x20 && byte < 0x7f) ||
    isPublished(seed)
  )
}
