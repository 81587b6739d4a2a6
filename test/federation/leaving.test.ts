import { expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { checkExport } from '../../src/node/complete-export/read.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, testBackupKey, type Answer, type Federation, type House } from './federation.ts'
import { addAccount, arrived, begun, everyRound } from './scene.ts'
import { countersign, outcomeAt, propose } from './treaty-desk.ts'

const label = { level: 'restricted', category: 'drones', handling: ['TLP:AMBER'] }
const kite = bundle(malware({ name: 'Kite', mark: '1' }))
const plan = new Uint8Array(100_000).fill(7)

const share = async (from: House, to: readonly string[], title: string, more: object = {}) =>
  (await from.share({ to, ...label, title, ...more }, kite)).json.act
const report = async (from: House, to: string) =>
  (await from.share({ to: [to], ...label, title: 'A plan' }, plan, 'plan.bin')).json.act
const recall = (house: House, act: string) =>
  house.ask('liaison', 'POST', `/api/v1/shares/${act}/recall`, { reason: 'source' })
const objectsAt = async (house: House, act: string) =>
  (await house.ask('analyst', 'GET', `/api/v1/acts/${act}/objects`)).json.items?.length ?? 0
const fileAt = async (house: House, act: string) =>
  (await house.ask('analyst', 'GET', `/api/v1/acts/${act}/attachments/0`)).bytes
const codeOf = ({ json }: Answer) => json.code
const conditionsAt = async (house: House, act: string) =>
  (await house.ask('analyst', 'GET', `/api/v1/acts/${act}`)).json.statement.label

async function leave(federation: Federation, party: string): Promise<void> {
  const { act } = await propose(federation.house(party), { type: 'party.leave', party })
  expect((await countersign(federation, party, act)).status).toBe(201)
}

/** From now on a party answers what is allowed by then: everything but requests for files, nothing, all. */
function withhold(federation: Federation, party: string): { answers: 'no files' | 'nothing' | 'all' } {
  const way: { answers: 'no files' | 'nothing' | 'all' } = { answers: 'no files' }
  federation.impersonate(party, async (request) => {
    const isFile = request.url.includes('/attachments/')
    if (way.answers === 'nothing' || (way.answers === 'no files' && isFile)) throw new TypeError('connection reset')
    const answer = federation.house(party).node?.fetch(request)
    if (answer === undefined) throw new TypeError('connection refused')
    return answer
  })
  return way
}

async function houses() {
  const federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor, cas] = ['alt', 'bor', 'cas'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined) throw new Error('no house')
  return { federation, alt, bor, cas, [Symbol.asyncDispose]: () => federation[Symbol.asyncDispose]() }
}

test('SG-26 what a state released before it left is kept under its conditions, and so is what it was sent', async () => {
  await using at = await houses()
  const { federation, alt, bor } = at
  const [from, to, later] = [
    await share(bor, ['alt'], 'From bor'),
    await share(alt, ['bor'], 'To bor'),
    await share(bor, ['alt'], 'Later'),
  ]
  await addAccount(alt, { name: 'low', role: 'analyst', clearance: 'open' })
  await federation.pass(arrived)
  const before = await conditionsAt(alt, from)
  expect(before).toMatchObject(label)
  await leave(federation, 'bor')
  await federation.pass(arrived)
  // Read as before, found as before, by whom it was for, and under the same words.
  expect([await objectsAt(alt, from), await objectsAt(bor, to)]).toEqual([1, 1])
  expect(await conditionsAt(alt, from)).toEqual(before)
  expect(await conditionsAt(bor, to)).toMatchObject(label)
  expect((await alt.ask('analyst', 'GET', '/api/v1/search?q=kite')).json.items.map(({ act }) => act)).toContain(from)
  expect((await alt.ask('low', 'GET', `/api/v1/acts/${from}`)).status).toBe(404)
  // Who has left answers nothing any more, and nobody answers to it.
  expect(codeOf(await bor.ask('duty', 'POST', `/api/v1/shares/${to}/acknowledge`, { note: 'seen' }))).toBe(
    'author-standing',
  )
  expect(codeOf(await alt.ask('duty', 'POST', `/api/v1/shares/${from}/acknowledge`, { note: 'seen' }))).toBe(
    'recipient-standing',
  )
  // What it takes back after it has left goes, and it is told.
  expect((await recall(bor, later)).status).toBeLessThan(300)
  await federation.pass(arrived)
  expect([await objectsAt(alt, later), await outcomeAt(bor, later, 'alt')]).toEqual([0, 'erased'])
  // Everything that either holds is still what it was: witnesses that have left have cosigned what they cosigned.
  for (const house of [alt, bor]) {
    expect((await house.ask('oversight', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
  }
  // It takes everything along, and so do those who stay.
  for (const house of [alt, bor]) {
    const { bytes } = await house.ask('admin', 'POST', '/api/v1/export/all')
    const facts = await checkExport(
      (async function* () {
        yield bytes
      })(),
      testBackupKey.passphrase,
    )
    if (isRefusal(facts)) throw new Error(JSON.stringify(facts))
    expect(facts).toMatchObject({ party: house.party, absent: [], counts: { lane: 1, erased: house === alt ? 1 : 0 } })
  }
})

test('protocol 8 what is under way when a state leaves: what had arrived is finished, what had not goes nowhere, and both say so', async () => {
  await using at = await houses()
  const { federation, alt, bor, cas } = at
  const ways = { alt: withhold(federation, 'alt'), bor: withhold(federation, 'bor') }
  // Arrived, and its files are not: judged, and let in.
  const [come, gone] = [await report(alt, 'bor'), await report(bor, 'alt')]
  await federation.pass(arrived)
  expect([await outcomeAt(alt, come, 'bor'), await outcomeAt(bor, gone, 'alt')]).toEqual(['delivered', 'delivered'])
  // Sealed for one who is away; not even sealed; sealed by the leaver for one who is away.
  await cas.stop()
  const fromLeaver = await share(bor, ['cas'], 'Under way from bor')
  await federation.pass(arrived)
  alt.failpoint = (name) => {
    if (name === 'parcel:numbered') throw new Error('the carrier is held up')
  }
  const waiting = await share(alt, ['bor'], 'Waiting')
  await leave(federation, 'bor')
  await federation.pass(everyRound)
  alt.failpoint = () => undefined
  // Cas learns that bor has left without hearing of bor again: who has the entry has what it orders.
  ways.alt.answers = 'all'
  ways.bor.answers = 'nothing'
  await cas.start()
  await federation.pass(3 * everyRound)
  expect(cas.node?.house.charter().place.number).toBe(1)
  ways.bor.answers = 'all'
  await federation.pass(60_000)
  expect(alt.node?.house.charter().place.number).toBe(1)
  expect([await outcomeAt(alt, come, 'bor'), await outcomeAt(bor, gone, 'alt')]).toEqual(['admitted', 'admitted'])
  expect([await fileAt(bor, come), await fileAt(alt, gone)]).toEqual([plan, plan])
  expect(await outcomeAt(bor, fromLeaver, 'cas')).toBe('refused author-standing')
  expect(await outcomeAt(alt, waiting, 'bor')).toBe('withheld recipient-standing')
  expect((await cas.ask('analyst', 'GET', `/api/v1/acts/${fromLeaver}`)).status).toBe(404)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${waiting}`)).status).toBe(404)
})
