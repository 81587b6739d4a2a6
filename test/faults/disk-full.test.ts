import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { clientConfig } from '#platform/db/postgres-address.ts'
import { DemoFolder } from './demo-folder.ts'
import { eventually } from './desk.ts'
import { FederationProcess } from './federation-process.ts'
import { Ledger } from './ledger.ts'

/** A small disk of its own in memory, where this user may mount one. */
const disk = mkdtempSync(join(tmpdir(), 'tamga-full-'))
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'tmpfs', disk]).status === 0
afterAll(() => {
  if (isMounted) spawnSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

/** The federation's folder on the small disk, the database's too. */
function folderOnDisk(): DemoFolder {
  const base = join(disk, 'federation')
  mkdirSync(base)
  const [server, folder] = [join(disk, 'server'), new DemoFolder(base)]
  mkdirSync(server)
  chmodSync(server, 0o711)
  mkdirSync(join(folder.dir, 'postgres'), { recursive: true })
  writeFileSync(join(folder.dir, 'postgres/where'), `${server}\n`)
  return folder
}

/** Takes all that is left; answers how to give it back. */
function fill(): () => void {
  const ballast = join(disk, 'ballast')
  const file = openSync(ballast, 'w')
  for (let piece = 1 << 20; piece > 0;) {
    try {
      writeSync(file, new Uint8Array(piece))
    } catch {
      piece >>= 1
    }
  }
  closeSync(file)
  return () => rmSync(ballast)
}

/** Makes the database want a new segment of its log, for which there is no room. Answers whether it gave up. */
async function endDatabase(folder: DemoFolder): Promise<boolean> {
  const address = { socketFolder: join(folder.server, 'server/socket'), user: 'tamga', database: 'postgres' }
  const client = new Client(clientConfig(address))
  const lost = new AbortController()
  client.on('error', () => undefined)
  client.on('end', () => lost.abort())
  await client.connect()
  for (let round = 0; round < 100 && !lost.signal.aborted; round++) {
    await client.query('CREATE TEMP TABLE IF NOT EXISTS t (n int); INSERT INTO t VALUES (1)').catch(() => undefined)
    await client.query('SELECT pg_switch_wal()').catch(() => undefined)
  }
  const hasGivenUp = lost.signal.aborted
  if (!hasGivenUp) await client.end()
  return hasGivenUp
}

const claim = 'F5 a full disk is refused in one sentence, loses nothing, and all goes on when there is room'
test.skipIf(!isMounted)(isMounted ? claim : `${claim} (no right to mount a disk)`, async () => {
  await using folder = folderOnDisk()
  await using federation = await FederationProcess.start({ dir: folder.dir })
  const ledger = new Ledger()
  const first = await ledger.share(federation, 'before')
  await ledger.check(federation)
  const makeRoom = fill()
  expect(statfsSync(disk).bavail).toBe(0)

  const desk = federation.desk('alt', 'liaison')
  for (const title of ['one', 'two', 'three']) {
    ledger.sent.add(title)
    const { status, json } = await desk.share(title)
    expect([status, json.code, json.detail]).toEqual([507, 'disk-full', 'The disk of this node is full.'])
  }
  expect((await desk.ask('GET', `/api/v1/acts/${first}`)).status).toBe(200)
  expect((await desk.ask('GET', `/api/v1/acts/${first}/objects`)).status).toBe(200)

  expect(await endDatabase(folder)).toBe(true)
  ledger.sent.add('four')
  expect([503, 507]).toContain((await desk.share('four')).status)
  expect([federation.isGone, federation.said]).toEqual([false, ''])

  makeRoom()
  let number = 0
  await eventually(async () => {
    const title = `after ${(number += 1)}`
    ledger.sent.add(title)
    const { status, json } = await desk.share(title)
    if (status === 201) ledger.shared.set(json.act, title)
    return status === 201 ? undefined : json
  })
  await ledger.check(federation)
})

const isLong = process.env['FAULTS'] === 'long'
const limited = ['sh', '-c', 'ulimit -f 65536 && exec "$@"', 'sh']

async function refusesAboveLimit(): Promise<void> {
  await using folder = new DemoFolder()
  await using federation = await FederationProcess.start({ dir: folder.dir, wrapper: limited })
  const ledger = new Ledger()
  await ledger.share(federation, 'before')
  const desk = federation.desk('alt', 'liaison')
  const body = new Uint8Array(40 * 1024 * 1024)
  const { status, json } = await desk.send('POST', '/api/v1/uploads?name=large.bin', { body })
  expect([status, json.code]).toEqual([507, 'disk-full'])
  await ledger.share(federation, 'after')
  await ledger.check(federation)
}

if (!isMounted || isLong) test('F5 a file above the limit of files is refused as on a full disk', refusesAboveLimit)
