import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { expect, test } from 'vitest'
import { bundle, malware, setUp, sharedAct, toBor } from './testing/desk-setup.ts'
import type { FakeFederation } from './testing/fake-federation.ts'

/** A node of the federation on a port of its own. */
async function listening(nodes: FakeFederation, party: string) {
  const server = serve({ fetch: (request) => nodes.answer(party, request), port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() }
}

interface Started {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

function start(words: readonly string[], { cwd, env = {}, stdin }: Started) {
  const program = join(import.meta.dirname, '../main/tamga.ts')
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { PATH: process.env['PATH'], LANG: 'C', ...env },
  })
  const out: Uint8Array[] = []
  const err: Uint8Array[] = []
  child.stdout.on('data', (chunk: Uint8Array) => out.push(chunk))
  child.stderr.on('data', (chunk: Uint8Array) => err.push(chunk))
  child.stdin.end(stdin ?? '')
  const text = (chunks: readonly Uint8Array[]) => Buffer.concat(chunks).toString('utf8')
  const ended = once(child, 'close').then(([exit]: unknown[]) => ({ exit, out: text(out), err: text(err) }))
  return { child, ended }
}

test('C20 a large file is streamed to the node and shared, over HTTP as it is', async () => {
  const { nodes, folder } = await setUp()
  await using node = await listening(nodes, 'alt')
  const padding = Array.from({ length: 20_000 }, (_, at) => ({
    ...malware,
    id: `malware--6d1f2c52-6f0d-4c1c-9e6f-${String(at).padStart(12, '0')}`,
    description: 'x'.repeat(400),
  }))
  await writeFile(join(folder, 'large.json'), bundle(...padding))
  const who = ['--node', node.url, '--token-file', 'alt/tokens/liaison']
  const { exit, out, err } = await start(['share', 'large.json', ...toBor, '--json', ...who], { cwd: folder }).ended
  expect([exit, err]).toEqual([0, ''])
  const { act } = JSON.parse(out) as { act: string }
  const listed = await start(['show', act, '--objects', '--json', ...who], { cwd: folder }).ended
  expect((JSON.parse(listed.out) as { items: unknown[] }).items).toHaveLength(20_000)
})

test('C20 standard input, environment and language come from the process', async () => {
  const { nodes, folder } = await setUp()
  await using node = await listening(nodes, 'alt')
  const env = { TAMGA_NODE: node.url, TAMGA_TOKEN_FILE: 'alt/tokens/liaison', LANG: 'ru_RU.UTF-8' }
  const shared = await start(['share', '-', ...toBor], { cwd: folder, env, stdin: bundle(malware) }).ended
  expect(shared.exit).toBe(0)
  expect(shared.out).toMatch(/^Записано: act--/u)
  const unknown = await start(['sharre'], { cwd: folder, env }).ended
  expect(unknown).toMatchObject({ exit: 2, out: '' })
  expect(unknown.err).toContain('Может быть, share?')
})

test('C21 a node that is not there exits 6, anything else that answers exits 1', async () => {
  const { folder } = await setUp()
  const other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const ask = (url: string) =>
    start(['list', '--node', url, '--token-file', 'alt/tokens/analyst'], { cwd: folder }).ended
  expect(await ask(`http://127.0.0.1:${port}`)).toMatchObject({ exit: 1, out: '' })
  other.close()
  await once(other, 'close')
  const away = await ask(`http://127.0.0.1:${port}`)
  expect(away.exit).toBe(6)
  expect(away.err).toContain('ECONNREFUSED')
})

test('C22 Ctrl-C ends at once with 130', async () => {
  const { folder } = await setUp()
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const { child, ended } = start(['list', '--node', url, '--token-file', 'alt/tokens/analyst'], { cwd: folder })
  await once(silent, 'request')
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ exit: 130, out: '', err: 'Interrupted.\n' })
  silent.closeAllConnections()
  silent.close()
})

test('C23 a reader that goes away is no failure', async () => {
  const { nodes, folder, act } = await sharedAct()
  await using node = await listening(nodes, 'bor')
  const words = ['show', act, '--node', node.url, '--token-file', 'bor/tokens/analyst']
  const { child, ended } = start(words, { cwd: folder })
  child.stdout.destroy()
  expect((await ended).exit).toBe(0)
})

test('C24 the shell is given verbs, options, choices and files to complete', async () => {
  const { folder } = await setUp()
  const complete = async (...words: string[]) => (await start(['complete', '--', ...words], { cwd: folder }).ended).out
  expect(await complete('sha')).toContain('share\tShare a STIX bundle')
  expect(await complete('demo', 'st')).toContain('start\t')
  expect(await complete('share', '--lev')).toContain('--level\t')
  expect(await complete('opinion', '--opinion', 'str')).toContain('strongly-agree')
  expect(await complete('share', 'bun')).toContain('bundle.json')
  expect(await complete('share', 'alt/')).toContain('alt/tokens/')
  const script = await start(['completion', 'bash'], { cwd: folder }).ended
  expect(script.out).toContain('complete')
  const parsed = spawn('bash', ['-n'], { stdio: ['pipe', 'ignore', 'ignore'] })
  parsed.stdin.end(script.out)
  expect(await once(parsed, 'close')).toEqual([0, null])
})

test('C20 what a command has compiled is kept for the next one, where its user keeps such things', async () => {
  const { folder } = await setUp()
  const cache = join(folder, 'cache')
  await mkdir(cache, { mode: 0o700 })
  const started = () => start(['--version'], { cwd: folder, env: { XDG_CACHE_HOME: cache } }).ended
  const first = await started()
  const kept = await readdir(join(cache, 'tamga', 'compiled'), { recursive: true })
  expect(kept.length).toBeGreaterThan(10)
  expect(await started()).toEqual(first)
  expect(first).toMatchObject({ exit: 0, err: '' })
})
