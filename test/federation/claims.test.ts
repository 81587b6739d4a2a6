import { expect, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { signStatement } from '#protocol/act/sign.ts'
import type { ActId, Kind, SignedAct } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Taken } from '#platform/transport/incoming.ts'
import { takeIn } from '#charter/record/door.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import { sealedFile, type Lie } from './hostile-peer.ts'
import { arrived, type HostileScene, hostileScene } from './scene.ts'

async function takenAt(bor: House, signed: SignedAct): Promise<Taken> {
  const house = bor.node?.house
  if (house === undefined) throw new Fault('node-stopped')
  const taken = await house.store.transaction((tx) => takeIn(house, tx, 'cas' as Party, { signed, attachmentKeys: [] }))
  return taken
}

const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'A kite' }
const kite = malware({ name: 'Kite', mark: '1' })

interface Claimed extends HostileScene {
  /** An act of `alt` that `bor` holds and `cas` cannot know. */
  readonly act: ActId
}

async function afterShare(): Promise<Claimed> {
  const at = await hostileScene()
  await at.federation.pass(2500)
  const { json } = await at.alt.share(wish, bundle(kite))
  await at.federation.pass(arrived)
  return { ...at, act: json.act as ActId }
}

const shown = async (bor: House, act: string) => (await bor.ask('analyst', 'GET', `/api/v1/acts/${act}`)).json

test('K1 what another party acknowledges is not acknowledged by this house, and what it cites besides is not either', async () => {
  await using at = await afterShare()
  const other = at.federation.coalition.charter.id
  const acknowledges = (act: ActId, refs: readonly ActId[]): Lie => ({
    statement: (honest) => ({ ...honest, refs, body: { act } }),
  })
  await at.peer.send(acknowledges(at.act, [at.act]))
  await at.peer.send(acknowledges(other, [at.act, other]))
  await at.federation.pass(arrived)
  expect(await shown(at.bor, at.act)).toMatchObject({ state: 'admitted' })
  const about = await at.bor.ask('analyst', 'GET', `/api/v1/acts?about=${at.act}`)
  expect(about.json.items).toHaveLength(1)
  await at.bor.ask('duty', 'POST', `/api/v1/shares/${at.act}/acknowledge`, {})
  expect(await shown(at.bor, at.act)).toMatchObject({ state: 'acknowledged' })
})

test('K2 nobody’s share stands for another party’s', async () => {
  await using at = await afterShare()
  const file = sealedFile(new TextEncoder().encode('a file'))
  const body = { format: 'file', title: 'Better', replaces: at.act }
  const act = await at.peer.sendShare(file, { statement: (honest) => ({ ...honest, refs: [at.act], body }) })
  await at.federation.pass(arrived)
  expect(await shown(at.bor, act)).toMatchObject({ author: 'cas', state: 'admitted' })
  expect(await shown(at.bor, act)).not.toHaveProperty('replaces')
  expect(await shown(at.bor, at.act)).toMatchObject({ author: 'alt', state: 'admitted', objects: { count: 1 } })
})

test('K3 replies to what is no share, or to nothing that is here, change nothing', async () => {
  await using at = await afterShare()
  const sighting = (act: ActId): Lie => ({
    statement: (honest) => ({
      ...honest,
      kind: 'exchange.sighting/1' as Kind,
      label: { ...honest.label, purpose: 'information', reviewBy: '2027-01-01T00:00:00.000Z' as never },
      refs: [act],
      body: { act, object: kite.id, count: 1 },
    }),
  })
  const record = await at.peer.send()
  for (const about of [record, `act--${'7'.repeat(64)}`, at.federation.coalition.charter.id]) {
    const act = await at.peer.send(sighting(about as ActId))
    await at.federation.pass(arrived)
    expect(await shown(at.bor, act)).toMatchObject({ author: 'cas' as Party, state: 'admitted' })
  }
  const reply = await at.bor.ask('analyst', 'POST', `/api/v1/shares/${record}/sightings`, { object: kite.id })
  expect(reply.status).toBe(404)
  expect((await at.bor.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
})

test('SG-24 exercise traffic satisfies nothing real, whatever way it comes', async () => {
  await using at = await afterShare()
  const { charter, keyrings } = at.federation.coalition
  const cas = keyrings.get('cas' as Party)
  if (cas === undefined) throw new Fault('no-keyring')
  const said = {
    kind: 'exchange.acknowledge/1' as Kind,
    coalition: charter.id,
    author: 'cas' as Party,
    officers: ['duty' as never],
    at: at.federation.coalition.at,
    audience: ['bor' as Party],
    label: { level: 'open', category: 'exercises', handling: [], exercise: 'spring' },
    charter: charter.newest,
    refs: [at.act],
    salt: 'A'.repeat(43),
    attachments: [],
    crit: [],
    body: { act: at.act },
  }
  const taken = await takenAt(at.bor, await signStatement(said, cas))
  expect(taken).toMatchObject({ outcome: 'quarantined', refusal: { code: 'exercise-separation' } })
  const { exercise: _, ...label } = said.label
  expect(await takenAt(at.bor, await signStatement({ ...said, label }, cas))).toMatchObject({ outcome: 'admitted' })
  expect((await at.bor.ask('analyst', 'GET', '/api/v1/acts?kind=exchange.acknowledge/1')).json.items).toHaveLength(1)
})
