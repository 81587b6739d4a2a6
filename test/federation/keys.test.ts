import { expect, test } from 'vitest'
import { fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { pae } from '#protocol/act/pae.ts'
import { keyRoles, type KeyRole, type PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import { signStatement } from '#protocol/act/sign.ts'
import { kindOf } from '#protocol/acts/table.ts'
import { loadAct } from '#platform/record/load.ts'
import { acts as recorded } from '#platform/record/tables.ts'
import { takeIn } from '#charter/record/door.ts'
import { currentKeys, keysOf } from '#charter/standing.ts'
import { bundle, malware } from './bundle.ts'
import { startFederation, type Federation, type House } from './federation.ts'
import type { Told } from './treaty-desk.ts'
import { begun } from './scene.ts'

const alt = 'alt' as Party
const operational = keyRoles.filter((role) => role !== 'root')
const running = ['alt', 'bor', 'sec'] as const
const arrived = 8000

const told = ({ json }: { readonly json: unknown }): Told => json as Told
const keysIn = (house: House): PartyKeys | undefined => {
  const charter = house.node?.house.charter()
  return charter === undefined ? undefined : keysOf(charter, alt)
}

/** Draws new keys on the node of `alt`, has its root sign and waits for nothing. `root`: the public root that it has, where it is a new one. */
async function rotate(federation: Federation, roles: readonly KeyRole[], next?: PartyKeys['root']) {
  const house = federation.house('alt')
  const root = next === undefined ? {} : { root: next }
  const made = await house.ask('admin', 'POST', '/api/v1/keys/changes', { roles, ...root })
  expect(made.status).toBe(201)
  const { act, envelope } = told(made) as Told & { envelope: { payload: string; payloadType: string } }
  const keyring = await federation.coalition.keyrings.get(alt)!.under(keysIn(house)!)
  const bytes = fromBase64Url(envelope.payload)!
  const signatures = await keyring!.signAct('root', pae(envelope.payloadType, bytes))
  const body = { signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: toBase64Url(sig) })) }
  expect((await house.ask('admin', 'POST', `/api/v1/keys/changes/${act}/signatures`, body)).status).toBe(201)
}

let count = 0
/** A share each way, at a moment of the change. */
async function flow(federation: Federation, acts: Map<string, string>) {
  for (const [from, to] of [
    ['alt', ['bor', 'cas']],
    ['bor', ['alt', 'cas']],
  ] as const) {
    count += 1
    const wish = { to, level: 'restricted', category: 'drones', title: `Share ${count}` }
    const shared = await federation.house(from).share(wish, bundle(malware({ name: 'Kite', mark: String(count) })))
    expect([shared.status, shared.json]).toMatchObject([201, {}])
    acts.set(shared.json.act, from)
  }
}

async function expectAllAdmitted(federation: Federation, acts: ReadonlyMap<string, string>) {
  for (const [act, from] of acts) {
    const { json } = await federation.house(from).ask('liaison', 'GET', `/api/v1/acts/${act}`)
    const states = Object.values(json.parties as Record<string, { state: string }>).map(({ state }) => state)
    expect([act, states]).toEqual([act, ['admitted', 'admitted']])
  }
}

