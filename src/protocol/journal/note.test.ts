import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { ed25519 } from '#protocol/suite/ed25519.ts'
import { mlDsa44 } from '#protocol/suite/ml-dsa-44.ts'
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { cosignatureLine, cosignedAt, cosignedMessage, cosignersOf } from './cosignature.ts'
import type { NoteKey, NoteKeyType } from './note.ts'
import { formatNote, formatVkey, noteKey, parseNote, parseSignatures, parseVkey } from './note.ts'

const suites = { 1: ed25519, 4: ed25519, 6: mlDsa44 }
const signerOf = (type: NoteKeyType, seed: number) => suites[type].signer(new Uint8Array(32).fill(seed))

function keyOf(name: string, type: NoteKeyType, seed: number): NoteKey {
  const key = noteKey(name, type, signerOf(type, seed).publicKey)
  if (key === undefined) throw new Error('no key')
  return key
}

const log = keyOf('alt.example/1', 1, 1)
const [early, late] = [keyOf('bor.example', 4, 2), keyOf('bor.example', 6, 3)]
const root = new Uint8Array(32).fill(9)
const text = formatCheckpoint({ origin: 'alt.example/1', size: 5, root })
const own = { name: log.name, id: log.id, signature: signerOf(1, 1).sign(encodeUtf8(text)) }

function cosign(key: NoteKey, seed: number, seconds: number) {
  const message = cosignedMessage(key, text, seconds) ?? new Uint8Array(0)
  return cosignatureLine(key, seconds, signerOf(key.type, seed).sign(message))
}

const signed = formatNote({ text, signatures: [own, cosign(early, 2, 1700), cosign(late, 3, 1800)] })

test('tlog-checkpoint: a signed head is opened by the key of its origin alone', () => {
  expect(openCheckpoint(signed, log)?.head).toEqual({ origin: 'alt.example/1', size: 5, root, extensions: [] })
  expect(openCheckpoint(signed, keyOf('alt.example/1', 1, 4))).toBeUndefined()
  expect(openCheckpoint(signed, keyOf('alt.example/2', 1, 1))).toBeUndefined()
  expect(openCheckpoint(signed, keyOf('alt.example/1', 4, 1))).toBeUndefined()
  expect(openCheckpoint(formatNote({ text, signatures: [cosign(early, 2, 1)] }), log)).toBeUndefined()
})

test('signed-note: one false signature under a known key refuses the note', () => {
  const bad = { ...own, signature: own.signature.with(3, (own.signature[3] ?? 0) ^ 1) }
  expect(openCheckpoint(formatNote({ text, signatures: [own, bad] }), log)).toBeUndefined()
  expect(openCheckpoint(formatNote({ text, signatures: [own, { ...bad, id: '00000000' }] }), log)).toBeDefined()
})

test('tlog-cosignature: a cosigner counts when each of its keys has cosigned, with its time', () => {
  const note = parseNote(signed)
  if (note === undefined) throw new Error('no note')
  expect(cosignersOf(note, [{ name: 'bor', keys: [early, late] }])).toEqual([{ name: 'bor', seconds: 1700 }])
  expect(cosignersOf(note, [{ name: 'cas', keys: [early, keyOf('bor.example', 6, 4)] }])).toEqual([])
  expect(cosignersOf(note, [{ name: 'none', keys: [] }])).toEqual([])
  expect(cosignedAt(note, late)).toBe(1800)
  expect(cosignedAt(note, log)).toBeUndefined()
})

test('tlog-cosignature: another time, text, name or key is another cosignature', () => {
  for (const key of [early, late]) {
    const line = cosign(key, key.type === 4 ? 2 : 3, 1700)
    const at = (signature: Uint8Array, body = text) =>
      cosignedAt({ text: body, signatures: [{ ...line, signature }] }, key)
    expect(at(line.signature)).toBe(1700)
    expect(at(line.signature.with(7, 1))).toBeUndefined()
    expect(at(line.signature.with(0, 255))).toBeUndefined()
    expect(at(line.signature.subarray(0, 7))).toBeUndefined()
    expect(at(line.signature, formatCheckpoint({ origin: 'alt.example/1', size: 6, root }))).toBeUndefined()
  }
})

test('tlog-cosignature: the messages are spelled as the standard shows them', () => {
  expect(new TextDecoder().decode(cosignedMessage(early, text, 1_679_315_147))).toBe(
    `cosignature/v1\ntime 1679315147\n${text}`,
  )
  const message = cosignedMessage(late, text, 258) ?? new Uint8Array(0)
  const expected = [...encodeUtf8('subtree/v1\n\0'), 11, ...encodeUtf8('bor.example'), 0, 0, 0, 0, 0, 0, 1, 2, 13]
  const rest = [...encodeUtf8('alt.example/1'), ...new Uint8Array(8), 0, 0, 0, 0, 0, 0, 0, 5, ...root]
  expect([...message]).toEqual([...expected, ...rest])
  expect(cosignedMessage(log, text, 1)).toBeUndefined()
  expect(cosignedMessage(late, text.replace('alt', 'a'.repeat(300)), 1)).toBeUndefined()
})

