import { z } from 'zod'
import { concat, decodeUtf8, encodeUtf8, fromBase64Url, toBase64Url } from '#kernel/bytes.ts'
import { parseInstant, type Instant } from '#kernel/instant.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import { parseParty, type Party } from '#protocol/identity/party.ts'
import { ByteReader } from '#protocol/parcel/byte-reader.ts'
import {
  ChunkOpener,
  ChunkSealer,
  isDamage,
  sealedSizes,
  type ChunkDamage,
  type FileKey,
} from '#protocol/parcel/chunks.ts'
import { saltBytes } from '#protocol/parcel/chunk-keys.ts'
import { cost, keyFromPassphrase } from '#platform/keyring/passphrase-key.ts'

/** What differs between the files that a node seals: their name in the first line, the context of their keys, their refusals. */
export interface SealedKind {
  readonly format: 'tamga-backup/1' | 'tamga-export/1'
  readonly context: string
  readonly rule: string
  /** The first member, where damage is that has no other place. */
  readonly opening: string
  readonly malformed: Code
  readonly damaged: Code
  readonly notOpened: Code
}

export const backupKind: SealedKind = {
  format: 'tamga-backup/1',
  context: 'application/vnd.tamga.backup',
  rule: 'interfaces: backup',
  opening: 'backup.json',
  malformed: 'backup-malformed',
  damaged: 'backup-damaged',
  notOpened: 'backup-not-opened',
}

/**
 * Such a file on disk: one line of JSON in the clear, then the rest sealed under the operator's key in chunks
 * (c2sp.org/chunked-encryption, AEAD_AES_256_GCM). The line is part of what the chunks' keys are derived for: nothing of it can be changed.
 */
const Line = z.strictObject({
  format: z.enum(['tamga-backup/1', 'tamga-export/1']),
  party: z.string().max(16),
  created: z.custom<Instant>((value) => typeof value === 'string' && parseInstant(value) !== undefined, 'instant'),
  kdf: z.literal('scrypt'),
  log2n: z.int().min(14).max(20),
  r: z.literal(cost.r),
  p: z.literal(cost.p),
  salt: z.string().max(100),
})
type Line = z.infer<typeof Line>

export interface BackupLine {
  readonly party: Party
  readonly created: Instant
}

/** Draws bytes; the cost is the product's, and lower in tests. */
export interface Sealing {
  readonly kind: SealedKind
  readonly passphrase: Uint8Array
  readonly random: { bytes(count: number): Uint8Array }
  readonly log2n?: number
}

const maxLineBytes = 1024

/** The whole file of a plaintext stream. */
export async function* sealed(
  about: BackupLine,
  { kind, passphrase, random, log2n = cost.log2n }: Sealing,
  plaintext: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const salt = random.bytes(32)
  const line: Line = {
    format: kind.format,
    ...about,
    kdf: 'scrypt',
    ...cost,
    log2n,
    salt: toBase64Url(salt),
  }
  const bytes = encodeUtf8(`${JSON.stringify(line)}\n`)
  yield bytes
  const sealer = new ChunkSealer(await fileKey({ kind, bytes, line }, passphrase), random.bytes(saltBytes))
  for await (const part of plaintext) {
    const some = sealer.update(part)
    if (some.length > 0) yield some
  }
  yield sealer.finish()
}

/** Thrown out of the plaintext where the sealed bytes are not what was written. */
export class SealBroken extends Error {
  readonly damage: ChunkDamage

  constructor(damage: ChunkDamage) {
    super(damage.what)
    this.name = 'SealBroken'
    this.damage = damage
  }
}

/** Whose file it says it is, which is authentic once it opens, and its plaintext, which throws `SealBroken`. */
export interface Opened {
  readonly about: BackupLine
  readonly plaintext: AsyncGenerator<Uint8Array, void, undefined>
}

/** Opens a file; a refusal for what is no such file or is sealed under another key. */
export async function opened(
  kind: SealedKind,
  file: AsyncIterable<Uint8Array>,
  passphrase: Uint8Array,
): Promise<Opened | Refusal<Code>> {
  const reader = new ByteReader(file)
  const found = await openedFrom(kind, reader, passphrase)
  if (isRefusal(found)) await reader[Symbol.asyncDispose]()
  return found
}

async function openedFrom(
  kind: SealedKind,
  reader: ByteReader,
  passphrase: Uint8Array,
): Promise<Opened | Refusal<Code>> {
  const { rule } = kind
  const bytes = await lineOf(reader)
  const line = bytes === undefined ? undefined : parseLine(bytes)
  const party = parseParty(line?.party ?? '')
  if (bytes === undefined || line?.format !== kind.format || party === undefined) return refuse(kind.malformed, rule)
  const opener = new ChunkOpener(await fileKey({ kind, bytes, line }, passphrase))
  const first = await reader.take(sealedSizes.head)
  if (first === undefined) return refuse(kind.damaged, rule, { member: kind.opening, what: 'truncated' })
  if (isDamage(opener.update(first))) return refuse(kind.notOpened, rule)
  return { about: { party, created: line.created }, plaintext: plaintextOf(reader, opener) }
}

async function* plaintextOf(source: ByteReader, opener: ChunkOpener): AsyncGenerator<Uint8Array, void, undefined> {
  await using reader = source
  for (let part = await reader.some(pieceBytes); part !== undefined; part = await reader.some(pieceBytes)) {
    yield orBroken(opener.update(part))
  }
  yield orBroken(opener.finish())
}

/** A chunk at a time, so that what comes before a damaged one is given out, and the damage has a place. */
const pieceBytes = sealedSizes.chunk

function orBroken(part: Uint8Array | ChunkDamage): Uint8Array {
  if (isDamage(part)) throw new SealBroken(part)
  return part
}

async function lineOf(reader: ByteReader): Promise<Uint8Array | undefined> {
  const bytes: Uint8Array[] = []
  while (bytes.length < maxLineBytes) {
    const next = await reader.take(1)
    if (next === undefined) return undefined
    bytes.push(next)
    if (next[0] === 0x0a) return concat(...bytes)
  }
  return undefined
}

function parseLine(bytes: Uint8Array): Line | undefined {
  try {
    return Line.parse(JSON.parse(decodeUtf8(bytes) ?? ''))
  } catch {
    return undefined
  }
}

interface Locked {
  readonly kind: SealedKind
  /** The first line as it stands in the file. */
  readonly bytes: Uint8Array
  readonly line: Line
}

async function fileKey({ kind, bytes, line: { salt, log2n } }: Locked, passphrase: Uint8Array): Promise<FileKey> {
  const key = await keyFromPassphrase(passphrase, fromBase64Url(salt) ?? new Uint8Array(0), log2n)
  return { key, context: concat(encodeUtf8(`${kind.context}\n`), bytes) }
}
