import { encodeUtf8, fromBase64, toBase64 } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { hashBytes } from './merkle.ts'
import { parseNote, signaturesOf } from './note.ts'
import type { Note, NoteKey } from './note.ts'

/**
 * Head of a journal: origin, size in leaves (never shrinks), root in base64, a line each; extension lines are opaque and
 * stand below no ML-DSA-44 cosignature. c2sp.org/tlog-checkpoint.
 */
export interface Checkpoint {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly extensions: readonly string[]
}

/** A checkpoint whose log signature was verified, with the note it came in. */
export interface SignedCheckpoint {
  readonly head: Checkpoint
  readonly note: Note
}

/** Note text of a checkpoint, without extension lines. */
export function formatCheckpoint({ origin, size, root }: Omit<Checkpoint, 'extensions'>): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** `undefined` unless the note text is a checkpoint in the one spelling, of at most 2^53-1 leaves. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined
  const [origin, count, hash, ...extensions] = text.slice(0, -1).split('\n')
  const size = count === undefined ? undefined : parseCount(count)
  const root = hash === undefined ? undefined : fromBase64(hash)
  if (origin === undefined || origin === '' || size === undefined || root?.length !== hashBytes) return undefined
  return extensions.includes('') ? undefined : { origin, size, root, extensions }
}

/** ASCII decimal without leading zeroes, within 2^53-1. */
export function parseCount(text: string): number | undefined {
  const count = /^(?:0|[1-9]\d{0,15})$/u.test(text) ? Number(text) : undefined
  return Number.isSafeInteger(count) ? count : undefined
}

/**
 * Reads a note as a checkpoint of the log that the key names (key name = origin) and verifies the log's signature, by that key or by one that
 * it replaced. `undefined` also when one of several signatures under these keys is false.
 */
export function openCheckpoint(noteText: string, log: NoteKey): SignedCheckpoint | undefined {
  const note = parseNote(noteText)
  const head = note === undefined ? undefined : parseCheckpoint(note.text)
  if (note === undefined || head?.origin !== log.name || log.type !== 1) return undefined
  const message = encodeUtf8(note.text)
  const verified = [log, ...(log.earlier ?? [])].flatMap((key) =>
    signaturesOf(note, key).map(({ signature }) => ed25519.verify(key.key, message, signature)),
  )
  return verified.length > 0 && verified.every(Boolean) ? { head, note } : undefined
}
