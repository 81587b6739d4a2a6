import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { blobsSuite } from '../../../test/suites/blobs.ts'
import type { OpenBlobs } from '../../../test/suites/blobs.ts'
import { FileBlobs } from './file-blobs.ts'

async function openBlobs(): Promise<OpenBlobs & { readonly folder: string }> {
  const base = await mkdtemp(join(tmpdir(), 'tamga-blobs-'))
  const folder = join(base, 'blobs')
  const blobs = await FileBlobs.open(folder)
  return { blobs, folder, [Symbol.asyncDispose]: () => rm(base, { recursive: true }) }
}

blobsSuite('file blobs', openBlobs)

test('blobs are closed to others', async () => {
  await using opened = await openBlobs()
  await opened.blobs.write('one', [Uint8Array.of(1)])
  await opened.blobs.append('two', 0, Uint8Array.of(1))
  expect((await stat(opened.folder)).mode & 0o777).toBe(0o700)
  for (const name of ['one', 'two']) expect((await stat(join(opened.folder, name))).mode & 0o777).toBe(0o600)
})

test('what a killed process left half written is gone when the folder is opened again', async () => {
  await using opened = await openBlobs()
  await opened.blobs.write('whole', [Uint8Array.of(1)])
  await writeFile(join(opened.folder, 'cut.half'), 'x')
  expect(await Array.fromAsync(opened.blobs.names())).toEqual(['whole'])
  const again = await FileBlobs.open(opened.folder)
  expect(await readdir(opened.folder)).toEqual(['whole'])
  expect(await again.write('cut', [Uint8Array.of(1, 2)])).toEqual({ bytes: 2 })
})

test('two writers of one name: one wins, whole', async () => {
  await using opened = await openBlobs()
  const write = (byte: number) => opened.blobs.write('one', [Uint8Array.of(byte), Uint8Array.of(byte)])
  const outcomes = await Promise.allSettled([write(1), write(2), write(3)])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const [first, second] = await opened.blobs.read('one', 0, 9)
  expect(first).toBe(second)
})
