import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Desk } from '#protocol/act/statement.ts'
import { codes } from '#protocol/codes.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { Profile } from './profile/profile.ts'
import { release } from './release.ts'
import type { Releasable } from './release.ts'
import { unsignedCharter } from './testing/unsigned-charter.ts'
import type { Changes } from './testing/unsigned-charter.ts'

const readVectors = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../vectors/${path}`, import.meta.url), 'utf8'))

interface Case {
  readonly name: string
  readonly act?: { readonly label?: Readonly<Record<string, unknown>> }
  readonly recipient?: Party
  readonly at?: Instant
  readonly changes?: Changes
  readonly outcome: { readonly permitted?: string | true; readonly refused?: string; readonly params?: object }
}

interface GateVectors {
  readonly coalition: unknown
  readonly base: { readonly act: Releasable; readonly recipient: Party; readonly at: Instant }
  readonly cases: readonly Case[]
}

const gate = readVectors('charter/release.json') as GateVectors
const gateProfile = Profile.parse(gate.coalition)

const withoutNulls = (members: object): Label =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)) as unknown as Label

function asked({ act, recipient, at, changes }: Case) {
  const charter = unsignedCharter(gateProfile, changes)
  const label = withoutNulls({ ...gate.base.act.label, ...act?.label })
  const whole = { ...gate.base.act, ...act, label }
  const said = { ...whole, coalition: (whole.coalition as string) === 'this' ? charter.id : whole.coalition }
  return release(said, recipient ?? gate.base.recipient, { charter, at: at ?? gate.base.at })
}

test.each(gate.cases)('protocol 9 vector: $name', (one) => {
  const decision = asked(one)
  if (isRefusal(decision)) {
    expect(decision.code).toBe(one.outcome.refused)
    expect(decision.params).toMatchObject(one.outcome.params ?? {})
  } else {
    expect(decision.basis ?? true).toBe(one.outcome.permitted)
  }
})

test('protocol 9 every refusal of the gate is reached by a vector and is in the table of codes', () => {
  const reached = new Set(gate.cases.flatMap(({ outcome }) => outcome.refused ?? []))
  const elsewhere = ['no-agreement', 'agreement-not-in-force', 'purpose-not-covered']
  const source = ['release.ts', 'coverage.ts']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join()
  const written = [...source.matchAll(/(?:refuse\(|code: )'([a-z-]+)'/gu)].map(([, code = '']) => code)
  expect(written.length).toBeGreaterThan(15)
  for (const code of written) {
    expect([...reached, ...elsewhere]).toContain(code)
    expect(Object.keys(codes)).toContain(code)
  }
})

interface AgreementCase {
  readonly name: string
  readonly at: Instant
  readonly to: readonly Party[]
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

const agreements = readVectors('agreement/coverage.json') as AgreementVectors
const agreementCharter = unsignedCharter(Profile.parse(agreements.coalition))

test.each(agreements.cases)(
  'protocol 9 agreement vector: $name',
  ({ at, to, level, category, purpose, basis, outcome }) => {
    const reviewBy = `${Number(at.slice(0, 4)) + 1}${at.slice(4)}` as Instant
    const label = { level, category, purpose, handling: [], reviewBy, ...(basis === undefined ? {} : { basis }) }
    const officers = ['desk-1', 'desk-2'] as Desk[]
    const said = { ...gate.base.act, coalition: agreementCharter.id, audience: to, label, officers }
    const decision = release(said, to[0]!, { charter: agreementCharter, at })
    expect(isRefusal(decision) ? decision.code : decision.basis).toBe(outcome)
  },
)
