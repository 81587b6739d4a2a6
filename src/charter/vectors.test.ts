import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { codes } from '#protocol/codes.ts'
import { agreements, askAgreement, askGate, gate, vectorRefusals } from './testing/vectors.ts'

test.each(gate.cases)('protocol 9 vector: $name', (one) => {
  const decision = askGate(one)
  if (isRefusal(decision)) {
    expect(decision.code).toBe(one.outcome.refused)
    expect(decision.params).toMatchObject(one.outcome.params ?? {})
  } else {
    expect(decision.basis ?? true).toBe(one.outcome.permitted)
  }
})

test('protocol 9 every refusal of the gate is reached by a vector and is in the table of codes', () => {
  const reached = new Set<string>(vectorRefusals().map(({ code }) => code))
  const source = ['release.ts', 'coverage.ts']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join()
  const written = [...source.matchAll(/(?:refuse\(|code: )'([a-z-]+)'/gu)].map(([, code = '']) => code)
  expect(written.length).toBeGreaterThan(15)
  for (const code of written) {
    expect([...reached]).toContain(code)
    expect(Object.keys(codes)).toContain(code)
  }
})

test.each(agreements.cases)('protocol 9 agreement vector: $name', (one) => {
  const decision = askAgreement(one)
  expect(isRefusal(decision) ? decision.code : decision.basis).toBe(one.outcome)
})
