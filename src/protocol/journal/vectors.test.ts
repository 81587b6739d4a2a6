import { expect, test } from 'vitest'
import { encodeUtf8, fromBase64 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import checkpoints from '../../../vectors/checkpoint/checkpoint.json' with { type: 'json' }
import forks from '../../../vectors/checkpoint/fork.json' with { type: 'json' }
import intervals from '../../../vectors/checkpoint/interval.json' with { type: 'json' }
import proofs from '../../../vectors/checkpoint/proof.json' with { type: 'json' }
import { openCheckpoint } from './checkpoint.ts'
import { cosignersOf } from './cosignature.ts'
import type { Cosigner } from './cosignature.ts'
import { verifyForkProof } from './fork.ts'
import { isInInterval } from './interval.ts'
import type { IntervalLeaf } from './interval.ts'
import { parseVkey } from './note.ts'
import type { NoteKey } from './note.ts'
import { verifyProof } from './proof.ts'

function keyOf(vkey: string): NoteKey {
  const key = parseVkey(vkey)
  if (key === undefined) throw new Error(vkey)
  return key
}

const decode = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array(0)
const log = keyOf(checkpoints.keys.log)
const cosigners: readonly Cosigner[] = Object.entries(checkpoints.keys.witnesses).map(([name, vkeys]) => ({
  name,
  keys: vkeys.map(keyOf),
}))

test.each(intervals.cases)('vector interval: $name', ({ leaf, position, siblings, ok }) => {
  const place = { leaf: leaf as IntervalLeaf, position, siblings: decode(siblings) }
  expect(isInInterval(place, decode(intervals.entry))).toBe(ok)
})

test.each(checkpoints.cases)('vector checkpoint: $name', ({ text, size, cosigned }) => {
  const signed = openCheckpoint(text, log)
  expect(signed?.head.size).toBe(size)
  expect(signed === undefined ? undefined : cosignersOf(signed.note, cosigners).map(({ name }) => name)).toEqual(
    cosigned,
  )
})

test.each(proofs.cases)('vector proof: $name', ({ leaf, proof, entry, position, code }) => {
  const trust = { log, cosigners, threshold: proofs.threshold }
  const judged = verifyProof(encodeUtf8(proof), leaf as IntervalLeaf, trust)
  expect(isRefusal(judged) ? judged.code : [judged.entry, judged.position]).toEqual(code ?? [entry, position])
})

test.each(forks.cases)('vector fork: $name', ({ proof, sizes, guilty }) => {
  const judged = verifyForkProof(proof, log, cosigners)
  expect(isRefusal(judged) ? undefined : [judged.sizes, judged.cosigners]).toEqual(sizes && [sizes, guilty])
})
