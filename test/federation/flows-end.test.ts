import { expect, test } from 'vitest'
import { addMs, type Instant } from '#kernel/instant.ts'
import { foundedAt } from '#charter/testing/demo-coalition.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { countersign, propose } from './treaty-desk.ts'
import { arrived, begun, everyRound } from './scene.ts'

const minuteMs = 60_000
const label = { level: 'restricted', category: 'drones' }
const kite = bundle(malware({ name: 'Kite', mark: '1' }))

const previewed = async (house: House, to: string) => {
  const { json } = await house.ask('liaison', 'POST', '/api/v1/preview', { to: [to], ...label })
  const { recipients } = json as unknown as {
    readonly recipients: readonly { readonly allowed: boolean; readonly refusal?: { readonly code: string } }[]
  }
  return recipients[0]?.refusal?.code ?? 'allowed'
}
const share = async (from: House, to: string, title: string) =>
  (await from.share({ to: [to], ...label, title }, kite)).json.act
const stateAt = async (house: House, act: string, party: string) =>
  (await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json.parties[party]?.state
const readable = async (house: House, act: string) =>
  (await house.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)).status

/** Both agreements of the demo end for that party at that instant, as a denunciation or their own duration would have it. */
const ending = (party: string, until: Instant): Promise<Federation> =>
  startFederation('demo', 1, (profile) => ({
    ...profile,
    agreements: profile.agreements.map((agreement) => ({
      ...agreement,
      parties: agreement.parties.map((row) => (row.party === party ? { ...row, until } : row)),
    })),
  }))

test('protocol 9 an agreement that ends stops new flows at its instant, on both sides, and leaves the old ones', async () => {
  const until = addMs(foundedAt, minuteMs)
  await using federation = await ending('bor', until)
  const [alt, bor, cas] = ['alt', 'bor', 'cas'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no house')
  await federation.pass(2500)
  const act = await share(alt, 'bor', 'Before')
  await federation.pass(arrived)
  expect(await stateAt(alt, act, 'bor')).toBe('admitted')
  await federation.pass(minuteMs - 20_000)
  expect(federation.time.now() < until).toBe(true)
  expect([await previewed(alt, 'bor'), await previewed(bor, 'alt')]).toEqual(['allowed', 'allowed'])
  // Signed a moment before the end, and not there yet when it comes.
  await bor.stop()
  const late = await share(alt, 'bor', 'Under way')
  await federation.pass(20_000)
  expect(federation.time.now() >= until).toBe(true)
  expect([await previewed(alt, 'bor'), await previewed(cas, 'bor')]).toEqual(['no-agreement', 'no-agreement'])
  await bor.start()
  await federation.pass(60_000)
  expect(await previewed(bor, 'alt')).toBe('no-agreement')
  expect(await previewed(alt, 'cas')).toBe('allowed')
  expect(await readable(bor, late)).toBe(404)
  expect(await readable(bor, act)).toBe(200)
  // Its conditions hold on: what was released can still be taken back.
  expect((await alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'source' })).status).toBeLessThan(
    300,
  )
  await federation.pass(arrived)
  expect(await stateAt(alt, act, 'bor')).toBe('erased')
})

const outcomeAt = async (house: House, act: string, party: string) => {
  const { state, code } = ((await house.ask('liaison', 'GET', `/api/v1/acts/${act}`)).json.parties[party] ??
    {}) as unknown as {
    readonly state: string
    readonly code?: string
  }
  return [state, code]
}

test('protocol 9 what was sealed before the end and arrives after it is refused, and what had not gone stays here; both say why', async () => {
  const until = addMs(foundedAt, minuteMs)
  await using federation = await ending('bor', until)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  await federation.pass(2500)
  await bor.stop()
  const underWay = await share(alt, 'bor', 'Under way')
  await federation.pass(arrived)
  alt.failpoint = (name) => {
    if (name === 'parcel:numbered') throw new Error('the carrier is held up')
  }
  const waiting = await share(alt, 'bor', 'Waiting')
  await federation.pass(minuteMs)
  expect(federation.time.now() >= until).toBe(true)
  alt.failpoint = () => undefined
  await federation.pass(arrived)
  await bor.start()
  await federation.pass(minuteMs)
  expect(await outcomeAt(alt, underWay, 'bor')).toEqual(['refused', 'agreement-not-in-force'])
  expect(await outcomeAt(alt, waiting, 'bor')).toEqual(['withheld', 'agreement-not-in-force'])
  for (const act of [underWay, waiting]) expect(await readable(bor, act)).toBe(404)
})

