import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { concat, equalBytes } from '#kernel/bytes.ts'
import { openCheckpoint } from './checkpoint.ts'
import { leafHash, rootOfHashes } from './merkle.ts'
import { formatVkey, parseVkey } from './note.ts'
import { decodeBundle, encodeBundle, parseTilePath, tilePath } from './tile.ts'

const log = fileURLToPath(new URL('../../../../shared/data/vectors/tile-log', import.meta.url))
const vkey = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
const lacksData = !existsSync(log)

const read = (path: string): Uint8Array => new Uint8Array(readFileSync(`${log}/${path}`))

test.skipIf(lacksData)(
  'a whole log made by others: signatures, entries, tiles and roots agree at every size (no shared data: skipped)',
  () => {
    const key = parseVkey(vkey)
    if (key === undefined) throw new Error('the key is not read')
    expect(formatVkey(key)).toBe(vkey)
    for (let size = 0; size <= 15; size += 1) {
      const note = readFileSync(`${log}/checkpoint.${size}`, 'utf8')
      const { head } = openCheckpoint(note, key) ?? {}
      expect(head?.size).toBe(size)
      expect(openCheckpoint(note.replace(`\n${size}\n`, `\n${size + 1}\n`), key)).toBeUndefined()
      if (size === 0) {
        expect(head?.root).toEqual(rootOfHashes(new Uint8Array(0)))
        continue
      }
      const bundle = read(tilePath({ level: 'entries', index: 0, width: size }))
      const entries = decodeBundle(bundle, size) ?? []
      expect(encodeBundle(entries)).toEqual(bundle)
      const leaves = concat(...entries.map(leafHash))
      expect(equalBytes(leaves, read(tilePath({ level: 0, index: 0, width: size })))).toBe(true)
      expect(rootOfHashes(leaves)).toEqual(head?.root)
    }
  },
)

test.each([
  ['tile/0/000', { level: 0, index: 0, width: 256 }],
  ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
  ['tile/63/999.p/255', { level: 63, index: 999, width: 255 }],
  ['tile/entries/x001/000.p/1', { level: 'entries', index: 1000, width: 1 }],
] as const)('tlog-tiles: %s names one tile and is its one spelling', (path, ref) => {
  expect(tilePath(ref)).toBe(path)
  expect(parseTilePath(path)).toEqual(ref)
})

test.each([
  'tile/64/000',
  'tile/00/000',
  'tile/0/0',
  'tile/0/x000/001',
  'tile/0/001/002',
  'tile/0/x001',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/01',
  'tile/0/000/',
  'tile/0/../000',
  'tile/-1/000',
  'tile/data/000',
  'tile/0/x999/x999/x999/x999/x999/999',
])('tlog-tiles: %s names nothing', (path) => {
  expect(parseTilePath(path)).toBeUndefined()
})

test('tlog-tiles: a bundle holds exactly its width of entries', () => {
  const bundle = encodeBundle([new Uint8Array(33), new Uint8Array(0), new Uint8Array(300)])
  expect(decodeBundle(bundle, 3)?.map(({ length }) => length)).toEqual([33, 0, 300])
  expect(decodeBundle(bundle, 2)).toBeUndefined()
  expect(decodeBundle(bundle, 4)).toBeUndefined()
  expect(decodeBundle(bundle.subarray(0, -1), 3)).toBeUndefined()
  expect(decodeBundle(concat(bundle, Uint8Array.of(0)), 3)).toBeUndefined()
})
