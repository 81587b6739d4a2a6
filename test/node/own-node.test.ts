import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinnedFetch } from '#platform/transport/link/pinned-fetch.ts'
import { keyIdOf } from '#protocol/identity/key-id.ts'
import { fromSource, serve, tamga, type Ended, type Program, type ServingProcess } from './command.ts'

interface Founded {
  readonly configFile: string
  readonly tokenFile: string
  readonly secretFile: string
  readonly nodeKey: string
  readonly words: string
}

let home: string
let program: Program
let founded: Founded
let node: ServingProcess
/** A title that must appear in no log. */
const canary = 'canary-7c1e'

const type = (...words: string[]): Promise<Ended> => tamga(program, words)
const place = (name: string): string => join(home, 'node', name)
const asked = pinnedFetch((key) => keyIdOf('link', 'ed25519', key) === founded.nodeKey)
const get = async (path: string, init: RequestInit = {}): Promise<Response> =>
  asked.fetch(new Request(new URL(path, node.url), init))
const token = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim()

const serving = (): Promise<ServingProcess> =>
  serve(program, founded.configFile, { TAMGA_LISTEN__PORT: '0', TAMGA_METRICS__PORT: '0', TAMGA_LOG__LEVEL: 'debug' })

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamga-own-'))
  program = fromSource(home)
  const made = await type('init', '--party', 'alt', '--coalition', 'steppe', '--dir', 'node', '--json')
  expect(made.err).toContain('tamga serve --config')
  founded = JSON.parse(made.out) as Founded
  node = await serving()
}, 180_000)

afterAll(async () => {
  asked[Symbol.dispose]()
  node.signal('SIGTERM')
  await node.ended
  await rm(home, { recursive: true, force: true })
})

test('init: everything is closed to others, and nothing is ever overwritten', async () => {
  expect((await stat(place('.'))).mode & 0o777).toBe(0o700)
  for (const name of ['node.json', 'admin.token', 'unlock.key', 'backup.key', 'keys/keys.json', 'genesis.json']) {
    expect([name, (await stat(place(name))).mode & 0o777]).toEqual([name, 0o600])
  }
  expect(await readFile(place('keys/keys.json'), 'utf8')).toContain('scrypt-aes-256-gcm')
  const before = await readdir(place('.'))
  const again = await type('init', '--party', 'bor', '--dir', 'node', '--lang', 'en')
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toContain('is not empty')
  expect((await readdir(place('.'))).toSorted()).toEqual(before.toSorted())
  expect(await type('init', '--party', 'Alt!', '--dir', 'other')).toMatchObject({ code: 2 })
  expect(await readdir(home)).not.toContain('other')
}, 60_000)

test('serve: health is told in plain text, over TLS of the key that init named and no other', async () => {
  expect(await (await get('/livez')).text()).toBe('ok\n')
  const ready = await get('/readyz?verbose')
  expect(ready.status).toBe(200)
  expect((await ready.text()).split('\n')).toEqual(
    ['storage', 'journal', 'migrations', 'keys', 'disk'].map((check) => `[+] ${check}`).concat('ok', ''),
  )
  using stranger = pinnedFetch(() => false)
  await expect(stranger.fetch(new Request(`${node.url}/livez`))).rejects.toThrow('tls-wrong-key')
  const unpinned = await type('list', '--node', node.url, '--token-file', founded.tokenFile, '--lang', 'en')
  expect(unpinned).toMatchObject({ code: 1 })
  expect(unpinned.err).toContain('no authority known here')
}, 60_000)

test('login: a node with a certificate of its own is trusted when a person says so, and its key is kept', async () => {
  const words = ['login', '--node', node.url, '--token-file', founded.tokenFile, '--name', 'own']
  const asks = await type(...words, '--lang', 'en')
  expect(asks).toMatchObject({ code: 2 })
  expect(asks.err).toContain(founded.nodeKey)
  const other = `key--${'0'.repeat(64)}`
  expect(await type(...words, '--node-key', other)).toMatchObject({ code: 5 })
  expect(await type(...words, '--node-key', founded.nodeKey)).toMatchObject({ code: 0 })
  expect(await type('peer', 'list', '--json')).toMatchObject({ code: 0 })
}, 60_000)

