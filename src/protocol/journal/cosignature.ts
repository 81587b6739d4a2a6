import { concat, encodeUtf8 } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { mlDsa44 } from '#protocol/suite/ml-dsa-44.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { signaturesOf } from './note.ts'
import type { Note, NoteKey, NoteSignature } from './note.ts'

/** A witness by the name a quorum counts, with its keys: it has cosigned where every one of them has. */
export interface Cosigner {
  readonly name: string
  readonly keys: readonly NoteKey[]
  /** Sets of keys that these replaced: what was cosigned with all of one set stands. */
  readonly earlier?: readonly (readonly NoteKey[])[]
}

/** Who cosigned, and when by its own clock, in seconds since 1970. */
export interface Cosigned {
  readonly name: string
  readonly seconds: number
}

const treeLabel = 'subtree/v1\n\0'

/** 9999-12-31T23:59:59Z: later moments have no spelling that sorts as text. */
const lastSecond = 253_402_300_799

/**
 * What a cosigner's key signs for a checkpoint's note text at a time in seconds since 1970: `cosignature/v1`, `time`
 * and the text under an Ed25519 key, the binary `cosigned_message` of the whole tree under an ML-DSA-44 key.
 * `undefined` for a log's own key, and for a name or origin that the format cannot hold. c2sp.org/tlog-cosignature.
 */
export function cosignedMessage(key: NoteKey, text: string, seconds: number): Uint8Array | undefined {
  switch (key.type) {
    case 1:
      return undefined
    case 4:
      return encodeUtf8(`cosignature/v1\ntime ${seconds}\n${text}`)
    case 6:
      return treeMessage(key.name, text, seconds)
  }
}

function treeMessage(cosigner: string, text: string, seconds: number): Uint8Array | undefined {
  const head = parseCheckpoint(text)
  const [name, origin] = [encodeUtf8(cosigner), encodeUtf8(head?.origin ?? '')]
  if (head === undefined || name.length > 255 || origin.length > 255) return undefined
  return concat(
    encodeUtf8(treeLabel),
    Uint8Array.of(name.length),
    name,
    encodeUint64(seconds),
    Uint8Array.of(origin.length),
    origin,
    encodeUint64(0),
    encodeUint64(head.size),
    head.root,
  )
}

/** The signature line of a cosignature: eight bytes of time, then the signature. */
export function cosignatureLine(key: NoteKey, seconds: number, signature: Uint8Array): NoteSignature {
  return { name: key.name, id: key.id, signature: concat(encodeUint64(seconds), signature) }
}

/** When the key cosigned the note; `undefined` where it did not, or where one of its signatures is false or of no moment of the calendar. */
export function cosignedAt(note: Note, key: NoteKey): number | undefined {
  const times = signaturesOf(note, key).map((line) => verifyLine(note.text, key, line))
  return times.includes(undefined) ? undefined : times[0]
}

/** The cosigners all of whose keys have cosigned, with the earliest of their times. */
export function cosignersOf(note: Note, cosigners: readonly Cosigner[]): readonly Cosigned[] {
  return cosigners.flatMap(({ name, keys, earlier = [] }) => {
    for (const set of [keys, ...earlier]) {
      const times = set.map((key) => cosignedAt(note, key)).filter((time) => time !== undefined)
      if (set.length > 0 && times.length === set.length) return [{ name, seconds: Math.min(...times) }]
    }
    return []
  })
}

function verifyLine(text: string, key: NoteKey, { signature: line }: NoteSignature): number | undefined {
  if (line.length < 8) return undefined
  const seconds = Number(new DataView(line.buffer, line.byteOffset, 8).getBigUint64(0))
  if (seconds > lastSecond) return undefined
  const message = cosignedMessage(key, text, seconds)
  if (message === undefined) return undefined
  const suite = key.type === 6 ? mlDsa44 : ed25519
  return suite.verify(key.key, message, line.subarray(8)) ? seconds : undefined
}

function encodeUint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
