import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Fault } from '#kernel/fault.ts'
import { instantOf } from '#kernel/instant.ts'
import type { LogEvent } from '#kernel/log.ts'
import type { Party } from '#protocol/identity/party.ts'
import { insert } from '#platform/db/table.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { accounts, digestOf } from '#platform/http/account.ts'
import { foundCoalition } from '#charter/testing/demo-coalition.ts'
import { refuseKnownCredentials } from './credentials.ts'
import { lineLog } from './log.ts'
import { makeNetwork } from './network.ts'
import { looseAmong, refuseLoose } from './rights.ts'
import { refuseStrangeKeys } from './unlock.ts'

async function codeOf(work: () => unknown): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    return error instanceof Fault ? error.code : String(error)
  }
}

test('serve: a credential that anyone may know is refused, a drawn one is not', async () => {
  const store = new SimulatedDatabase().connect()
  const row = { role: 'admin', desk: 'node', clearance: 'open', categories: ['*'], disabled: false } as const
  const open = (name: string, secret: string) =>
    store.transaction((tx) => tx.apply([insert(accounts, { ...row, name, secret_sha256: digestOf(secret) })]))
  await open('admin', 'tamga_k7Jx0mQe2vT9bWc4RzYp1LsNdHfGaUo8Ei3XyKjBtVw')
  expect(await codeOf(() => refuseKnownCredentials(store))).toBeUndefined()
  await open('other', `tamga_${'A'.repeat(43)}`)
  expect(await codeOf(() => refuseKnownCredentials(store))).toBe('credential-known')
})

test('serve: keys that are not those of the charter are refused by role', async () => {
  const { charter, keyrings } = await foundCoalition('demo')
  const [alt, bor] = ['alt', 'bor'].map((party) => keyrings.get(party as Party)!)
  expect(await codeOf(() => refuseStrangeKeys(alt!, charter))).toBeUndefined()
  const row = charter.parties.get('alt' as Party)!
  const [term] = row.keyTerms
  const keys = { ...alt!.keys, link: bor!.keys.link }
  const others = new Map(charter.parties).set('alt' as Party, { ...row, keyTerms: [{ ...term!, keys }] })
  await expect(refuseStrangeKeys(alt!, { ...charter, parties: others })).rejects.toMatchObject({
    code: 'keys-not-in-charter',
    params: { role: 'link' },
  })
})

test('network: plain HTTP goes to loopback alone', async () => {
  const { charter } = await foundCoalition('demo')
  const asked: string[] = []
  using network = makeNetwork(
    () => charter,
    (request) => {
      asked.push(request.url)
      return Promise.resolve(new Response('ok'))
    },
  )
  const fetch = network.fetchTo('bor' as Party)
  expect((await fetch(new Request('http://127.0.0.1:1/a'))).status).toBe(200)
  for (const url of ['http://10.0.0.1/a', 'http://localhost.example/a', 'http://bor.example:8440/a']) {
    expect(await codeOf(() => fetch(new Request(url)))).toBe('peer-address-plain')
  }
  expect(asked).toEqual(['http://127.0.0.1:1/a'])
})

test('rights: files that others can read, and links in the place of files, are loose', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamga-rights-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const secret = { file: join(folder, 'secret'), modeWanted: 0o600, mayBeRead: false }
  const open = { file: join(folder, 'open'), modeWanted: 0o644, mayBeRead: true }
  for (const { file } of [secret, open]) await writeFile(file, '')
  await chmod(secret.file, 0o600)
  await chmod(open.file, 0o644)
  expect(await looseAmong([secret, open, { ...secret, file: join(folder, 'missing') }])).toEqual([])
  await chmod(secret.file, 0o640)
  await chmod(open.file, 0o666)
  expect((await looseAmong([secret, open])).map(({ file, why }) => [file, why])).toEqual([
    [secret.file, 'mode'],
    [open.file, 'mode'],
  ])
  await symlink(open.file, join(folder, 'link'))
  expect(await codeOf(() => refuseLoose([{ ...secret, file: join(folder, 'link') }]))).toBe('file-loose')
})

test('log: one object a line, as from its level on; on a terminal words without control characters', () => {
  const lines: string[] = []
  const clock = { now: () => instantOf(0) }
  const event: LogEvent = { level: 'info', event: 'link-state', peer: 'b\u001b[2Jor' }
  const write = (line: string) => void lines.push(line)
  lineLog({ write, clock, level: 'info', isPretty: false })(event)
  lineLog({ write, clock, level: 'warn', isPretty: false })(event)
  lineLog({ write, clock, level: 'debug', isPretty: true })(event)
  expect(lines).toHaveLength(2)
  expect(JSON.parse(lines[0]!)).toEqual({ at: '1970-01-01T00:00:00.000Z', ...event })
  expect(lines[1]).toBe('00:00:00 info  link-state peer=b?[2Jor\n')
})
