import type { Random } from '#kernel/ports.ts'
import { keyRoles, keySuites } from './keys.ts'
import type { KeyRole } from './keys.ts'

/** The secret keys of a party: a 32-byte seed per role and suite. Everything else is derived from them, always the same. */
export type PartySeeds = {
  readonly [Role in KeyRole]: { readonly [Suite in (typeof keySuites)[Role][number]]: Uint8Array }
}

export const seedBytes = 32

/** A fresh seed for every role and suite, from the given source and nothing else. */
export function generateSeeds(random: Random): PartySeeds {
  return drawSeeds(random, keyRoles) as PartySeeds
}

/** The same for some roles alone. */
export function drawSeeds(random: Random, roles: readonly KeyRole[]): Partial<PartySeeds> {
  const drawn = roles.map((role) => [
    role,
    Object.fromEntries(keySuites[role].map((suite) => [suite, random.bytes(seedBytes)])),
  ])
  return Object.fromEntries(drawn) as Partial<PartySeeds>
}
