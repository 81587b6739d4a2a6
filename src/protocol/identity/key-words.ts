import { encodeUtf8, fromHex } from '#kernel/bytes.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'
import { fingerprintWords } from './fingerprint.ts'
import { keyIdOf, rawKey, type KeyId } from './key-id.ts'
import { keyRoles, keySuites, type KeyRole, type RoleKeys } from './keys.ts'

/** The ids of a party's keys of one role, in the order of its suites. */
export function keyIdsOf(role: KeyRole, keys: RoleKeys): readonly KeyId[] {
  const found: Readonly<Record<string, string>> = { ...keys[role] }
  return keySuites[role].map((suite) => keyIdOf(role, suite, rawKey(found[suite] ?? '')))
}

/** Words of keys, for comparing aloud: of the one key's id, or of all their ids, role by role and suite by suite. */
export function wordsOfKeys(keys: RoleKeys): string {
  const ids = keyRoles.flatMap((role) => (keys[role] === undefined ? [] : keyIdsOf(role, keys)))
  const [only = ''] = ids
  const digest = ids.length === 1 ? fromHex(only.slice('key--'.length)) : sha256(encodeUtf8(ids.join('\n')))
  return fingerprintWords(digest ?? new Uint8Array(32))
}

/** The words of the keys of one role. */
export const wordsOfRole = (role: KeyRole, keys: RoleKeys): string => wordsOfKeys({ [role]: keys[role] })
