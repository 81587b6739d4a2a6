import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DemoFederation } from '#node/demo/federation.ts'
import type { DemoHouse } from '#node/demo/house.ts'
import { DemoFolder } from '../faults/demo-folder.ts'
import { bundleOf, Desk } from '../faults/desk.ts'
import { until } from './command.ts'

const patience = [60_000, 100] as const

const deskOf = async ({ url, tokens }: DemoHouse, account: string): Promise<Desk> =>
  new Desk(url, await readFile(join(tokens, account), 'utf8'))

test('profiles: the example plays whole over one server: twelve nodes are founded and start, every journal runs, and what one shares the others admit', async () => {
  await using folder = new DemoFolder()
  await using federation = await DemoFederation.start({ dir: folder.dir, profile: 'sco', port: 0 })
  const houses = [...federation.houses.values()]
  expect(houses).toHaveLength(12)
  for (const house of houses) {
    const admin = await deskOf(house, 'admin')
    const journal = async () => (await admin.ask('GET', '/api/v1/status')).text
    const isRunning = (text: string): boolean => text.includes('"journal":{"kind":"running"')
    expect([house.party, isRunning(await until(journal, isRunning, ...patience))]).toEqual([house.party, true])
  }
  const [author, ...others] = houses
  if (author === undefined) throw new Error('nobody plays')
  const to = others.map(({ party }) => party)
  const liaison = await deskOf(author, 'liaison')
  const upload = (await liaison.ask('POST', '/api/v1/uploads?name=bundle.json', bundleOf('Kite'))).json.upload
  const label = { level: 'restricted', category: 'terrorism' }
  const { json } = await liaison.ask('POST', '/api/v1/shares', { upload, title: 'Kite', to, ...label })
  const states = async () => {
    const { parties } = (await liaison.ask('GET', `/api/v1/acts/${json.act}`)).json
    return to.map((party) => parties[party]?.state)
  }
  const areIn = (all: readonly (string | undefined)[]): boolean => all.every((state) => state === 'admitted')
  expect(await until(states, areIn, ...patience)).toEqual(to.map(() => 'admitted'))
}, 240_000)