test('init: the token of admin is exchanged once, and then void', async () => {
  const old = await token(founded.tokenFile)
  const warned = JSON.parse((await type('doctor', '--json')).out) as { checks: { check: string; state: string }[] }
  expect(warned.checks).toContainEqual(expect.objectContaining({ check: 'firstToken', state: 'warn' }))
  const exchanged = JSON.parse((await type('user', 'token', '--json')).out) as { name: string; tokenFile: string }
  expect(exchanged.name).toBe('admin')
  expect((await stat(exchanged.tokenFile)).mode & 0o777).toBe(0o600)
  expect(await token(exchanged.tokenFile)).not.toBe(old)
  const again = { method: 'POST', headers: { authorization: `Bearer ${old}`, 'content-type': 'application/json' } }
  expect((await get('/api/v1/me/token', { ...again, body: '{}' })).status).toBe(401)
  const users = JSON.parse((await type('user', 'list', '--json')).out) as { items: { name: string }[] }
  expect(users.items.map(({ name }) => name)).toEqual(['admin'])
}, 60_000)

test('share: a party of one has nobody to share with, and is told so', async () => {
  const added = ['user', 'add', 'liaison', '--role', 'liaison', '--clearance', 'restricted', '--token-out', 'liaison']
  expect(await type(...added)).toMatchObject({ code: 0 })
  await writeFile(join(home, 'note.txt'), 'a note')
  const share = ['share', 'note.txt', '--title', canary, '--category', 'drones', '--level', 'restricted']
  const own = await type(...share, '--to', 'alt', '--token-file', 'liaison', '--json')
  expect(own.code).toBe(3)
  expect(JSON.parse(own.out)).toMatchObject({ code: 'addressed-to-self' })
  const stranger = await type(...share, '--to', 'bor', '--token-file', 'liaison', '--json')
  expect(JSON.parse(stranger.out)).toMatchObject({ code: 'recipient-unknown' })
}, 60_000)

test('doctor: all is well with a new node, and a backup is asked for until there is one', async () => {
  const checks = async () => {
    const { out, code } = await type('doctor', '--json', '--config', founded.configFile)
    const answer = JSON.parse(out) as { checks: { check: string; state: string }[] }
    return { code, states: Object.fromEntries(answer.checks.map(({ check, state }) => [check, state])) }
  }
  const before = await checks()
  expect(before.code).toBe(0)
  expect(before.states).toMatchObject({ firstBackup: 'warn', firstToken: 'ok', rights: 'ok', schema: 'ok', keys: 'ok' })
  expect(before.states).toMatchObject({ disk: 'ok', parcels: 'ok', peerClocks: 'ok', journal: 'ok', catalogues: 'ok' })
  expect(await type('backup', 'create', '--out', 'b')).toMatchObject({ code: 0 })
  expect((await checks()).states).toMatchObject({ backup: 'ok' })
  expect(await type('backup', 'verify', 'b', '--key-file', place('backup.key'))).toMatchObject({ code: 0 })
}, 90_000)

