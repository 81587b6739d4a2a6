import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { fromSource, serve, tamga, until, type ServingProcess } from './command.ts'
import { asLiaison, found, parties, type Founded } from './founding.ts'

let home: string
let founded: Founded
const nodes = new Map<Party, ServingProcess>()

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamga-two-'))
  founded = await found(home)
  for (const party of parties) nodes.set(party, await serve(fromSource(home), join(home, party, 'node.json')))
}, 240_000)

afterAll(async () => {
  for (const node of nodes.values()) node.signal('SIGTERM')
  await Promise.all([...nodes.values()].map(({ ended }) => ended))
  await rm(home, { recursive: true, force: true })
})

interface Links {
  readonly items: readonly { readonly state: string; readonly behind: number }[]
}

const as = (party: Party): readonly string[] => asLiaison(founded, party, nodes.get(party)?.url ?? '')

test('serve: two nodes in processes of their own exchange over TLS, each pinned to the other’s key in the charter', async () => {
  await writeFile(join(home, 'note.txt'), 'a note over the wire')
  const [alt, bor] = parties
  const label = ['--category', 'drones', '--level', 'restricted', '--title', 'note', '--wait', 'admitted']
  const shared = await tamga(fromSource(home), ['share', 'note.txt', '--to', 'bor', ...label, ...as(alt!)])
  expect([shared.code, shared.err]).toEqual([0, expect.any(String)])
  const { act } = JSON.parse(shared.out)
  const there = await tamga(fromSource(home), ['show', act, '--attachment', '0', ...as(bor!)])
  expect(there.out).toBe('a note over the wire')
  // A link is behind for as long as a parcel, such as the receipt of this very act, is announced and on its way.
  const listed = async (): Promise<Links> =>
    JSON.parse((await tamga(fromSource(home), ['peer', 'list', ...as(bor!)])).out) as Links
  const links = await until(listed, ({ items: [link] }) => link?.state === 'open' && link.behind === 0)
  expect(links.items).toMatchObject([{ party: 'alt', state: 'open', behind: 0 }])
})

test('serve: a peer that is down leaves a node ready', async () => {
  const [alt, bor] = parties
  const down = nodes.get(bor!)
  down?.signal('SIGTERM')
  expect(await down?.ended).toBe(0)
  const doctor = JSON.parse((await tamga(fromSource(home), ['doctor', ...as(alt!)])).out)
  expect(doctor.checks).toContainEqual(expect.objectContaining({ check: 'ready', state: 'ok' }))
})
