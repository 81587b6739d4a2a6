import { expect, test } from 'vitest'
import { desk } from '../testing/command-line.ts'
import { FakeFederation, type Lie } from '../testing/fake-federation.ts'

async function walk(lies: readonly Lie[], words: readonly string[] = []) {
  const nodes = new FakeFederation(lies)
  const { type, federation } = await desk(nodes)
  const local = { federation: async () => ({ ...federation, [Symbol.asyncDispose]: async () => undefined }) }
  return type(['demo', '--script', ...words], { local })
}

test('T1 the tour exits 0 when every fact holds and shows each claim with its command', async () => {
  const { exit, out } = await walk([])
  expect(out).not.toContain('✗')
  expect(exit).toBe(0)
  expect(out).toContain('$ tamga preview --to bor')
  expect(out).toMatch(/All 6 facts hold, \d+ checks/u)
})

const broken: Readonly<Record<Lie, string>> = {
  'altered object': 'bytes',
  'blind verify': 'tampered',
  'cas is counted in': 'unseen',
  'cas may know': 'unseen',
  'idle replay': 'replay',
  'lazy witnesses': 'witnessed',
  'lost while away': 'started',
  'missing object': 'bytes',
  'no acknowledgement': 'acknowledged',
  'no approval needed': 'pending',
  'no way out': 'refused',
  'out of order': 'started',
  'replay revives': 'replay',
  'search after recall': 'gone',
  'search is empty': 'searchable',
  'silent recall': 'recall',
  'unsigned receipt': 'receipt',
  'verify is red': 'green',
}

test.each(Object.entries(broken))('T2 the tour ends red where a federation is wrong: %s', async (lie, step) => {
  const { exit, out } = await walk([lie as Lie], ['--json'])
  const answer = JSON.parse(out) as { ok: boolean; steps: { step: string; ok: boolean; found?: string }[] }
  expect(answer.ok).toBe(false)
  expect(exit).toBe(1)
  expect(answer.steps.at(-1)).toMatchObject({ step, ok: false })
})