test('protocol 9 with either clock a day behind nothing goes after the end: whoever has the right time closes the gate', async () => {
  const until = addMs(foundedAt, minuteMs)
  await using federation = await ending('bor', until)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  await federation.pass(2 * minuteMs)
  alt.skewMs = -86_400_000
  // By its own clock the agreement is in force for another day.
  const sent = await share(alt, 'bor', 'A day late')
  await federation.pass(arrived)
  expect(await outcomeAt(alt, sent, 'bor')).toEqual(['refused', 'agreement-not-in-force'])
  expect(await readable(bor, sent)).toBe(404)
  alt.skewMs = 0
  bor.skewMs = -86_400_000
  await federation.pass(arrived)
  expect([await previewed(alt, 'bor'), await previewed(bor, 'alt')]).toEqual(['no-agreement', 'allowed'])
  const back = await share(bor, 'alt', 'Back')
  await federation.pass(arrived)
  expect(await outcomeAt(bor, back, 'alt')).toEqual(['refused', 'agreement-not-in-force'])
})

test('protocol 8 a suspended party sends and receives nothing new from the entry on, what it had under way is refused where it arrives, and what it has stays under its conditions', async () => {
  await using federation = await startFederation()
  const [alt, bor, cas] = ['alt', 'bor', 'cas'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no house')
  await federation.pass(2500)
  const way = { isOpen: true }
  federation.impersonate('bor', async (request) => {
    if (!way.isOpen) throw new TypeError('connection reset')
    return bor.node!.fetch(request)
  })
  const act = await share(alt, 'bor', 'Before')
  await federation.pass(arrived)
  // Sent before the entry, and nobody has fetched it yet when it comes.
  way.isOpen = false
  const underWay = await share(bor, 'alt', 'Under way')
  await federation.pass(arrived)
  const { act: proposal } = await propose(alt, { type: 'party.suspend', party: 'bor' })
  await federation.pass(arrived)
  for (const party of ['alt', 'cas']) expect((await countersign(federation, party, proposal)).status).toBe(201)
  await federation.pass(2 * arrived)
  expect([await previewed(alt, 'bor'), await previewed(cas, 'bor'), await previewed(bor, 'alt')]).toEqual([
    'recipient-standing',
    'recipient-standing',
    'author-standing',
  ])
  expect(await previewed(alt, 'cas')).toBe('allowed')
  expect((await bor.share({ to: ['alt'], ...label, title: 'After' }, kite)).json.code).toBe('author-standing')
  way.isOpen = true
  await federation.pass(minuteMs)
  expect(await outcomeAt(bor, underWay, 'alt')).toEqual(['refused', 'author-standing'])
  expect([await readable(alt, underWay), await readable(bor, act)]).toEqual([404, 200])
  expect((await alt.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'source' })).status).toBeLessThan(
    300,
  )
  await federation.pass(arrived)
  expect(await stateAt(alt, act, 'bor')).toBe('erased')
})

test('protocol 9 every node answers alike: the matrix of one is the matrix of all', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const { act } = await propose(federation.house('bor'), { type: 'party.standing', party: 'cas', standing: 'partner' })
  await federation.pass(arrived)
  // One countersigns late and the other hears of nothing until then.
  await federation.house('cas').stop()
  for (const party of ['bor', 'alt']) expect((await countersign(federation, party, act)).status).toBe(201)
  await federation.pass(arrived)
  await federation.house('cas').start()
  await federation.pass(everyRound)
  const at = federation.time.now()
  const matrices = await Promise.all(
    ['alt', 'bor', 'cas', 'sec'].map(async (party) => {
      const house = federation.house(party)
      return (await house.ask('treaty', 'GET', `/api/v1/charter/matrix?limit=500&at=${at}`)).json
    }),
  )
  const [first, ...others] = matrices
  expect(JSON.stringify(first)).toContain('partner')
  for (const other of others) expect(other).toEqual(first)
})
