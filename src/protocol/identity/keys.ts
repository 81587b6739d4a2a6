import { z } from 'zod'
import { fromBase64Url } from '#kernel/bytes.ts'
import { suites } from '#protocol/suite/table.ts'
import { parseParty } from './party.ts'
import type { Party } from './party.ts'

/** One key, one role (protocol.md 3). */
export const keyRoles = ['root', 'seal', 'exercise', 'journal', 'witness', 'box', 'link'] as const
export type KeyRole = (typeof keyRoles)[number]

/** The suites of each role; where there are two, both are always required. */
export const keySuites = {
  root: ['ed25519', 'ml-dsa-44'],
  seal: ['ed25519', 'ml-dsa-44'],
  exercise: ['ed25519', 'ml-dsa-44'],
  journal: ['ed25519'],
  witness: ['ed25519', 'ml-dsa-44'],
  box: ['x-wing'],
  link: ['ed25519'],
} as const satisfies Record<KeyRole, readonly KeySuite[]>

/** Suites that have keys of parties. */
export type KeySuite = 'ed25519' | 'ml-dsa-44' | 'x-wing'

/** Roles whose keys sign acts. */
export type ActRole = 'root' | 'seal' | 'exercise'

/**
 * The public keys of a party as the charter holds them: base64url of the raw public key, per role and suite.
 * Roles that sign acts carry Ed25519 and ML-DSA-44, both required; `witness` carries the ML-DSA-44 cosigner beside;
 * `box` is X-Wing (1216 bytes).
 */
export interface PartyKeys {
  readonly party: Party
  readonly root: HybridKey
  readonly seal: HybridKey
  readonly exercise: HybridKey
  readonly journal: { readonly ed25519: string }
  readonly witness: HybridKey
  readonly box: { readonly 'x-wing': string }
  readonly link: { readonly ed25519: string }
}

export interface HybridKey {
  readonly ed25519: string
  readonly 'ml-dsa-44': string
}

/** base64url of one raw public key. Ed25519 keys of small order or in a second spelling are refused here, before anything is verified with them. */
function publicKey(suite: KeySuite) {
  return z.string().refine((text) => isPublicKey(suite, text), `public key of ${suite}`)
}

function isPublicKey(suite: KeySuite, text: string): boolean {
  const raw = fromBase64Url(text)
  if (raw?.length !== suites[suite].publicKeyBytes) return false
  return suite === 'x-wing' || suites[suite].isPublicKey(raw)
}

/** Public keys of some roles: what a change of the charter names. */
export type RoleKeys = Partial<Omit<PartyKeys, 'party'>>

const ed25519Key = z.strictObject({ ed25519: publicKey('ed25519') })
const hybridKey = z.strictObject({ ed25519: publicKey('ed25519'), 'ml-dsa-44': publicKey('ml-dsa-44') })

const roleKeys = {
  root: hybridKey,
  seal: hybridKey,
  exercise: hybridKey,
  journal: ed25519Key,
  witness: hybridKey,
  box: z.strictObject({ 'x-wing': publicKey('x-wing') }),
  link: ed25519Key,
}

/**
 * A party's key set, strict: no other role, no other suite, and no key in two roles. That the `box` key's ML-KEM half is
 * reduced only its provider can say; ask `isBoxKey` where keys enter the charter.
 */
export const PartyKeys: z.ZodType<PartyKeys> = z
  .strictObject({
    party: z.custom<Party>((value) => typeof value === 'string' && parseParty(value) !== undefined, 'party slug'),
    ...roleKeys,
  })
  .refine(areDistinct, 'one key, one role')

const optional = {
  root: hybridKey.exactOptional(),
  seal: hybridKey.exactOptional(),
  exercise: hybridKey.exactOptional(),
  journal: roleKeys.journal.exactOptional(),
  witness: hybridKey.exactOptional(),
  box: roleKeys.box.exactOptional(),
  link: roleKeys.link.exactOptional(),
}

/** Keys of one role at least, each in one role. */
export const RoleKeys: z.ZodType<RoleKeys> = z
  .strictObject(optional)
  .refine((keys) => publicKeysOf(keys).length > 0, 'keys of one role at least')
  .refine(areDistinct, 'one key, one role')

/** All public keys of a set, as base64url, in the order of `keyRoles`. */
export function publicKeysOf(keys: RoleKeys): readonly string[] {
  return keyRoles.flatMap((role) => Object.values<string>({ ...keys[role] }))
}

function areDistinct(keys: RoleKeys): boolean {
  const all = publicKeysOf(keys)
  return all.length === new Set(all).size
}

/** Whether something can be sealed to the set's `box` key. */
export async function isBoxKey(keys: PartyKeys): Promise<boolean> {
  const raw = fromBase64Url(keys.box['x-wing'])
  return raw !== undefined && (await suites['x-wing'].isPublicKey(raw))
}
