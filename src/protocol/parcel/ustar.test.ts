import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { ArchiveDamage, readArchive, writeArchive, type NewMember } from './ustar.ts'

const text = (name: string, content: string): NewMember => ({
  name,
  bytes: encodeUtf8(content).length,
  content: [encodeUtf8(content)],
})
const long = `${'p'.repeat(100)}/${'q'.repeat(54)}/${'n'.repeat(100)}`
const three = [text('contents.json', '{}'), text('files/act-1/0', 'x'.repeat(1500)), text(long, '')]

async function written(members: readonly NewMember[]): Promise<Uint8Array> {
  return concat(...(await Array.fromAsync(writeArchive(members))))
}

async function read(pieces: Iterable<Uint8Array>): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = []
  for await (const { name, content } of readArchive(pieces)) {
    found.push([name, new TextDecoder().decode(concat(...(await Array.fromAsync(content))))])
  }
  return found
}

async function damageOf(bytes: Uint8Array): Promise<unknown> {
  return read([bytes]).catch((error: unknown) =>
    error instanceof ArchiveDamage ? { member: error.member, what: error.what } : error,
  )
}

test('O1 what was archived is read, however the bytes come', async () => {
  const archive = await written(three)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(archive.length), { maxLength: 12 }), async (cuts) => {
      const ends = [...cuts, archive.length].toSorted((one, other) => one - other)
      const pieces = ends.map((end, at) => archive.subarray(ends[at - 1] ?? 0, end))
      expect(await read(pieces)).toEqual([
        ['contents.json', '{}'],
        ['files/act-1/0', 'x'.repeat(1500)],
        [long, ''],
      ])
    }),
    { numRuns: 60 },
  )
})

const tar = spawnSync('tar', ['--version']).status === 0

test.skipIf(!tar)('O1 any tar opens it (no tar: skipped)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamga-ustar-'))
  try {
    const input = await written([text('contents.json', '{"a":1}'), text('files/act-1/0', 'file')])
    expect(spawnSync('tar', ['-xf', '-', '-C', folder], { input }).status).toBe(0)
    expect(readFileSync(join(folder, 'contents.json'), 'utf8')).toBe('{"a":1}')
    expect(readFileSync(join(folder, 'files/act-1/0'), 'utf8')).toBe('file')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('O1 content that is not taken is passed over', async () => {
  const names: string[] = []
  for await (const { name } of readArchive([await written(three)])) names.push(name)
  expect(names).toEqual(['contents.json', 'files/act-1/0', long])
})

test('O1 every cut and every changed bit outside of content is damage, named', async () => {
  const archive = await written(three)
  for (let at = 0; at < archive.length; at += 97) {
    expect(await damageOf(archive.subarray(0, at)), `cut at ${at}`).toMatchObject({ what: 'truncated' })
  }
  const isContent = (at: number) => (at >= 512 && at < 514) || (at >= 1536 && at < 3036)
  for (let at = 0; at < archive.length; at += 1) {
    if (isContent(at)) continue
    const changed = Uint8Array.from(archive)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(await damageOf(changed), `bit at ${at}`).toHaveProperty('what')
  }
  expect(await damageOf(concat(archive, new Uint8Array(1)))).toEqual({ member: long, what: 'trailing' })
})

test('O1 names that could leave a folder, and lengths that are not kept, are faults of ours', async () => {
  for (const name of ['', '/x', '../x', 'a/../b', 'a//b', 'A', 'a/', '.x', `a/${'n'.repeat(101)}`]) {
    await expect(written([text(name, '')]), name).rejects.toMatchObject({ code: 'member-header' })
  }
  await expect(written([{ ...text('a', 'xyz'), bytes: 2 }])).rejects.toMatchObject({ code: 'member-length' })
})
