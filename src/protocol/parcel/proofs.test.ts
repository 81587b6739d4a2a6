import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { TlogProof } from '#protocol/journal/proof.ts'
import { maxProofs, readProofs, writeProofs } from './proofs.ts'
import { maxListBytes } from './wire.ts'

const actAt = (at: number): ActId => `act--${at.toString(16).padStart(64, '0')}` as ActId
const proofOf = (index: number, checkpoint: string): TlogProof => {
  return { extra: new Uint8Array(514).fill(index), index, hashes: [new Uint8Array(32).fill(index)], checkpoint }
}
const noteOf = (size: number): string => `demo.tamga/alt/1\n${size}\nAAAA\n\n— demo.tamga/alt/1 AAAAAAA=\n`

test('P7 proofs come out of an answer as they went in, and acts of one interval share their checkpoint', () => {
  const list = [0, 1, 2].map((at) => ({ act: actAt(at), proof: proofOf(at, noteOf(at < 2 ? 5 : 9)) }))
  const bytes = writeProofs(list)
  expect(readProofs(bytes)).toEqual(list)
  expect(JSON.parse(new TextDecoder().decode(bytes)).checkpoints).toHaveLength(2)
})

test('P7 what does not fit into one answer is left out, never cut', () => {
  const huge = (at: number): string => `${noteOf(at)}${'x'.repeat(1_000_000)}`
  const bytes = writeProofs(
    Array.from({ length: maxProofs }, (_, at) => ({ act: actAt(at), proof: proofOf(at, huge(at)) })),
  )
  expect(bytes.length).toBeLessThan(maxListBytes)
  expect(readProofs(bytes)).toHaveLength(4)
})

test('P7 an answer of another form is refused, and a proof that is none is passed over', () => {
  const one = { act: actAt(1), checkpoint: 0, proof: 'c2sp.org/tlog-proof@v2\nindex 1\n\n' }
  const asked = (value: object) => readProofs(encodeUtf8(JSON.stringify(value)))
  expect(asked({ checkpoints: [noteOf(1)], proofs: [one] })).toEqual([])
  expect(asked({ checkpoints: [], proofs: [one] })).toMatchObject({ code: 'proof-malformed' })
  expect(asked({ checkpoints: [noteOf(1)], proofs: [{ ...one, more: 1 }] })).toMatchObject({ code: 'proof-malformed' })
  expect(readProofs(encodeUtf8('nothing'))).toMatchObject({ code: 'not-strict-json' })
})