test('3 every key of a party is changed while shares flow both ways: nothing is lost, nothing refused, and who was away catches up', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const founded = keysIn(federation.house('alt'))!
  const acts = new Map<string, string>()
  await flow(federation, acts)
  await federation.house('cas').stop()
  await flow(federation, acts)
  const { bytes: carried } = await federation.house('alt').ask('liaison', 'POST', '/api/v1/export', { to: 'bor' })
  for (const role of operational) {
    await rotate(federation, [role])
    // Over the change itself: before it is entered, while it goes round, and after.
    for (const ms of [0, 700, 1500, 3000]) {
      await flow(federation, acts)
      await federation.pass(ms)
    }
    await federation.pass(arrived)
    for (const party of running) expect(keysIn(federation.house(party))?.[role]).not.toEqual(founded[role])
  }
  // A file proves by its signature alone who brings it: that of a key that was replaced does not.
  const brought = await federation.house('bor').ask('liaison', 'POST', '/api/v1/import', carried)
  expect(brought.json).toMatchObject({ code: 'carried-superseded' })
  const { root } = await federation.coalition.draw(alt, ['root'])
  await rotate(federation, [], root)
  await flow(federation, acts)
  await federation.pass(arrived)
  expect(keysIn(federation.house('bor'))?.root).toEqual(root)
  // All at once, by the new root.
  await rotate(federation, operational)
  await flow(federation, acts)
  await federation.pass(arrived)
  await federation.house('cas').start()
  await federation.pass(120_000)
  const newest = ['alt', 'bor', 'cas', 'sec'].map((party) => federation.house(party).node?.house.charter())
  expect(new Set(newest.map((charter) => charter?.newest)).size).toBe(1)
  expect(newest[0]?.place.number).toBe(operational.length + 2)
  await expectAllAdmitted(federation, acts)
  for (const party of ['alt', 'bor', 'cas', 'sec']) {
    const { json } = await federation.house(party).ask('admin', 'POST', '/api/v1/verify', { all: true })
    expect([party, json]).toMatchObject([party, { ok: true }])
    const refused = federation.house(party).logged.filter((line) => /proof-refused|fork|quarantined/u.test(line))
    expect([party, refused]).toEqual([party, []])
  }
  const house = federation.house('alt')
  await house.stop()
  await house.start()
  await flow(federation, acts)
  await federation.pass(arrived)
  await expectAllAdmitted(federation, acts)
  const { json } = await house.ask('admin', 'GET', '/api/v1/status')
  expect(json.journal).toMatchObject({ kind: 'running' })
  const listed = (await house.ask('admin', 'GET', '/api/v1/charter/keys?party=alt')).json.items as unknown as {
    role: string
    state: string
  }[]
  expect(listed.filter(({ role }) => role === 'seal').map(({ state }) => state)).toEqual([
    'valid',
    'replaced',
    'replaced',
  ])
  await expectOldSealToBeNobodys(federation, founded)
  await expectToFreezeAtOnce(federation, acts)
})

/** Somebody has the seal of the founding and a member who helps; or the link too, which is the party itself. */
async function expectOldSealToBeNobodys({ coalition, house }: Federation, founded: PartyKeys) {
  const cas = house('cas').node!.house
  const keyring = await coalition.keyrings.get(alt)!.under(founded)
  const [row] = await cas.store.select(recorded, { where: { author: alt, kind: kindOf('exchange.share/1') }, limit: 1 })
  const { said: first } = (await loadAct(cas.store, row!.act))!
  const said = { ...first, salt: toBase64Url(new Uint8Array(32).fill(7)), attachments: [] }
  const signed = await signStatement({ ...said, charter: coalition.charter.id }, keyring!)
  const opened = { signed, attachmentKeys: [] }
  const taken = (from: string) => cas.store.transaction((tx) => takeIn(cas, tx, from as Party, opened))
  const handed = await taken('bor')
  expect([handed.outcome, handed.refusal?.code]).toEqual(['dropped', 'seal-superseded'])
  expect((await taken('alt')).refusal?.code).not.toBe('seal-superseded')
}

/** With the depositary away: no entry says so yet. */
async function expectToFreezeAtOnce(federation: Federation, acts: Map<string, string>) {
  const house = federation.house('alt')
  await federation.house('sec').stop()
  expect((await house.ask('admin', 'POST', '/api/v1/keys/freeze', { reason: 'stolen' })).status).toBe(201)
  const wish = { to: ['bor', 'cas'], level: 'restricted', category: 'drones', title: 'Frozen' }
  const share = () => house.share(wish, bundle(malware({ name: 'Kite', mark: '0' })))
  expect((await share()).json).toMatchObject({ code: 'keys-frozen' })
  await federation.pass(arrived)
  const isFrozen = (party: string) =>
    currentKeys(federation.house(party).node!.house.charter().parties.get(alt)!).sealFrozen
  const entered = (party: string) => federation.house(party).node!.house.charter().place.number
  const before = entered('bor')
  expect([isFrozen('bor'), isFrozen('cas'), entered('cas')]).toEqual([true, true, before])
  await federation.house('bor').stop()
  await federation.house('bor').start()
  expect(isFrozen('bor')).toBe(true)
  await federation.house('sec').start()
  await federation.pass(2 * arrived)
  expect([entered('bor'), isFrozen('bor'), isFrozen('sec')]).toEqual([before + 1, true, true])
  await rotate(federation, ['seal'])
  await federation.pass(2 * arrived)
  expect(isFrozen('bor')).toBe(false)
  await flow(federation, acts)
  await federation.pass(arrived)
  await expectAllAdmitted(federation, acts)
}
