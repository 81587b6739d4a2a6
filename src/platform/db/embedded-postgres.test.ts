import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { ask, ended, freshFolder, start, startChild, stopChild, until } from '../../../test/suites/embedded.ts'
import { installedBinaries, linkLibraries } from './embedded-binaries.ts'
import { serverUser } from './embedded-place.ts'
import { clientConfig } from './postgres-address.ts'
import { checkServer } from './postgres-server.ts'
import { isAlive } from './postmaster.ts'

test('E1 a fresh folder becomes a durable server with checksums, on a socket alone', async () => {
  const folder = freshFolder()
  await using server = await start(folder)
  const address = server.address('postgres')
  const client = new Client(clientConfig(address))
  await client.connect()
  await checkServer(client)
  await client.end()
  expect(await ask(address, 'SHOW listen_addresses')).toBe('')
  expect(await ask(address, "SELECT upper('ж') || (('a' < 'B')::text)")).toBe('Жfalse')
  expect(await ask(address, 'SHOW server_encoding')).toBe('UTF8')
  expect(await ask(address, 'SHOW jit')).toBe('off')
  expect(existsSync(join(server.dataFolder, 'PG_VERSION'))).toBe(true)
  expect('socketFolder' in address && statSync(address.socketFolder).mode & 0o777).toBe(0o700)
})

test('E2 what was committed is there after a stop and a start', async () => {
  const folder = freshFolder()
  {
    await using server = await start(folder)
    expect([await server.createDatabase('alt'), await server.createDatabase('alt')]).toEqual([true, false])
    await ask(server.address('alt'), 'CREATE TABLE kept AS SELECT 7 AS value')
  }
  await using again = await start(folder)
  expect(await ask(again.address('alt'), 'SELECT value FROM kept')).toBe('7')
  expect(await again.createDatabase('copy', 'alt')).toBe(true)
  expect(await ask(again.address('copy'), 'SELECT value FROM kept')).toBe('7')
  await again.dropDatabases('co')
  await expect(ask(again.address('copy'), 'SELECT 1')).rejects.toThrow('does not exist')
})

test('E3 a stopped server leaves no process and no socket', async () => {
  const server = await start(freshFolder())
  const { pid } = server
  const address = server.address('postgres')
  await server[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  expect(isAlive(pid)).toBe(false)
  expect('socketFolder' in address && existsSync(join(address.socketFolder, '.s.PGSQL.5432'))).toBe(false)
})

test('E4 a server left behind by a killed node is taken over, and there are never two', async () => {
  const folder = freshFolder()
  const child = await startChild(folder)
  child.process.kill('SIGKILL')
  await ended(child.process)
  expect(isAlive(child.said.pid)).toBe(true)
  await using server = await start(folder)
  expect(server.pid).toBe(child.said.pid)
  expect(await ask(server.address('postgres'), 'SELECT 1')).toBe('1')
})

test('E5 a folder in use by a living process is refused', async () => {
  const folder = freshFolder()
  await using server = await start(folder)
  const second = await startChild(folder)
  expect(second.said.fault).toBe('embedded-in-use')
  await expect(start(folder)).rejects.toMatchObject({ code: 'embedded-in-use' })
  expect(await ask(server.address('postgres'), 'SELECT 1')).toBe('1')
})

test('E6 a killed server is started again, with everything it had acknowledged', async () => {
  await using server = await start(freshFolder())
  await ask(server.address('postgres'), 'CREATE TABLE kept (value int)')
  for (let round = 1; round <= 3; round++) {
    await ask(server.address('postgres'), `INSERT INTO kept VALUES (${round})`)
    const { pid } = server
    process.kill(pid, 'SIGKILL')
    await until(() => server.pid !== pid && isAlive(server.pid))
    await until(() =>
      ask(server.address('postgres'), 'SELECT 1').then(
        () => true,
        () => false,
      ),
    )
    expect(await ask(server.address('postgres'), 'SELECT count(*) FROM kept')).toBe(String(round))
  }
})

test('E7 a pid file whose number is another process by now does not stop the start', async () => {
  const folder = freshFolder()
  let data = ''
  {
    await using server = await start(folder)
    data = server.dataFolder
  }
  const { uid, gid } = serverUser()
  const stranger = spawn('/bin/sleep', ['60'], { uid, gid })
  writeFileSync(join(data, 'postmaster.pid'), `${stranger.pid}\n${data}\n1\n5432\n/tmp\n\n  1 1\nready\n`)
  chownSync(join(data, 'postmaster.pid'), uid, gid)
  {
    await using server = await start(folder)
    expect(server.pid).not.toBe(stranger.pid)
    expect(await ask(server.address('postgres'), 'SELECT 1')).toBe('1')
  }
  expect(stranger.exitCode).toBeNull()
  stranger.kill()
})

test('E8 a folder with a long path gets a short socket of its own, removed at the end', async () => {
  const folder = join(freshFolder(), 'a'.repeat(60), 'b'.repeat(60))
  const server = await start(folder)
  const address = server.address('postgres')
  const socketFolder = 'socketFolder' in address ? address.socketFolder : ''
  expect(socketFolder.length).toBeLessThan(91)
  expect(await ask(address, 'SELECT 1')).toBe('1')
  await server[Symbol.asyncDispose]()
  expect(existsSync(socketFolder)).toBe(false)
})

test('E9 a first start that was cut short leaves nothing that the next one trips over', async () => {
  const folder = freshFolder()
  const half = join(folder, 'server', 'data.half')
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'PG_VERSION'), '18\n')
  await using server = await start(folder)
  expect(await ask(server.address('postgres'), 'SELECT 1')).toBe('1')
  expect(existsSync(half)).toBe(false)
})

test('E19 what is no data folder is set aside, never deleted', async () => {
  const folder = freshFolder()
  const data = join(folder, 'server', 'data')
  mkdirSync(data, { recursive: true })
  writeFileSync(join(data, 'precious'), '')
  await using server = await start(folder)
  expect(await ask(server.address('postgres'), 'SELECT 1')).toBe('1')
  expect(readdirSync(join(folder, 'server', 'data.aside-1'))).toEqual(['precious'])
})

test('E10 a warm start takes a moment', async () => {
  const folder = freshFolder()
  await (await start(folder))[Symbol.asyncDispose]()
  const before = performance.now()
  await using server = await start(folder)
  expect(performance.now() - before).toBeLessThan(2000)
  expect(server.pid).toBeGreaterThan(0)
})

test('E20 processes of a node that start at the same time each find the libraries linked', async () => {
  const binaries = await installedBinaries()
  const folder = join(freshFolder(), 'libraries')
  await Promise.all(Array.from({ length: 12 }, () => linkLibraries(binaries, folder)))
  const links = readdirSync(folder)
  expect(links).toContain('libpq.so.5')
  expect(links.every((link) => existsSync(join(folder, link)) && readlinkSync(join(folder, link)) !== '')).toBe(true)
})

test('E11 nothing is printed and the package is left as it was installed', async () => {
  const { native } = await installedBinaries()
  const before = readdirSync(join(native, 'lib')).length
  const child = await startChild(freshFolder())
  const output: string[] = []
  child.process.stdout?.on('data', (chunk) => output.push(String(chunk)))
  await stopChild(child)
  expect(output).toEqual([])
  expect(child.process.exitCode).toBe(0)
  expect(readdirSync(join(native, 'lib'))).toHaveLength(before)
})
