import { expect, test } from 'vitest'
import { bundle, malware } from './bundle.ts'
import { startFederation, type House } from './federation.ts'
import { arrived, begun } from './scene.ts'

const dayMs = 86_400_000
const kite = bundle(malware({ name: 'Kite', mark: '1' }))
const wish = { level: 'restricted', category: 'drones' }

const openLinks = async (house: House): Promise<readonly string[]> => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/status')
  return json.peers.filter(({ state }) => state === 'open').map(({ party }) => party)
}
const sizeOf = async (house: House): Promise<number> => {
  const { json } = await house.ask('admin', 'GET', '/api/v1/status')
  return (json.journal as { readonly size: number }).size
}

test('F7 a clock set a day ahead and back again stops nothing and changes no order', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  const sent: string[] = []
  let size = await sizeOf(alt)
  for (const skewMs of [0, dayMs, 0, -dayMs, 0]) {
    alt.skewMs = skewMs
    const title = `Skew ${sent.length}`
    const there = await alt.share({ ...wish, to: ['bor'], title }, kite)
    expect([skewMs, there.status]).toEqual([skewMs, 201])
    sent.push(there.json.act)
    await federation.pass(arrived)
    const back = await bor.share({ ...wish, to: ['alt'], title }, kite)
    await federation.pass(arrived)
    expect((await alt.ask('analyst', 'GET', `/api/v1/acts/${back.json.act}`)).status).toBe(200)
    const shown = await alt.ask('liaison', 'GET', `/api/v1/acts/${there.json.act}`)
    expect([skewMs, shown.json.parties['bor']]).toMatchObject([skewMs, { state: 'admitted' }])
    expect(await openLinks(alt)).toEqual(['bor', 'cas', 'sec'])
    expect(await openLinks(bor)).toEqual(['alt', 'cas', 'sec'])
    const grown = await sizeOf(alt)
    expect(grown).toBeGreaterThan(size)
    size = grown
  }
  const list = await bor.ask('analyst', 'GET', '/api/v1/acts?author=alt')
  expect(list.json.items.map(({ act }) => act)).toEqual(sent.toReversed())
  for (const house of [alt, bor]) {
    expect((await house.ask('admin', 'POST', '/api/v1/verify', { all: true })).json).toMatchObject({ ok: true })
    expect((await house.ask('admin', 'POST', '/api/v1/fsck', { rebuild: true })).json).toMatchObject({ equal: true })
  }
})

test('F7 what waits while a clock is wrong goes when it is right again', async () => {
  await using federation = await startFederation()
  await federation.pass(begun)
  const [alt, bor] = [federation.house('alt'), federation.house('bor')]
  // Before anybody's standing began, just when the act is to be sent.
  alt.failpoint = (name) => {
    if (name === 'record:written') alt.skewMs = -10_000 * dayMs
  }
  const { json } = await alt.share({ ...wish, to: ['bor'], title: 'Waits' }, kite)
  await federation.pass(arrived)
  const held = await alt.ask('liaison', 'GET', `/api/v1/acts/${json.act}`)
  expect(held.json).toMatchObject({ withheld: [{ party: 'bor', code: 'author-standing' }] })
  alt.failpoint = () => undefined
  alt.skewMs = 0
  await federation.pass(80_000)
  expect((await bor.ask('analyst', 'GET', `/api/v1/acts/${json.act}`)).status).toBe(200)
})
