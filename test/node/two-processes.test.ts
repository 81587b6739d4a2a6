import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Party } from '#protocol/identity/party.ts'
import { pinnedFetch } from '#platform/transport/link/pinned-fetch.ts'
import { bundle, malware } from '../federation/bundle.ts'
import { fromSource, serve, tamga, until, type ServingProcess } from './command.ts'
import { asLiaison, found, type Founded } from './founding.ts'

const [alt, bor] = ['alt', 'bor'] as [Party, Party]
let home: string
let founded: Founded
let one: ServingProcess
let other: ServingProcess
let peer: ServingProcess
const asked = pinnedFetch(() => true)

const serving = (party: Party, env: Readonly<Record<string, string>> = {}) =>
  serve(fromSource(home), join(home, party, 'node.json'), env)

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamga-processes-'))
  founded = await found(home)
  peer = await serving(bor)
  // Both begin at once: one of them supervises the database.
  ;[one, other] = await Promise.all([serving(alt), serving(alt, { TAMGA_LISTEN__PORT: '0' })])
}, 240_000)

afterAll(async () => {
  asked[Symbol.dispose]()
  for (const node of [one, other, peer]) node.signal('SIGTERM')
  await Promise.all([one, other, peer].map(({ ended }) => ended))
  await rm(home, { recursive: true, force: true })
})

/** Whether the process last said that it makes checkpoints. */
const sequences = ({ log }: ServingProcess): boolean =>
  log.filter(({ event }) => event === 'journal-state').at(-1)?.['state'] === 'running'

let marks = 0

/** An object that is shared through one process; its id. */
async function shareThrough(node: ServingProcess): Promise<string> {
  marks += 1
  const object = malware({ name: `Viper ${marks}`, mark: String(marks) })
  const file = join(home, `${marks}.json`)
  await writeFile(file, bundle(object))
  const words = ['share', file, '--to', 'bor', '--category', 'drones', '--level', 'restricted', '--title', 'v']
  const shared = await tamga(fromSource(home), [...words, ...asLiaison(founded, alt, node.url)])
  expect([shared.code, shared.err]).toEqual([0, expect.any(String)])
  return object.id
}

interface Page {
  readonly objects?: readonly { readonly id: string; readonly date_added: string }[]
  readonly more?: boolean
  readonly next?: string
}

async function page(node: ServingProcess, query: string): Promise<Page> {
  const token = (await readFile(join(home, alt, 'tool'), 'utf8')).trim()
  const headers = { authorization: `Basic ${btoa(`tool:${token}`)}`, accept: 'application/taxii+json;version=2.1' }
  const url = `${node.url}/taxii2/api/collections/all/manifest/?limit=1${query}`
  const answer = await asked.fetch(new Request(url, { headers }))
  expect(answer.status).toBe(200)
  return (await answer.json()) as Page
}

/** All there is, a page from each process in turn; every `next` is good at the other. */
async function listed(nodes: readonly ServingProcess[]): Promise<NonNullable<Page['objects']>> {
  const objects = []
  let next = ''
  for (let at = 0; ; at += 1) {
    const found = await page(nodes[at % nodes.length]!, next)
    objects.push(...(found.objects ?? []))
    if (found.more !== true) return objects
    next = `&next=${encodeURIComponent(found.next ?? '')}`
  }
}

test('two processes of one node both serve and both accept; dates ascend, a cursor of one is good at the other, and one sequences', async () => {
  const ids = []
  for (const node of [one, other, one, other]) ids.push(await shareThrough(node))
  const objects = await until(
    () => listed([one, other]),
    (found) => found.length === ids.length,
  )
  expect(objects.map(({ id }) => id)).toEqual(ids)
  const dates = objects.map(({ date_added: date }) => date)
  expect(dates).toEqual([...new Set(dates)].toSorted())
  expect([one, other].filter(sequences)).toHaveLength(1)
}, 120_000)

test('two processes of one node: one is killed, the other serves, accepts and sequences, and what it accepted reaches peers once there is one at the node’s address', async () => {
  const before = await listed([other])
  one.signal('SIGKILL')
  await one.ended
  const id = await until(
    () => shareThrough(other).catch(() => ''),
    (shared) => shared !== '',
  )
  const objects = await until(
    () => listed([other]),
    (found) => found.length > before.length,
  )
  expect(objects.slice(0, before.length)).toEqual(before)
  expect(objects.at(-1)?.id).toBe(id)
  expect(await until(async () => sequences(other), Boolean)).toBe(true)
  // Whoever serves at the node's address again gives to peers what the other accepted.
  one = await serving(alt)
  expect((await listed([one, other])).length).toBe(objects.length)
  const there = async () => {
    const { out } = await tamga(fromSource(home), ['list', ...asLiaison(founded, bor, peer.url)])
    return (JSON.parse(out) as { readonly items: readonly unknown[] }).items.length
  }
  expect(await until(there, (count) => count === objects.length)).toBe(objects.length)
}, 120_000)

test('two processes of one node: who stops in order leaves the database to the other', async () => {
  const before = await listed([other, one])
  other.signal('SIGTERM')
  expect(await other.ended).toBe(0)
  await shareThrough(one)
  const objects = await until(
    () => listed([one]),
    (found) => found.length > before.length,
  )
  expect(objects.slice(0, before.length)).toEqual(before)
  expect(await until(async () => sequences(one), Boolean)).toBe(true)
}, 120_000)
