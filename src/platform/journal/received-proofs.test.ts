import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { formatCheckpoint } from '#protocol/journal/checkpoint.ts'
import { cosignatureLine, cosignedMessage } from '#protocol/journal/cosignature.ts'
import { buildInterval, encodeEntry } from '#protocol/journal/interval.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import { formatNote, noteKey, type NoteKey } from '#protocol/journal/note.ts'
import { encodePlace, type TlogProof } from '#protocol/journal/proof.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { proofVerifier } from './received-proofs.ts'

const signerOf = (seed: number) => ed25519.signer(new Uint8Array(32).fill(seed))

function keyOf(name: string, type: 1 | 4, seed: number): NoteKey {
  const key = noteKey(name, type, signerOf(seed).publicKey)
  if (key === undefined) throw new Error('no key')
  return key
}

const log = keyOf('alt.tamga/1', 1, 1)
const witnesses = ['bor', 'cas', 'sec'].map((name, at) => ({ name, key: keyOf(`${name}.tamga/witness`, 4, 10 + at) }))
const trust = { epoch: 1, log, cosigners: witnesses.map(({ name, key }) => ({ name, keys: [key] })), threshold: 2 }
const act = `act--${'ab'.repeat(32)}` as ActId
const { root, placed } = buildInterval([act], { bytes: (count) => new Uint8Array(count).fill(7) })

/** A proof of the one act of a journal, cosigned by the three witnesses at these times. */
function provenAt(...times: readonly number[]): TlogProof {
  const [place] = placed
  if (place === undefined) throw new Error('not placed')
  const text = formatCheckpoint({ origin: log.name, size: 1, root: leafHash(encodeEntry(root)) })
  const own = { name: log.name, id: log.id, signature: signerOf(1).sign(encodeUtf8(text)) }
  const lines = times.map((seconds, at) => {
    const { key } = witnesses[at] ?? { key: log }
    return cosignatureLine(key, seconds, signerOf(10 + at).sign(cosignedMessage(key, text, seconds) ?? encodeUtf8('')))
  })
  return {
    extra: encodePlace(place),
    index: 0,
    hashes: [],
    checkpoint: formatNote({ text, signatures: [own, ...lines] }),
  }
}

const lastSecond = 253_402_300_799

test.each([lastSecond + 1, 3e11, 2 ** 50])(
  'J a cosignature from outside the calendar is none: the proof counts without it, and following goes on (%d)',
  (seconds) => {
    const verify = proofVerifier('alt' as Party, trust)
    const held = verify(act, provenAt(1000, 2000, seconds))
    if (isRefusal(held)) throw new Error(held.code)
    expect(held.proven.cosigned.map(({ name }) => name)).toEqual(['bor', 'cas'])
    expect(held).toMatchObject({ witnessed: true, witnessedAt: '1970-01-01T00:33:20.000Z' })
    // One liar does not stand in for a witness that is missing.
    const short = verify(act, provenAt(1000, seconds))
    expect(short).toMatchObject({ witnessed: false })
    expect(short).not.toHaveProperty('witnessedAt')
  },
)

test('J the last second of the calendar is one at which a witness may have cosigned', () => {
  const held = proofVerifier('alt' as Party, trust)(act, provenAt(1000, lastSecond))
  expect(held).toMatchObject({ witnessed: true, witnessedAt: '9999-12-31T23:59:59.000Z' })
})
