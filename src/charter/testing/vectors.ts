import { readFileSync } from 'node:fs'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { Desk } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { Profile } from '../profile/profile.ts'
import { release } from '../release.ts'
import type { Consent, Permitted, Releasable } from '../release.ts'
import { unsignedCharter } from './unsigned-charter.ts'
import type { Changes } from './unsigned-charter.ts'

const readVectors = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../vectors/${path}`, import.meta.url), 'utf8'))

export interface GateCase {
  readonly name: string
  readonly act?: { readonly label?: Readonly<Record<string, unknown>> }
  readonly recipient?: Party
  readonly at?: Instant
  readonly changes?: Changes
  readonly consent?: Consent
  readonly outcome: { readonly permitted?: string | true; readonly refused?: string; readonly params?: object }
}

interface GateVectors {
  readonly coalition: unknown
  readonly base: { readonly act: Releasable; readonly recipient: Party; readonly at: Instant }
  readonly cases: readonly GateCase[]
}

export const gate = readVectors('charter/release.json') as GateVectors
const gateProfile = Profile.parse(gate.coalition)

const withoutNulls = (members: object): Label =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as unknown as Label

/** What the gate says to a case of vectors/charter/release.json. */
export function askGate({ act, recipient, at, changes, consent }: GateCase): Permitted | Refusal<Code> {
  const charter = unsignedCharter(gateProfile, changes)
  const label = withoutNulls({ ...gate.base.act.label, ...act?.label })
  const whole = { ...gate.base.act, ...act, label }
  const said = { ...whole, coalition: (whole.coalition as string) === 'this' ? charter.id : whole.coalition }
  const facts = { charter, at: at ?? gate.base.at, ...(consent === undefined ? {} : { consent }) }
  return release(said, recipient ?? gate.base.recipient, facts)
}

export interface AgreementCase {
  readonly name: string
  readonly at: Instant
  readonly to: readonly [Party, ...Party[]]
  readonly level: string
  readonly category: string
  readonly purpose: string
  readonly basis?: string
  readonly outcome: string
}

interface AgreementVectors {
  readonly coalition: unknown
  readonly cases: readonly AgreementCase[]
}

export const agreements = readVectors('agreement/coverage.json') as AgreementVectors
const agreementCharter = unsignedCharter(Profile.parse(agreements.coalition))

/** What the gate says to a case of vectors/agreement/coverage.json. */
export function askAgreement(one: AgreementCase): Permitted | Refusal<Code> {
  const { at, to, level, category, purpose, basis } = one
  const reviewBy = `${Number(at.slice(0, 4)) + 1}${at.slice(4)}` as Instant
  const label = { level, category, purpose, handling: [], reviewBy, ...(basis === undefined ? {} : { basis }) }
  const officers = ['desk-1', 'desk-2'] as Desk[]
  const said = { ...gate.base.act, coalition: agreementCharter.id, audience: to, label, officers }
  return release(said, to[0], { charter: agreementCharter, at })
}

/** Every refusal that the vectors bring about. */
export function vectorRefusals(): readonly Refusal<Code>[] {
  return [...gate.cases.map(askGate), ...agreements.cases.map(askAgreement)].filter((answer) => isRefusal(answer))
}