test('metrics: they have units, no label but peer, and a listener of their own', async () => {
  const text = await (await fetch(`${node.metrics}/metrics`)).text()
  expect(text).toMatch(/^tamga_journal_entries_count [1-9]/mu)
  expect(text).toMatch(/^tamga_http_request_seconds_count [1-9]/mu)
  const own = text.split('\n').filter((line) => /^tamga_(?!nodejs|process)/u.test(line))
  const labels = own.flatMap((line) => [...line.matchAll(/(\w+)="/gu)].map((match) => match[1]))
  expect([...new Set(labels)].filter((label) => label !== 'le' && label !== 'peer')).toEqual([])
  expect(text).not.toContain(canary)
  expect((await get('/metrics')).status).toBe(404)
}, 60_000)

test('serve: a port in use, and a check of a folder that a node works in, are told in a sentence', async () => {
  const env = { TAMGA_LISTEN__PORT: new URL(node.url).port }
  const second = await tamga(program, ['serve', '--config', founded.configFile, '--lang', 'en'], env)
  expect(second).toMatchObject({ code: 1 })
  expect(second.err).toContain('is in use')
  expect(second.err.split('\n').filter((line) => line.includes('    at '))).toEqual([])
  const fsck = await type('fsck', '--config', founded.configFile, '--lang', 'en')
  expect(fsck.err).toContain('A node already works in')
  expect(await (await get('/livez')).text()).toBe('ok\n')
}, 60_000)

test('serve: it stops within its time whatever is sent how often, says so, and goes on after a restart', async () => {
  const stream = await get('/api/v1/events', {
    headers: { authorization: `Bearer ${await token(join(home, 'liaison'))}` },
  })
  expect(stream.status).toBe(200)
  node.signal('SIGTERM')
  node.signal('SIGINT')
  node.signal('SIGTERM')
  expect(await node.ended).toBe(0)
  await stream.body?.cancel().catch(() => undefined)
  expect(node.log.at(-1)).toMatchObject({ event: 'stopped' })
  for (const line of node.log) expect(Object.keys(line).slice(0, 3)).toEqual(['at', 'level', 'event'])
  expect(JSON.stringify(node.log)).not.toContain(canary)

  const rebuilt = JSON.parse((await type('fsck', '--rebuild', '--config', founded.configFile, '--json')).out)
  expect(rebuilt).toMatchObject({ equal: true })
  node = await serving()
  expect(await (await get('/livez')).text()).toBe('ok\n')
  node.signal('SIGINT')
  expect(await node.ended).toBe(0)
}, 120_000)

test('serve: it does not start with rights too loose; doctor names the file and mends it', async () => {
  await chmod(place('keys/keys.json'), 0o644)
  const loose = await type('serve', '--config', founded.configFile, '--lang', 'en')
  expect(loose).toMatchObject({ code: 1 })
  expect(loose.err).toContain(`Others can read or change ${place('keys/keys.json')}`)
  const found = await type('doctor', '--config', founded.configFile, '--context', 'none', '--lang', 'en')
  expect(found).toMatchObject({ code: 1 })
  expect(found.out).toContain(`chmod 600 ${place('keys/keys.json')}`)
  expect(await type('doctor', '--fix', '--config', founded.configFile, '--context', 'none')).toMatchObject({ code: 0 })
  expect((await stat(place('keys/keys.json'))).mode & 0o777).toBe(0o600)
}, 60_000)

test('serve: it does not start with keys unprotected, another secret, a busy port or a configuration that is wrong', async () => {
  const start = async (env: Readonly<Record<string, string>>, change: Readonly<Record<string, unknown>> = {}) => {
    const config = JSON.parse(await readFile(founded.configFile, 'utf8')) as Record<string, unknown>
    await writeFile(place('other.json'), JSON.stringify({ ...config, ...change }), { mode: 0o600 })
    return tamga(program, ['serve', '--config', place('other.json'), '--lang', 'en'], env)
  }
  expect((await start({}, { keys: {} })).err).toContain('names nothing that opens the keys')
  expect((await start({ TAMGA_KEYS__KEY_FILE: 'backup.key' })).err).toContain('The keys do not open')
  expect(await start({ TAMGA_LISTEN__PROT: '1' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('listen.prot'),
  })
  expect(await start({ TAMGA_LISTEN__TLS: 'off', TAMGA_LISTEN__HOST: '0.0.0.0' })).toMatchObject({ code: 2 })
  await using busy = createServer()
  await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
  const { port } = busy.address() as AddressInfo
  const taken = await start({ TAMGA_LISTEN__PORT: String(port) })
  expect(taken).toMatchObject({ code: 1 })
  expect(taken.err).toContain(`Port ${port} on 127.0.0.1 is in use`)
  expect(taken.err).toContain('listen.port')
}, 120_000)