test.each([
  ['no blank line', signed.replace('\n\n', '\n')],
  ['no signature', `${text}\n`],
  ['a carriage return', signed.replace('\n5\n', '\n5\r\n')],
  ['a lone surrogate', signed.replace('alt', 'al\ud800')],
  ['no newline at the end', signed.slice(0, -1)],
  ['a line that is none', `${signed}x\n`],
  ['a hyphen for the dash', signed.replace('— ', '- ')],
  ['a plus in the name', signed.replace('— alt', '— a+t')],
  ['a no-break space in the name', signed.replace('— alt', '— a\u00a0t')],
  ['base64url', `${text}\n— a AAAAA-__\n`],
  ['spare bits', `${text}\n— a AAAAAAB=\n`],
  ['a signature of nothing', `${text}\n— a AAAAAA==\n`],
  ['65 signatures', `${text}\n${'— a AAAAAAA=\n'.repeat(65)}`],
])('signed-note: %s is no note', (_, note) => {
  expect(parseNote(note)).toBeUndefined()
})

test('signed-note: text may hold empty lines, the last one ends it', () => {
  expect(parseNote('a\n\nb\n\n— k AAAAAAA=\n')).toMatchObject({ text: 'a\n\nb\n', signatures: [{ name: 'k' }] })
  expect(parseNote(`${text}\n${'— a AAAAAAA=\n'.repeat(64)}`)?.signatures.length).toBe(64)
})

test.each([
  ['no origin', '\n5\nAA=='],
  ['a leading zero', text.replace('\n5\n', '\n05\n')],
  ['a sign', text.replace('\n5\n', '\n+5\n')],
  ['a size beyond 2^53-1', text.replace('\n5\n', '\n9007199254740992\n')],
  ['a short root', 'a\n5\nAAAA\n'],
  ['an empty extension', `${text}\n`],
  ['no newline', text.slice(0, -1)],
])('tlog-checkpoint: %s is no head', (_, head) => {
  expect(parseCheckpoint(head)).toBeUndefined()
})

test('tlog-checkpoint: extension lines are kept', () => {
  expect(parseCheckpoint(`${text}one\ntwo\n`)?.extensions).toEqual(['one', 'two'])
})

test('signed-note: a vkey has one spelling and its own id', () => {
  for (const key of [log, early, late]) expect(parseVkey(formatVkey(key))).toEqual(key)
  expect(parseVkey(formatVkey(log).replace(/\+[0-9a-f]{8}/u, '+00000000'))).toBeUndefined()
  expect(parseVkey(formatVkey({ ...log, key: new Uint8Array(31) }))).toBeUndefined()
  expect(parseVkey('name+00000000+')).toBeUndefined()
  expect(noteKey('a b', 1, log.key)).toBeUndefined()
})

test('signed-note: a signature line is read where the format has it, whatever stands in its name and after it', () => {
  const shape = /^— ([^\p{White_Space}+]+) ([A-Za-z0-9+/]+=*)$/u
  const parts = fc.array(fc.constantFrom('a', 'é', '+', ' ', '\u3000', '\u0085', '/', '=', '-', '—'), { maxLength: 4 })
  const encoded = fc.oneof(
    fc.uint8Array({ minLength: 3, maxLength: 12 }).map((bytes) => bytes.toBase64()),
    parts.map((some) => some.join('')),
  )
  const line = fc.tuple(fc.constantFrom('— ', '—', '- ', ''), parts, fc.constantFrom(' ', '  ', '\t', ''), encoded)
  fc.assert(
    fc.property(line, ([dash, name, gap, value]) => {
      const one = `${dash}${name.join('')}${gap}${value}`
      const [, named, base64 = ''] = shape.exec(one) ?? []
      const bytes = named === undefined ? undefined : strictly(base64)
      const read = parseSignatures(`${one}\n`)?.[0]
      if (bytes === undefined || bytes.length < 5) expect(read).toBeUndefined()
      else expect(read).toEqual({ name: named, id: bytes.subarray(0, 4).toHex(), signature: bytes.subarray(4) })
    }),
    { numRuns: 2000 },
  )
})

function strictly(base64: string): Uint8Array | undefined {
  try {
    const bytes = Uint8Array.fromBase64(base64)
    return bytes.toBase64() === base64 ? bytes : undefined
  } catch {
    return undefined
  }
}
