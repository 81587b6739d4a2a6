import { encodeUtf8, fromBase64, toBase64, toHex, concat } from '#kernel/bytes.ts'
import { sha256 } from '#protocol/suite/sha-256.ts'

/**
 * Kinds of note keys in use, with the length of the raw public key: 0x01 Ed25519 (a log's own signature),
 * 0x04 timestamped Ed25519 cosignature, 0x06 ML-DSA-44 cosignature. c2sp.org/signed-note, c2sp.org/tlog-cosignature.
 */
export const noteKeyTypes = { 1: 32, 4: 32, 6: 1312 } as const
export type NoteKeyType = keyof typeof noteKeyTypes

/** A public key that signs notes under a name. `id`: 8 digits of hex, the start of a hash over name, type and key. */
export interface NoteKey {
  readonly name: string
  readonly id: string
  readonly type: NoteKeyType
  readonly key: Uint8Array
  /** Keys of the same name that this one replaced: what they have signed stands. Not part of the textual form. */
  readonly earlier?: readonly NoteKey[]
}

/** One signature line: `— name base64(id || signature)`. */
export interface NoteSignature {
  readonly name: string
  readonly id: string
  readonly signature: Uint8Array
}

/** Text that ends in a newline, and the signatures below it. */
export interface Note {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const name = /^[^\p{White_Space}+]+$/u
/** What nearly all names are, told without looking characters up. */
const plain = /^[\u0021-\u002a\u002c-\u007e]+$/u
const controls = /[\u0000-\u0009\u000b-\u001f]/u
const dash = '— '
const maxSignatures = 64

/** `undefined` for a name that no note may carry, or a key of another length than its type's. */
export function noteKey(named: string, type: NoteKeyType, key: Uint8Array): NoteKey | undefined {
  if (!isKeyName(named) || key.length !== noteKeyTypes[type]) return undefined
  const digest = sha256(concat(encodeUtf8(`${named}\n`), Uint8Array.of(type), key))
  return { name: named, id: toHex(digest.subarray(0, 4)), type, key }
}

/** `name+id+base64(type || key)`, the textual form of a public key. */
export function formatVkey({ name: named, id, type, key }: NoteKey): string {
  return `${named}+${id}+${toBase64(concat(Uint8Array.of(type), key))}`
}

/** `undefined` unless the text is exactly what `formatVkey` writes for a type in use. */
export function parseVkey(text: string): NoteKey | undefined {
  const [, named, encoded] = /^([^+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]+=*)$/u.exec(text) ?? []
  const bytes = encoded === undefined ? undefined : fromBase64(encoded)
  const type = bytes?.[0]
  if (named === undefined || bytes === undefined || !isKeyType(type)) return undefined
  const key = noteKey(named, type, bytes.subarray(1))
  return key !== undefined && formatVkey(key) === text ? key : undefined
}

/** Strict: valid text without control characters, signatures below the last empty line, each in the one spelling. */
export function parseNote(note: string): Note | undefined {
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n') || controls.test(note) || !note.isWellFormed()) return undefined
  const signatures = parseSignatures(note.slice(end + 2))
  return signatures === undefined ? undefined : { text: note.slice(0, end + 1), signatures }
}

/** Signature lines, each with its newline; at least one, at most 64. */
export function parseSignatures(lines: string): readonly NoteSignature[] | undefined {
  const parsed = lines.endsWith('\n') ? lines.slice(0, -1).split('\n').map(parseSignature) : []
  const signatures = parsed.filter((signature) => signature !== undefined)
  const isSound = signatures.length === parsed.length && parsed.length > 0 && parsed.length <= maxSignatures
  return isSound ? signatures : undefined
}

export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignature).join('')}`
}

export function formatSignature({ name: named, id, signature }: NoteSignature): string {
  return `— ${named} ${toBase64(concat(Uint8Array.fromHex(id), signature))}\n`
}

/** The signatures made under a key's name and id; those of other keys are none of its business. */
export function signaturesOf(note: Note, key: NoteKey): readonly NoteSignature[] {
  return note.signatures.filter((signature) => signature.name === key.name && signature.id === key.id)
}

const isKeyName = (text: string): boolean =>
  plain.test(text) || (name.test(text) && text.isWellFormed() && !controls.test(text))

function isKeyType(type: number | undefined): type is NoteKeyType {
  return type === 1 || type === 4 || type === 6
}

/** The name ends at the first space: it has none. What follows is base64 in its one spelling, or nothing is read. */
function parseSignature(text: string): NoteSignature | undefined {
  const space = text.startsWith(dash) ? text.indexOf(' ', dash.length) : -1
  if (space < 0) return undefined
  const named = text.slice(dash.length, space)
  const bytes = isKeyName(named) ? fromBase64(text.slice(space + 1)) : undefined
  if (bytes === undefined || bytes.length < 5) return undefined
  return { name: named, id: toHex(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
}
