import { expect, test } from 'vitest'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { pae } from '#protocol/act/pae.ts'
import type { Party } from '#protocol/identity/party.ts'
import { tables } from '../../src/node/rooms.ts'
import { skies } from '../suites/open-skies.ts'
import { acts, shown } from './agreement.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import { arrived, begun, everyRound } from './scene.ts'

const path = '/api/v1/closed-agreements'
const atOnce = { openTo: ['alt', 'bor'], entry: { conditions: [{ count: 2 }], delay: {} }, later: {} }

/** A text between `alt` and `bor`, with a ceiling that no agreement of the coalition has. */
function between() {
  const { type: _, machine, ...text } = skies({}, { ...atOnce, denunciation: { notice: {} } })
  return { ...text, participants: ['alt', 'bor'], machine: { ...machine, name: 'quiet-sky', ceiling: 'secret' } }
}

const wish = { to: ['bor'], level: 'secret', category: 'drones', title: 'Kite' }
const allowed = async (house: House, to: string, level = 'secret') => {
  const { json } = await house.ask('liaison', 'POST', '/api/v1/preview', { to: [to], level, category: 'drones' })
  const { recipients } = json as unknown as {
    readonly recipients: readonly {
      readonly allowed: boolean
      readonly basis?: string
      readonly refusal?: { readonly code: string }
    }[]
  }
  return recipients[0]?.basis ?? recipients[0]?.refusal?.code
}

async function signedBy(federation: Federation, party: string, act: string): Promise<number> {
  const house = federation.house(party)
  const { json } = await house.ask('treaty', 'GET', `${path}/${act}`)
  const { envelope } = json as unknown as {
    readonly envelope: { readonly payload: string; readonly payloadType: string }
  }
  const keyring = federation.coalition.keyrings.get(party as Party)
  const bytes = fromBase64Url(envelope.payload) ?? new Uint8Array(0)
  const made = (await keyring?.signAct('root', pae(envelope.payloadType, bytes))) ?? []
  const signatures = made.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) }))
  return (await house.ask('treaty', 'POST', `${path}/${act}/signatures`, { signatures })).status
}

/** Every row of every table that a house has, bytes as text. */
async function everythingAt(house: House): Promise<string> {
  await using store = house.database.connect()
  const rows = await Promise.all(tables.map((table) => store.select(table, { limit: 100_000 })))
  return JSON.stringify(rows, (_, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'bigint' ? String(value) : value,
  )
}

test('8 a closed agreement opens the gate between its parties, and nobody else learns more than a digest', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor, cas, sec] = ['alt', 'bor', 'cas', 'sec'].map((party) => federation.house(party))
  if (alt === undefined || bor === undefined || cas === undefined || sec === undefined) throw new Error('no house')
  const proposed = await alt.ask('treaty', 'POST', path, between())
  expect(proposed.status).toBe(201)
  const { act } = proposed.json
  await federation.pass(arrived)
  expect(await signedBy(federation, 'alt', act)).toBe(201)
  await federation.pass(arrived)
  expect((await alt.ask('treaty', 'GET', path)).json.items).toMatchObject([{ act, state: 'open', signed: ['alt'] }])
  expect(await allowed(alt, 'bor')).not.toBe('quiet-sky')
  expect(await signedBy(federation, 'bor', act)).toBe(201)
  await federation.pass(everyRound)
  for (const house of [alt, bor]) {
    const { items } = (await house.ask('treaty', 'GET', path)).json
    expect(items).toMatchObject([{ act, state: 'adopted', signed: ['alt', 'bor'] }])
  }
  // The same desk, the same verbs; what is said goes to the other party alone.
  for (const house of [alt, bor]) {
    expect((await acts(house, { kind: 'signature' }, 'quiet-sky')).status).toBe(201)
    await federation.pass(arrived)
    expect((await acts(house, { kind: 'ratification' }, 'quiet-sky')).status).toBe(201)
    await federation.pass(arrived)
  }
  const steps = [{ step: 'government', state: { kind: 'open' } }]
  const progress = { instrument: 'ratification', steps }
  expect((await bor.ask('treaty', 'POST', '/api/v1/agreements/quiet-sky/progress', progress)).status).toBe(201)
  await federation.pass(arrived)
  const { actions: _a, pending, ...here } = await shown(alt, 'quiet-sky')
  const { actions: _b, pending: _p, ...there } = await shown(bor, 'quiet-sky')
  expect({ ...here, at: '' }).toEqual({ ...there, at: '' })
  expect([here.state, pending]).toEqual(['in-force', []])
  expect([await allowed(alt, 'bor'), await allowed(bor, 'alt')]).toEqual(['quiet-sky', 'quiet-sky'])
  expect([await allowed(alt, 'cas'), await allowed(cas, 'bor'), await allowed(cas, 'alt')]).not.toContain('quiet-sky')
  // A share by it arrives, in the hands of its addressee alone.
  const sent = await alt.share({ ...wish, basis: 'quiet-sky' }, bundle(malware({ name: 'Kite', mark: '1' })))
  const approved = await alt.ask('liaison2', 'POST', `/api/v1/drafts/${sent.json.draft}/approve`)
  expect(approved.status).toBe(201)
  await federation.pass(everyRound)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${approved.json.act}/objects`)).status).toBe(200)
  // Everywhere in the houses of the others: no name, no word of the text, no act of it, no party to it, no number of any.
  const mine = await alt.ask('treaty', 'GET', path)
  const { digest } = mine.json.items[0] as unknown as { readonly digest: string }
  expect(await everythingAt(bor)).toContain('quiet-sky')
  for (const house of [cas, sec]) {
    const all = await everythingAt(house)
    expect(all).toContain(digest)
    for (const word of ['quiet-sky', act, 'agreement.closed']) expect(all).not.toContain(word)
    expect((await house.ask('treaty', 'GET', path)).json.items).toEqual([])
    expect((await house.ask('treaty', 'GET', `${path}/${act}`)).status).toBe(404)
    expect((await house.ask('treaty', 'GET', '/api/v1/agreements/quiet-sky')).status).toBe(404)
    for (const page of [
      'agreements',
      'charter',
      'charter/matrix?limit=500',
      'charter/proposals',
      'charter/lane',
      'status',
    ]) {
      const { bytes } = await house.ask('treaty', 'GET', `/api/v1/${page}`)
      expect(new TextDecoder().decode(bytes)).not.toContain('quiet-sky')
    }
  }
  expect((await bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  // Denounced without notice: closed at once, on both sides, also where a node has been away and starts anew.
  expect((await acts(bor, { kind: 'denunciation' }, 'quiet-sky')).status).toBe(201)
  await federation.pass(arrived)
  await alt.stop()
  await alt.start()
  await federation.pass(arrived)
  expect([await allowed(alt, 'bor'), await allowed(bor, 'alt')]).not.toContain('quiet-sky')
})
