import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startFederation } from './federation.ts'

const bundle = new TextEncoder().encode(
  JSON.stringify({
    type: 'bundle',
    id: 'bundle--0f2b8cb2-1c3e-4a1f-9b7d-2f6d2b1f8f01',
    objects: [
      {
        type: 'malware',
        spec_version: '2.1',
        id: 'malware--31b940d4-6f7f-459a-80ea-9c1f17b5891b',
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
        name: 'Sand Viper',
        is_family: true,
      },
    ],
  }),
)

const wish = { to: ['bor'], level: 'restricted', category: 'network-security', title: 'Sand Viper' }

test('X1 a share reaches its addressee and nobody else', async () => {
  await using federation = await startFederation()
  const [alt, bor, cas] = [federation.house('alt'), federation.house('bor'), federation.house('cas')]
  await federation.pass(3000)
  const shared = await alt.share(wish, bundle)
  expect(shared.json).toMatchObject({ state: 'recorded', recipients: [{ party: 'bor', state: 'queued' }] })
  await federation.pass(8000)
  const list = await bor.ask('analyst', 'GET', '/api/v1/acts')
  console.log(JSON.stringify(list.json, null, 1), alt.logged.slice(-10), bor.logged.slice(-10), cas.logged.slice(-5))
  expect(list.json.items).toHaveLength(1)
  expect((await cas.ask('analyst', 'GET', '/api/v1/acts')).json.items).toHaveLength(0)
  const seen = await alt.ask('liaison', 'GET', `/api/v1/acts/${shared.json.act}`)
  console.log(JSON.stringify(seen.json, null, 1))
})
