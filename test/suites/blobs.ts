import { expect, test } from 'vitest'
import { concat, equalBytes } from '#kernel/bytes.ts'
import type { Blobs } from '#platform/db/blobs.ts'

/** Blobs under test, with whatever they stand on. */
export interface OpenBlobs extends AsyncDisposable {
  readonly blobs: Blobs
}

const of = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes)
const namesOf = (blobs: Blobs): Promise<string[]> => Array.fromAsync(blobs.names())

/** What every adapter of the Blobs port must do. */
export function blobsSuite(name: string, open: () => Promise<OpenBlobs>): void {
  const rule = (claim: string, body: (blobs: Blobs) => Promise<void>): void => {
    test(`${name}: ${claim}`, async () => {
      await using opened = await open()
      await body(opened.blobs)
    })
  }

  rule('what was written is read, whole and in parts', async (blobs) => {
    expect(await blobs.write('one', [of(1, 2), of(), of(3, 4, 5)])).toEqual({ bytes: 5 })
    expect(await blobs.size('one')).toBe(5)
    expect(await blobs.read('one', 0, 5)).toEqual(of(1, 2, 3, 4, 5))
    expect(await blobs.read('one', 1, 3)).toEqual(of(2, 3))
    expect(await blobs.read('one', 4, 99)).toEqual(of(5))
    expect(await blobs.read('one', 9, 99)).toEqual(of())
    expect(await blobs.write('none', [])).toEqual({ bytes: 0 })
    expect(await blobs.size('none')).toBe(0)
  })

  rule('a megabyte in one part and in many comes back', async (blobs) => {
    const part = Uint8Array.from({ length: 1 << 16 }, (_, at) => (at * 7) % 251)
    await blobs.write(
      'many',
      Array.from({ length: 16 }, () => part),
    )
    expect(await blobs.size('many')).toBe(1 << 20)
    expect(await blobs.read('many', 15 << 16, 1 << 20)).toEqual(part)
  })

  rule('parts of any length, and thousands of them, come back in order', async (blobs) => {
    const lengths = [3 << 20, 1, 0, (1 << 20) - 1, 1 << 20, ...Array.from({ length: 3000 }, (_, at) => at % 700)]
    const parts = lengths.map((length, at) => new Uint8Array(length).fill(at))
    const whole = concat(...parts)
    expect(await blobs.write('many', parts)).toEqual({ bytes: whole.length })
    expect(equalBytes(await blobs.read('many', 0, whole.length + 1), whole)).toBe(true)
  })

  rule('a name is written once', async (blobs) => {
    await blobs.write('one', [of(1)])
    await expect(blobs.write('one', [of(2)])).rejects.toMatchObject({ code: 'blob-exists' })
    expect(await blobs.read('one', 0, 9)).toEqual(of(1))
    await blobs.write('two', [of(2)])
    await expect(blobs.rename('two', 'one')).rejects.toMatchObject({ code: 'blob-exists' })
    expect(await blobs.read('one', 0, 9)).toEqual(of(1))
  })

  rule('content that fails midway leaves no blob, and its name is free', async (blobs) => {
    async function* failing(): AsyncIterable<Uint8Array> {
      yield of(1)
      throw new Error('cut')
    }
    await expect(blobs.write('one', failing())).rejects.toThrow('cut')
    expect(await namesOf(blobs)).toEqual([])
    expect(await blobs.write('one', [of(7)])).toEqual({ bytes: 1 })
  })

  rule('appending continues at the present length and nowhere else', async (blobs) => {
    await blobs.append('part', 0, of(1, 2))
    await blobs.append('part', 2, of(3))
    for (const offset of [0, 2, 4]) {
      await expect(blobs.append('part', offset, of(9))).rejects.toMatchObject({ code: 'blob-offset' })
    }
    await expect(blobs.append('other', 1, of(9))).rejects.toMatchObject({ code: 'blob-offset' })
    expect(await blobs.read('part', 0, 9)).toEqual(of(1, 2, 3))
    expect(await blobs.size('other')).toBeUndefined()
  })

  rule('renaming moves, removing forgets, twice is no error', async (blobs) => {
    await blobs.write('one', [of(1)])
    await blobs.rename('one', 'two')
    expect(await blobs.size('one')).toBeUndefined()
    expect(await namesOf(blobs)).toEqual(['two'])
    await blobs.remove('two')
    await blobs.remove('two')
    expect(await namesOf(blobs)).toEqual([])
    await expect(blobs.rename('two', 'three')).rejects.toMatchObject({ code: 'blob-missing' })
    await expect(blobs.read('two', 0, 1)).rejects.toMatchObject({ code: 'blob-missing' })
  })

  rule('a name that could leave the folder is a fault', async (blobs) => {
    for (const bad of ['', '.', '..', '../x', 'a/b', 'A', 'a.b', 'ä', 'a\0', 'x'.repeat(101)]) {
      await expect(blobs.write(bad, [of(1)]), bad).rejects.toMatchObject({ code: 'blob-name' })
      await expect(blobs.append(bad, 0, of(1)), bad).rejects.toMatchObject({ code: 'blob-name' })
      await expect(blobs.size(bad), bad).rejects.toMatchObject({ code: 'blob-name' })
      await expect(blobs.read(bad, 0, 1), bad).rejects.toMatchObject({ code: 'blob-name' })
      await expect(blobs.remove(bad), bad).rejects.toMatchObject({ code: 'blob-name' })
      await expect(blobs.rename(bad, 'ok'), bad).rejects.toMatchObject({ code: 'blob-name' })
    }
    await blobs.write('ok', [of(1)])
    await expect(blobs.rename('ok', '../ok')).rejects.toMatchObject({ code: 'blob-name' })
    expect(await namesOf(blobs)).toEqual(['ok'])
  })
}
