import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isReachable } from '#platform/db/embedded-place.ts'
import { DemoFolder } from './demo-folder.ts'
import { bundleOf, Desk, eventually, type Answer } from './desk.ts'
import { FederationProcess } from './federation-process.ts'
import { Ledger } from './ledger.ts'

const isLong = process.env['FAULTS'] === 'long'
const megabyte = 1024 * 1024
/** More than is looked through as STIX; in the long form more than an upload may have. */
const largeMegabytes = isLong ? 1024 : 270

let folder: DemoFolder
let federation: FederationProcess
let work: string
const ledger = new Ledger()
beforeAll(async () => {
  folder = new DemoFolder()
  federation = await FederationProcess.start({ dir: folder.dir })
  work = await mkdtemp(join(tmpdir(), 'tamga-b-'))
  await chmod(work, 0o755)
  await ledger.share(federation, 'before everything')
})
afterAll(async () => {
  await federation.stop()
  await folder[Symbol.asyncDispose]()
  await rm(work, { recursive: true, force: true })
})

const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
const truncated = bundleOf('truncated').slice(0, -40)
const beginning = `{"type":"bundle","id":"bundle--6d1f2c52-6f0d-4c1c-9e6f-000000000003","objects":[{"type":"malware","name":"`

/** A bundle whose one object has a name of so many megabytes, made as it goes out. */
async function* longString(megabytes: number): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(beginning)
  const piece = new Uint8Array(megabyte).fill(97)
  for (let sent = 0; sent < megabytes; sent++) yield piece
  yield new TextEncoder().encode('"}]}')
}

/** One sentence for the person, and one that says what to do. */
function expectSentence({ text, json }: Answer): void {
  expect([text, json.detail]).toEqual([text, expect.stringMatching(/^[A-Z][^\n]{8,240}[.]$/u)])
  expect(json.wayOut).toMatch(/^[A-Z][^\n]{4,240}[.]$/u)
}

async function expectHealthy(): Promise<void> {
  expect(federation.isGone).toBe(false)
  expect((await fetch(`${federation.urlOf('alt')}/readyz`)).status).toBe(200)
}

const json = 'application/json'
const requests = [
  { what: 'not JSON', body: 'nonsense', type: json, status: 400, code: 'not-strict-json' },
  { what: 'truncated JSON', body: '{"upload":"up', type: json, status: 400, code: 'not-strict-json' },
  { what: '10,000 deep', body: deep, type: json, status: 400, code: 'not-strict-json' },
  { what: 'another form', body: '{}', type: json, status: 400, code: 'request-invalid' },
  { what: 'another media type', body: '{}', type: 'text/plain', status: 415, code: 'media-type' },
  { what: 'a string of a megabyte', body: `"${'a'.repeat(megabyte)}"`, type: json, status: 413, code: 'too-large' },
] as const

test.for(requests)('F12 a form that is $what is refused in a sentence', async ({ body, type, status, code }) => {
  const answer = await federation.desk('alt', 'liaison').send('POST', '/api/v1/shares', { body, type })
  expect([answer.status, answer.json.code]).toEqual([status, code])
  expectSentence(answer)
  await expectHealthy()
})

test('F12 a form that never ends is refused at its limit, and costs no memory', async () => {
  const before = federation.residentBytes
  const body = Readable.toWeb(Readable.from(longString(largeMegabytes))) as ReadableStream<Uint8Array>
  const sending = federation.desk('alt', 'liaison').send('POST', '/api/v1/shares', { body, type: json })
  // The answer may come before all is sent, and the connection is then closed.
  const answer = await sending.catch(() => undefined)
  if (answer !== undefined) expect([answer.status, answer.json.code]).toEqual([413, 'too-large'])
  expect(federation.residentBytes - before).toBeLessThan(100 * megabyte)
  await expectHealthy()
})

test('F12 a wrong token and none are refused in a sentence, whatever is asked', async () => {
  for (const token of ['', 'wrong', 'a'.repeat(5000)]) {
    const desk = new Desk(federation.urlOf('alt'), token)
    for (const [method, path] of [
      ['GET', '/api/v1/acts'],
      ['POST', '/api/v1/shares'],
      ['POST', '/api/v1/uploads?name=a'],
    ] as const) {
      const answer = await desk.ask(method, path, method === 'GET' ? undefined : {})
      expect([answer.status, answer.json.code]).toEqual([401, 'not-authenticated'])
      expectSentence(answer)
    }
  }
})

const uploads = [
  { what: 'not JSON', body: 'nonsense', code: 'stix-not-json' },
  { what: 'not STIX', body: '{"a":1}', code: 'stix-not-bundle' },
  { what: 'truncated', body: truncated, code: 'stix-truncated' },
  { what: '10,000 deep', body: deep, code: 'stix-too-deep' },
  { what: '10,000 deep in an object', body: `${beginning}","x":${deep}}]}`, code: 'stix-too-deep' },
] as const

test.for(uploads)(
  'F12 a file that is $what is kept as no STIX, and shared only under a title',
  async ({ body, code }) => {
    const desk = federation.desk('alt', 'liaison')
    const brought = await desk.ask('POST', '/api/v1/uploads?name=file.json', body)
    expect([brought.status, brought.json.problem?.code]).toEqual([201, code])
    const { upload } = brought.json
    const label = { to: ['bor'], level: 'restricted', category: 'network-security' }
    const refused = await desk.ask('POST', '/api/v1/shares', { upload, ...label })
    expect(refused.status).toBe(422)
    expectSentence(refused)
    expect((await desk.ask('DELETE', `/api/v1/uploads/${upload}`)).status).toBe(204)
    await expectHealthy()
  },
)

