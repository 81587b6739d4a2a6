import { expect, test } from 'vitest'
import type { Instant } from '#kernel/instant.ts'
import type { ActId, Kind, Statement } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { received } from '#platform/transport/tables.ts'
import { bundle, malware } from './bundle.ts'
import type { House } from './federation.ts'
import type { Lie } from './hostile-peer.ts'
import { arrived, everyRound, hostileScene } from './scene.ts'

const flip = (bytes: Uint8Array): Uint8Array => {
  const changed = Uint8Array.from(bytes)
  const at = Math.floor(changed.length / 2)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}
const says = (change: Partial<Statement>): Lie => ({ statement: (honest) => ({ ...honest, ...change }) })

/** Every lie that a peer with valid keys can tell in one parcel, and what the receiver makes of it. */
const lies: readonly (readonly [name: string, outcome: string, lie: Lie])[] = [
  ['a sealed part with a flipped bit', 'dropped', { sealed: flip }],
  ['an empty sealed part', 'dropped', { sealed: () => new Uint8Array(0) }],
  ['a huge sealed part', 'dropped', { sealed: () => new Uint8Array(900_000) }],
  ['a part sealed to somebody else', 'dropped', { sealedTo: 'alt' as Party }],
  ['a header naming another act', 'dropped', { header: (h) => ({ ...h, act: `act--${'0'.repeat(64)}` as ActId }) }],
  ['a statement changed after signing', 'dropped', { signed: (s) => ({ ...s, statement: flip(s.statement) }) }],
  [
    'signatures of nobody',
    'dropped',
    { signed: (s) => ({ ...s, signatures: s.signatures.map((one) => ({ ...one, sig: flip(one.sig) })) }) },
  ],
  ['one signature missing', 'dropped', { signed: (s) => ({ ...s, signatures: s.signatures.slice(0, 1) }) }],
  ['another author', 'dropped', says({ author: 'alt' as Party })],
  ['an unknown author', 'dropped', says({ author: 'xyz' as Party })],
  ['an audience without the receiver', 'dropped', says({ audience: ['alt' as Party] })],
  ['another coalition', 'refused', says({ coalition: `act--${'1'.repeat(64)}` as ActId })],
  ['a charter entry nobody has', 'held', says({ charter: `act--${'2'.repeat(64)}` as ActId })],
  ['an unknown kind', 'quarantined', says({ kind: 'exchange.unheard/1' as Kind })],
  ['an unknown critical member', 'quarantined', says({ crit: ['from-the-future'] })],
  ['a body that its kind does not know', 'dropped', says({ body: { act: 7 } })],
  ['a citation that stands nowhere', 'dropped', says({ refs: [] })],
  [
    'a record with a review date',
    'dropped',
    { statement: (s) => ({ ...s, label: { ...s.label, reviewBy: '2027-01-01T00:00:00.000Z' as Instant } }) },
  ],
  ['a genesis of its own', 'dropped', says({ kind: 'charter.genesis/1' as Kind })],
]

async function outcomeOf(bor: House, act: string): Promise<string | undefined> {
  await using store = bor.database.connect()
  const [row] = await store.select(received, { where: { peer: 'cas' as Party, act: act as ActId }, limit: 1 })
  return row?.outcome
}

test('H1 every lie in a parcel fails alone: it gets its outcome and the next good parcel is taken', async () => {
  await using at = await hostileScene()
  const sent: string[] = []
  const good: string[] = []
  for (const [, , lie] of lies) {
    sent.push(await at.peer.send(lie))
    good.push(await at.peer.send())
  }
  await at.federation.pass(arrived)
  const outcomes = await Promise.all(sent.map((act) => outcomeOf(at.bor, act)))
  const named = lies.find(([name]) => name === 'a header naming another act')
  for (const [index, [name, outcome, lie]] of lies.entries()) {
    if (lie !== named?.[2]) expect([name, outcomes[index]]).toEqual([name, outcome])
  }
  for (const act of good) expect(await outcomeOf(at.bor, act)).toBe('admitted')
})

test('H2 headers that are not the peer’s own move nothing, and what follows them is taken', async () => {
  const forged: readonly Lie[] = [
    { header: (h) => ({ ...h, from: 'alt' as Party }) },
    { header: (h) => ({ ...h, to: 'alt' as Party }) },
    { header: (h) => ({ ...h, stream: 'exercise' }) },
    { header: (h) => ({ ...h, coalition: `act--${'3'.repeat(64)}` as ActId }) },
    { headerBytes: (bytes) => new Uint8Array([...bytes, 0x20]) },
    { headerBytes: () => new Uint8Array(0) },
    { signature: flip },
  ]
  await using at = await hostileScene()
  for (const lie of forged) await at.peer.send(lie)
  const good = await at.peer.send()
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, good)).toBe('admitted')
})

test('H3 a parcel sent twice is taken once', async () => {
  await using at = await hostileScene()
  const first = await at.peer.send()
  const again = await at.peer.send({ statement: (s) => ({ ...s, body: { ...s.body } }) })
  await at.federation.pass(arrived)
  expect(await outcomeOf(at.bor, first)).toBe('admitted')
  expect(await outcomeOf(at.bor, again)).toBe('admitted')
  const listed = await at.bor.ask('analyst', 'GET', '/api/v1/acts')
  expect(new Set(listed.json.items.map(({ act }) => act)).size).toBe(listed.json.items.length)
})

test('H4 answers that are no lists, late, huge or broken, stop nothing', async () => {
  const answers: readonly (() => Response)[] = [
    () => new Response('not json'),
    () => new Response('{"head":{},"parcels":[]}'),
    () => new Response(new Uint8Array(9 * 1024 * 1024)),
    () => new Response(null, { status: 500 }),
    () => new Response(null, { status: 204 }),
    () => new Response(`${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  ]
  await using at = await hostileScene()
  const good = await at.peer.send()
  for (const answer of answers) {
    at.peer.answer = answer
    await at.federation.pass(5000)
  }
  at.peer.answer = undefined
  await at.federation.pass(everyRound)
  expect(await outcomeOf(at.bor, good)).toBe('admitted')
})

test('H5 a flood of one peer delays nobody else', async () => {
  await using at = await hostileScene()
  for (let count = 0; count < 300; count += 1) await at.peer.send({ sealed: flip })
  const alt = at.federation.house('alt')
  const wish = { to: ['bor'], level: 'open', category: 'drones', title: 'Among the flood' }
  const { json } = await alt.share(wish, bundle(malware({ name: 'Kite', mark: '9' })))
  await at.federation.pass(3000)
  const seen = await at.bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)
  expect(seen.status).toBe(200)
})

test('H6 a peer that refuses us stops the link until a person opens it again', async () => {
  await using at = await hostileScene()
  const good = await at.peer.send()
  at.peer.answer = () => new Response(null, { status: 403 })
  await at.federation.pass(5000)
  at.peer.answer = undefined
  await at.federation.pass(60_000)
  const state = async () => {
    const status = await at.bor.ask('admin', 'GET', '/api/v1/status')
    return status.json.peers.find(({ party }) => party === 'cas')?.state
  }
  expect(await state()).toBe('stopped')
  expect((await at.bor.ask('liaison', 'POST', '/api/v1/peers/cas/open', {})).status).toBe(403)
  expect((await at.bor.ask('admin', 'POST', '/api/v1/peers/cas/open', {})).status).toBe(204)
  await at.federation.pass(5000)
  expect(await state()).toBe('open')
  expect(await outcomeOf(at.bor, good)).toBe('admitted')
})
