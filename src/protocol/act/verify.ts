import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { keyIdOf, rawKey } from '#protocol/identity/key-id.ts'
import type { ActRole, PartyKeys } from '#protocol/identity/keys.ts'
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

const atOnce: SignatureCheck = ({ suite, publicKey, message, sig }) => suites[suite].verify(publicKey, message, sig)

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

function expectedOf(keys: PartyKeys, role: ActRole): readonly Expected[] {
  return keySuites[role].map((suite) => {
    const publicKey = rawKey(keys[role][suite])
    return { keyid: keyIdOf(role, suite, publicKey), suite, publicKey }
  })
}

/** Cheap checks first: which keys signed, then Ed25519, then ML-DSA, so that nonsense costs little. */
function verifyExactly(
  signed: SignedAct,
  expected: readonly Expected[],
  check: SignatureCheck,
): Refusal<Code> | undefined {
  const byKey = new Map(signed.signatures.map(({ keyid, sig }) => [keyid, sig]))
  const missing = expected.find(({ keyid }) => !byKey.has(keyid))
  if (missing !== undefined) return refuse('signature-missing', rule, { keyid: missing.keyid, suite: missing.suite })
  if (signed.signatures.length !== expected.length || byKey.size !== expected.length) {
    return refuse('signature-extra', rule, { count: signed.signatures.length, expected: expected.length })
  }
  const message = pae(signed.payloadType, signed.statement)
  const bad = expected
    .toSorted((one, other) => (one.suite < other.suite ? -1 : one.suite > other.suite ? 1 : 0))
    .find(
      ({ keyid, suite, publicKey }) =>
        !check({ suite, publicKey, message, sig: byKey.get(keyid) ?? new Uint8Array(0) }),
    )
  return bad === undefined ? undefined : refuse('signature-invalid', rule, { keyid: bad.keyid, suite: bad.suite })
}
