import { writeStrictJson } from '#kernel/strict-json.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { ActRole } from '#protocol/identity/keys.ts'
import type { PayloadType } from './act-id.ts'
import { actType, exerciseActType } from './act-id.ts'
import { pae } from './pae.ts'
import type { SignedAct, Statement } from './statement.ts'

/** Exercise traffic by its label, everything else an act. */
export function payloadTypeOf(said: Pick<Statement, 'label'>): PayloadType {
  return said.label.exercise === undefined ? actType : exerciseActType
}

/** `seal` for acts, `exercise` for exercise traffic; `root` signs only where a charter entry asks for it. */
export function sealingRole(payloadType: string): 'seal' | 'exercise' {
  return payloadType === exerciseActType ? 'exercise' : 'seal'
}

/** The one form in which we write statements: canonical strict JSON. What others wrote is never written again. */
export function writeStatement(said: Statement): Uint8Array {
  return writeStrictJson(said)
}

/** A statement of ours, signed with both suites of the role that its type asks for, or of `root`. */
export async function signStatement(said: Statement, keyring: Keyring, role?: ActRole): Promise<SignedAct> {
  const payloadType = payloadTypeOf(said)
  const statement = writeStatement(said)
  const signatures = await keyring.signAct(role ?? sealingRole(payloadType), pae(payloadType, statement))
  return { payloadType, statement, signatures }
}

/** Adds another party's signatures over the same bytes: how genesis and charter entries are collected. */
export async function countersign(signed: SignedAct, keyring: Keyring, role: ActRole): Promise<SignedAct> {
  const added = await keyring.signAct(role, pae(signed.payloadType, signed.statement))
  return { ...signed, signatures: [...signed.signatures, ...added] }
}