test(`F12 a file of one string of ${largeMegabytes} MB is no STIX, and costs bounded memory`, async () => {
  const before = federation.residentBytes
  let most = before
  const over = new AbortController()
  const watching = eventually(async () => {
    most = Math.max(most, federation.residentBytes)
    return over.signal.aborted ? undefined : 'watching'
  }, 120_000)
  const body = Readable.toWeb(Readable.from(longString(largeMegabytes))) as ReadableStream<Uint8Array>
  const desk = federation.desk('alt', 'liaison')
  const answer = await desk.send('POST', '/api/v1/uploads?name=long.json', { body })
  over.abort()
  await watching
  if (isLong) expect([answer.status, answer.json.code]).toEqual([413, 'too-large'])
  else expect([answer.status, answer.json.problem?.code]).toEqual([201, 'stix-too-large'])
  expect(most - before).toBeLessThan(600 * megabyte)
  await expectHealthy()
})

test('F12 an upload that breaks off leaves nothing behind', async () => {
  const files = join(federation.dir, 'alt/files')
  const before = await readdir(files)
  const breaking = new AbortController()
  const body = Readable.toWeb(Readable.from(longString(largeMegabytes))) as ReadableStream<Uint8Array>
  const desk = federation.desk('alt', 'liaison')
  const sending = desk.send('POST', '/api/v1/uploads?name=cut.json', { body, signal: breaking.signal })
  await eventually(async () => ((await readdir(files)).length > before.length ? undefined : 'not begun'))
  breaking.abort()
  await expect(sending).rejects.toThrow('abort')
  await eventually(async () => {
    const now = await readdir(files)
    return now.length === before.length ? undefined : now
  })
  await expectHealthy()
})

const program = join(import.meta.dirname, '../../src/main/tamga.ts')

/** The command line in a process of its own, as this user or another. */
async function tamga(words: readonly string[], tokenFile: string, uid = process.getuid?.() ?? 0) {
  const who = ['--node', federation.urlOf('alt'), '--token-file', join(work, tokenFile)]
  const args = ['--disable-warning=ExperimentalWarning', program, ...words, ...who]
  const env = { PATH: process.env['PATH'], LANG: 'C' }
  const child = spawn(process.execPath, args, { env, cwd: work, stdio: ['ignore', 'pipe', 'pipe'], uid })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  await once(child, 'close')
  return { exit: child.exitCode, out, err }
}

const shareOf = (file: string) => ['share', file, '--to', 'bor', '--category', 'drones', '--level', 'restricted']

test('F12 the command line says each in a sentence, with its exit code, and shares nothing', async () => {
  await writeFile(join(work, 'token'), federation.tokenOf('alt', 'liaison'), { mode: 0o600 })
  await writeFile(join(work, 'wrong-token'), 'wrong', { mode: 0o600 })
  const inObject = `${beginning}","x":${deep}}]}`
  const texts = { nonsense: 'nonsense', other: '{"a":1}', truncated, deep, inObject, whole: bundleOf('whole') }
  for (const [name, text] of Object.entries(texts)) await writeFile(join(work, name), text)
  await mkdir(join(work, 'folder'))
  await pipeline(longString(largeMegabytes), createWriteStream(join(work, 'long')))
  const long = isLong ? ([1, 'This is larger than'] as const) : ([2, 'A STIX document of more than'] as const)
  const cases = [
    ['nonsense', 'token', 1, 'nonsense is not JSON.'],
    ['other', 'token', 1, 'other is JSON, but not a STIX bundle.'],
    ['truncated', 'token', 1, 'truncated is not JSON.'],
    ['deep', 'token', 1, 'deep is JSON, but not a STIX bundle.'],
    ['inObject', 'token', 1, 'An object of the file is nested deeper than 64 levels'],
    ['long', 'token', ...long],
    ['folder', 'token', 1, 'folder is a folder, not a file.'],
    ['missing', 'token', 1, 'There is no file missing.'],
    ['whole', 'wrong-token', 4, 'This node does not know who you are.'],
  ] as const
  const said = await Promise.all(cases.map(([file, token]) => tamga(shareOf(file), token)))
  for (const [at, [file, , exit, sentence]] of cases.entries()) {
    expect({ file, ...said[at] }).toEqual({ file, exit, out: '', err: expect.stringContaining(`✗ ${sentence}`) })
    expect(said[at]?.err).not.toMatch(/^ {4}at /mu)
  }
  await expectHealthy()
})

const nobody = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0
const isOther = !isRoot || (await isReachable(dirname(program), nobody))

test.skipIf(!isOther)(
  'F12 a file without rights is said in a sentence (needs a clone that another user may enter)',
  async () => {
    await writeFile(join(work, 'closed'), bundleOf('closed'), { mode: 0o000 })
    const said = await tamga(shareOf('closed'), 'token', isRoot ? nobody.uid : undefined)
    expect(said).toEqual({ exit: 1, out: '', err: expect.stringContaining('✗ You may not read or write closed.') })
  },
)

test('F12 after all of it the nodes share, carry and verify as before', async () => {
  await ledger.share(federation, 'after everything')
  await ledger.check(federation)
  expect(federation.said).toBe('')
})
