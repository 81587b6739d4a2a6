import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/refusal.ts'
import { instantOf } from '#kernel/instant.ts'
import type { SignedAct } from '#protocol/act/statement.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { systemClock, systemRandom, systemTimers } from '#platform/clock/system-time.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import { createFileKeyring } from '#platform/keyring/file-keyring.ts'
import { installGenesis } from '#charter/record/install.ts'
import { readProfile, signedGenesis } from '#charter/testing/demo-coalition.ts'
import { parseConfig } from '#node/config.ts'
import { openDatabase } from '#node/database.ts'
import { openDisk } from '#node/disk.ts'
import { linkSigner } from '#platform/transport/link/link-keys.ts'
import { fromSource, serve, tamga, until, type ServingProcess } from './command.ts'

const parties = ['alt', 'bor'] as Party[]
let home: string
const nodes = new Map<Party, ServingProcess>()
const keyrings = new Map<Party, Keyring>()

async function freePort(): Promise<number> {
  await using server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** The demo's words with two members under its agreement, each with an address and keys of its own. */
async function found(): Promise<SignedAct> {
  const { organs: _, ...profile } = readProfile('demo')
  const at = instantOf(0)
  const members = await Promise.all(
    profile.parties
      .filter(({ party }) => parties.includes(party))
      .map(async (row) => ({ ...row, url: `https://127.0.0.1:${await freePort()}` })),
  )
  for (const { party, url } of members) await prepare(party, url)
  const agreements = profile.agreements.map((one) => ({
    ...one,
    parties: parties.map((party) => ({ party, from: at })),
  }))
  const whole = { ...profile, organs: [], agreements, depositary: parties[0]!, parties: members }
  return signedGenesis(whole, keyrings, systemRandom.bytes(32))
}

async function prepare(party: Party, url: string): Promise<void> {
  const dir = join(home, party)
  for (const folder of [dir, join(dir, 'keys')]) await mkdir(folder, { mode: 0o700 })
  const file = join(dir, 'unlock.key')
  await writeFile(file, 'a long enough passphrase for a test\n', { mode: 0o600 })
  const secret = { kind: 'file', file } as const
  keyrings.set(party, await createFileKeyring({ folder: join(dir, 'keys'), party, secret }, systemRandom))
  const listen = { port: Number(new URL(url).port) }
  const config = { party, dataDir: '.', listen, keys: { passphraseFile: 'unlock.key' } }
  await writeFile(join(dir, 'node.json'), JSON.stringify(config), { mode: 0o600 })
}

async function install(party: Party, genesis: SignedAct): Promise<void> {
  const dir = join(home, party)
  const text = await readFile(join(dir, 'node.json'), 'utf8')
  const config = parseConfig({ file: text, folder: dir, env: {} })
  if (isRefusal(config)) throw new Error(config.code)
  const ports = { timers: systemTimers, log: () => undefined }
  await using database = await openDatabase(config, ports)
  await using disk = await openDisk({ folder: dir, address: database.address, timers: systemTimers })
  await installGenesis({ store: disk.store, self: party, at: systemClock.now() }, genesis)
  const { token, secretSha256 } = newToken(systemRandom)
  const row = { name: 'liaison', role: 'liaison', desk: 'l', clearance: 'secret', categories: ['*'] } as const
  const made = { ...row, secret_sha256: secretSha256, disabled: false }
  await disk.store.transaction((tx) => tx.apply([insert(accounts, made)]))
  await writeFile(join(dir, 'token'), token, { mode: 0o600 })
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamga-two-'))
  const genesis = await found()
  for (const party of parties) await install(party, genesis)
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

const as = (party: Party): readonly string[] => {
  const { keyid } = linkSigner(keyrings.get(party)!)
  const url = nodes.get(party)?.url ?? ''
  return ['--node', url, '--node-key', keyid, '--token-file', join(home, party, 'token'), '--json']
}

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
