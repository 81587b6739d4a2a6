import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { keyIdOf, rawKey } from '#protocol/identity/key-id.ts'
import type { ActRole, KeyRole, PartyKeys } from '#protocol/identity/keys.ts'
import { keySuites } from '#protocol/identity/keys.ts'
import { suites } from '#protocol/suite/table.ts'
import { exerciseActType } from './act-id.ts'
import { pae } from './pae.ts'
import { sealingRole } from './sign.ts'
import type { Act, SignedAct } from './statement.ts'

/** One signature that must be there. */
interface Expected {
  readonly keyid: string
  readonly suite: 'ed25519' | 'ml-dsa-44'
  readonly publicKey: Uint8Array
}

/** Who says whether a signature is valid: the suite at once, or one that looks aside and answers for it later. */
export type SignatureCheck = (signature: {
  readonly suite: Expected['suite']
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly sig: Uint8Array
}) => boolean

/** `role`: whose keys, if not those that seal such an act. */
export interface HowVerified {
  readonly role?: ActRole
  readonly check?: SignatureCheck
}

/** By the suite itself, at once. */
export const atOnce: SignatureCheck = ({ suite, publicKey, message, sig }) =>
  suites[suite].verify(publicKey, message, sig)

const rule = 'protocol 3: both signatures'

/**
 * Whether the author signed: exactly the two signatures of its `seal` keys, or of its `exercise` keys for exercise traffic, both
 * valid, none besides. With `role` `root`, those of its `root` instead.
 */
export function verifyAct(
  act: Act,
  keys: PartyKeys,
  { role = sealingRole(act.payloadType), check = atOnce }: HowVerified = {},
): Refusal<Code> | undefined {
  if (act.said.author !== keys.party) {
    return refuse('wrong-author', 'protocol 4: author', { author: act.said.author, keys: keys.party })
  }
  if ((role === 'exercise') !== (act.payloadType === exerciseActType)) {
    return refuse('wrong-type', 'protocol 5: exercise traffic has its own keys', { type: act.payloadType })
  }
  return verifyExactly(act, expectedOf(keys, role), check)
}

/** Whether every one of these parties signed with its `root`, and nobody else did: how a genesis is checked. */
export function verifyRoots(
  signed: SignedAct,
  parties: readonly PartyKeys[],
  check: SignatureCheck = atOnce,
): Refusal<Code> | undefined {
  return verifyExactly(
    signed,
    parties.flatMap((keys) => expectedOf(keys, 'root')),
    check,
  )
}

/** Whether any key of the party, whatever its role and suite, signed: how its `seal` is frozen, where few keys may be left in good hands. */
export function verifyAny(
  signed: SignedAct,
  keys: PartyKeys,
  check: SignatureCheck = atOnce,
): Refusal<Code> | undefined {
  const message = pae(signed.payloadType, signed.statement)
  const able = signingRoles.flatMap((role) =>
    Object.entries<string>({ ...keys[role] }).map(([suite, key]) =>
      expected(role, suite === 'ed25519' ? suite : 'ml-dsa-44', key),
    ),
  )
  const isSigned = signed.signatures.some(({ keyid, sig }) =>
    able.some((key) => key.keyid === keyid && check({ suite: key.suite, publicKey: key.publicKey, message, sig })),
  )
  return isSigned ? undefined : refuse('signature-missing', rule, { keyid: able[0]?.keyid ?? '', suite: 'ed25519' })
}

const signingRoles = ['root', 'seal', 'exercise', 'journal', 'witness', 'link'] as const

function expected(role: KeyRole, suite: Expected['suite'], key: string): Expected {
  const publicKey = rawKey(key)
  return { keyid: keyIdOf(role, suite, publicKey), suite, publicKey }
}

function expectedOf(keys: PartyKeys, role: ActRole): readonly Expected[] {
  return keySuites[role].map((suite) => expected(role, suite, keys[role][suite]))
}

/** Cheap checks first: which keys signed, then Ed25519, then ML-DSA, so that nonsense costs little. */
function verifyExactly(
  signed: SignedAct,
  wanted: readonly Expected[],
  check: SignatureCheck,
): Refusal<Code> | undefined {
  const byKey = new Map(signed.signatures.map(({ keyid, sig }) => [keyid, sig]))
  const missing = wanted.find(({ keyid }) => !byKey.has(keyid))
  if (missing !== undefined) return refuse('signature-missing', rule, { keyid: missing.keyid, suite: missing.suite })
  if (signed.signatures.length !== wanted.length || byKey.size !== wanted.length) {
    return refuse('signature-extra', rule, { count: signed.signatures.length, expected: wanted.length })
  }
  const message = pae(signed.payloadType, signed.statement)
  const bad = wanted
    .toSorted((one, other) => (one.suite < other.suite ? -1 : one.suite > other.suite ? 1 : 0))
    .find(
      ({ keyid, suite, publicKey }) =>
        !check({ suite, publicKey, message, sig: byKey.get(keyid) ?? new Uint8Array(0) }),
    )
  return bad === undefined ? undefined : refuse('signature-invalid', rule, { keyid: bad.keyid, suite: bad.suite })
}
