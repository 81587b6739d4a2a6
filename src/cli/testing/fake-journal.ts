import { encodeUtf8 } from '#kernel/bytes.ts'
import { formatCheckpoint } from '#protocol/journal/checkpoint.ts'
import { cosignatureLine, cosignedMessage, type Cosigner } from '#protocol/journal/cosignature.ts'
import { buildInterval, encodeEntry } from '#protocol/journal/interval.ts'
import { leafHash } from '#protocol/journal/merkle.ts'
import { formatNote, noteKey, type NoteKey, type NoteKeyType } from '#protocol/journal/note.ts'
import { formatPolicy } from '#protocol/journal/policy.ts'
import { encodePlace, formatTlogProof } from '#protocol/journal/proof.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { mlDsa44 } from '#protocol/suite/ml-dsa-44.ts'

/** A real proof in a journal of one entry, and the policy that it meets, with keys that anyone can make. */
const seed = (at: number): Uint8Array => new Uint8Array(32).fill(at)
const suiteOf = (type: NoteKeyType) => (type === 6 ? mlDsa44 : ed25519)

function keyOf(name: string, type: NoteKeyType, at: number): NoteKey {
  const key = noteKey(name, type, suiteOf(type).signer(seed(at)).publicKey)
  if (key === undefined) throw new Error(name)
  return key
}

const log = keyOf('fake.tamga/alt/1', 1, 1)
const cosigners: readonly Cosigner[] = ['bor', 'cas', 'sec'].map((name, at) => ({
  name,
  keys: [keyOf(`fake.tamga/${name}/witness`, 4, 10 + at), keyOf(`fake.tamga/${name}/witness`, 6, 20 + at)],
}))

export const fakePolicy = (): string => formatPolicy(log, cosigners, 2)

export function fakeProof(act: string): string {
  const leaf = `act--${act.slice('act--'.length)}` as const
  const { root, placed } = buildInterval([leaf], { bytes: (count) => new Uint8Array(count).fill(7) })
  const [place] = placed
  if (place === undefined) throw new Error(act)
  const text = formatCheckpoint({ origin: log.name, size: 1, root: leafHash(encodeEntry(root)) })
  const own = { name: log.name, id: log.id, signature: ed25519.signer(seed(1)).sign(encodeUtf8(text)) }
  const others = cosigners.slice(0, 2).flatMap(({ keys }, at) =>
    keys.map((key) => {
      const signer = suiteOf(key.type).signer(seed((key.type === 6 ? 20 : 10) + at))
      return cosignatureLine(key, 1000, signer.sign(cosignedMessage(key, text, 1000) ?? new Uint8Array(0)))
    }),
  )
  const checkpoint = formatNote({ text, signatures: [own, ...others] })
  return formatTlogProof({ extra: encodePlace(place), index: 0, hashes: [], checkpoint })
}
