import { expect, test } from 'vitest'
import { acts, adopted, shown } from './agreement.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { countersign, propose } from './treaty-desk.ts'
import { arrived, begun, everyRound } from './scene.ts'

const [hourMs, dayMs] = [3_600_000, 86_400_000]
const quotas = { type: 'quotas', quotas: { actsPerHour: 7, bytesPerHour: 1_000_000, verificationsPerHour: 9 } }
const wish = { to: ['bor'], level: 'restricted', category: 'drones', title: 'Kite' }
const shared = (house: House, mark: string) => house.share(wish, bundle(malware({ name: 'Kite', mark })))

/** Their nodes are off for a time, and the depositary's before and after. */
async function states(federation: Federation, ms: number): Promise<void> {
  const running = ['alt', 'bor', 'cas']
  for (const party of running) await federation.house(party).stop()
  await federation.pass(ms)
  for (const party of running) await federation.house(party).start()
  await federation.pass(everyRound)
}

const told = (answer: { readonly json: unknown }) =>
  answer.json as { readonly code: string; readonly wayOut: string; readonly params: Readonly<Record<string, string>> }

interface Charter {
  readonly headAt?: string
  readonly overdue: readonly { readonly act: string; readonly dueBy: string }[]
}
const statusOf = async (house: House) =>
  ((await house.ask('admin', 'GET', '/api/v1/status')).json as unknown as { readonly charter: Charter }).charter
const found = async (house: House, check: string) => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/doctor')
  const { checks } = json as unknown as {
    readonly checks: readonly { readonly check: string; readonly state: string }[]
  }
  return checks.find((one) => one.check === check)?.state
}

test('9 with the depositary gone all goes on: instruments for an hour, shares for a week, and the refusal names the successor', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor, cas, sec] = ['alt', 'bor', 'cas', 'sec'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined || sec === undefined) throw new Error('no house')
  await adopted(federation)
  expect((await statusOf(alt)).headAt?.slice(0, 16)).toBe(federation.time.now().slice(0, 16))
  const { act } = await propose(alt, quotas)
  await federation.pass(arrived)
  await countersign(federation, 'alt', act)
  await countersign(federation, 'cas', act)
  await federation.pass(arrived)
  await sec.stop()
  await countersign(federation, 'bor', act)
  expect((await acts(alt, { kind: 'signature' })).status).toBe(201)
  await states(federation, hourMs)
  const late = told(await acts(cas, { kind: 'signature' }))
  expect([late.code, late.params['depositary']]).toEqual(['charter-stale', 'sec'])
  expect(late.wayOut).toContain('tamga charter propose')
  expect((await statusOf(cas)).overdue).toEqual([])
  await states(federation, dayMs)
  // What had its signatures is owed, and what needs none: each node says so by what came to it.
  for (const house of [alt, bor, cas]) {
    const { overdue } = await statusOf(house)
    expect(overdue.map((one) => one.act)).toEqual([act, (await shown(house)).pending[0]?.act])
    expect([await found(house, 'entering'), await found(house, 'charterAge')]).toEqual(['bad', 'warn'])
  }
  expect((await shared(alt, '1')).status).toBe(201)
  await states(federation, 6 * dayMs)
  const [stale] = [told(await shared(alt, '2'))]
  expect([stale.code, stale.params['mostHours']]).toEqual(['charter-stale', 168])
  await sec.start()
  await federation.pass(everyRound)
  for (const house of [alt, bor, cas]) expect((await statusOf(house)).overdue).toEqual([])
  expect((await shared(alt, '3')).status).toBe(201)
  expect((await acts(cas, { kind: 'signature' })).status).toBe(201)
})

test.each([-dayMs, dayMs])(
  '9 a depositary whose clock is off by a day (%i ms) holds up no instrument',
  async (skewMs) => {
    await using federation = await startFederation()
    const sec = federation.house('sec')
    await sec.stop()
    sec.skewMs = skewMs
    await sec.start()
    await federation.pass(2500)
    await adopted(federation)
    const alt = federation.house('alt')
    expect((await acts(alt, { kind: 'signature' })).status).toBe(201)
    await federation.pass(arrived)
    expect(Object.keys((await shown(federation.house('bor'))).notifications)).toHaveLength(1)
    await sec.stop()
    await states(federation, 2 * hourMs)
    expect(told(await acts(alt, { kind: 'ratification' })).code).toBe('charter-stale')
  },
)
