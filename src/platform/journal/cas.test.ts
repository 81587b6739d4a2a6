import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { casSuite } from '../../../test/suites/cas.ts'
import { MemoryCas } from './cas.ts'
import { SqliteCas } from './sqlite-cas.ts'

casSuite('memory', () => {
  const cas = new MemoryCas()
  return { cas, reopen: () => cas, [Symbol.asyncDispose]: () => cas[Symbol.asyncDispose]() }
})

casSuite('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-cas-'))
  const opened = [SqliteCas.open(join(folder, 'head.sqlite'))]
  const reopen = (): SqliteCas => {
    const again = SqliteCas.open(join(folder, 'head.sqlite'))
    opened.push(again)
    return again
  }
  const close = async (): Promise<void> => {
    for (const cas of opened) await cas[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true })
  }
  return { cas: opened[0] ?? reopen(), reopen, [Symbol.asyncDispose]: close }
})

test('what could not be synced is believed only once it stands in the file itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-cas-'))
  const path = join(folder, 'head.sqlite')
  const cas = SqliteCas.open(path)
  rmSync(`${path}-wal`)
  const mark = { number: 1, digest: 'one' }
  await expect(cas.swapMark('a', undefined, mark)).rejects.toMatchObject({ code: 'cas-unwritable' })
  expect(cas.mark('a')).toEqual(mark)
  copyFileSync(path, `${path}.alone`)
  const alone = SqliteCas.open(`${path}.alone`)
  expect(alone.mark('a')).toEqual(mark)
  for (const one of [cas, alone]) await one[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test('a file that is no database is a fault, not an empty journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-cas-'))
  const path = join(folder, 'head.sqlite')
  writeFileSync(path, 'this is not a database, and long enough to be read as the start of one'.repeat(20))
  expect(() => SqliteCas.open(path)).toThrow(expect.objectContaining({ code: 'cas-unreadable' }))
  rmSync(folder, { recursive: true })
})
