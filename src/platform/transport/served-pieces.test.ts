import { expect, test } from 'vitest'
import { contentDigest } from './link/signed-request.ts'
import { ServedPieces } from './served-pieces.ts'

const mib = 1024 * 1024
const file = Uint8Array.from({ length: 5 * mib }, (_, at) => at % 251)

test('what several peers ask for at about the same time is read once, and as much is kept as fits', async () => {
  const asked: string[] = []
  const pieces = new ServedPieces({
    read: async (name, from, to) => {
      asked.push(`${name} ${from / mib}`)
      return file.subarray(0, to - from)
    },
  })
  const ask = (from: number) => pieces.read('a', from * mib, (from + 5) * mib)
  const [one, other] = await Promise.all([ask(0), ask(0)])
  expect(other).toBe(one)
  expect(one.digest).toBe(contentDigest(file))
  expect(one.bytes.length).toBe(file.length)
  for (const from of [5, 10, 0, 15, 0]) await ask(from)
  expect(asked).toEqual(['a 0', 'a 5', 'a 10', 'a 15', 'a 0'])
})

test('a piece that could not be read is asked for again', async () => {
  let isBroken = true
  const pieces = new ServedPieces({
    read: async (_, from, to) => {
      if (isBroken) throw new Error('disk')
      return file.subarray(from, to)
    },
  })
  await expect(pieces.read('a', 0, 10)).rejects.toThrow('disk')
  isBroken = false
  expect((await pieces.read('a', 0, 10)).bytes).toEqual(file.subarray(0, 10))
})
