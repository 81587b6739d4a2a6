import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import type { Code } from '#protocol/codes.ts'
import type { AttachmentKey } from '#protocol/parcel/attachment.ts'
import type { AttachmentClaim } from '#protocol/parcel/attachment-opener.ts'
import { readStix, rememberStix, type StixReading } from '#protocol/stix/bundle.ts'
import type { Arrived, Projected } from './projector.ts'

/** What is told of a STIX document to whoever brought it. */
export interface StixSummary {
  readonly objects: number
  /** How many objects of each type may be shared. */
  readonly types: Readonly<Record<string, number>>
  readonly refused: readonly Refusal<Code>[]
}

/** The bytes that were read, and what they say or why they are no STIX. */
export interface ReadFile {
  readonly plaintext: Uint8Array
  readonly said: StixSummary | Refusal<Code>
}

/** A document that is read while it comes. */
export interface Ahead {
  /** Where it is to stand, from its first byte on. `read` of these very bytes ends what has begun. */
  readonly plaintext: Uint8Array
  /** So many bytes of it are there; they do not change any more. */
  came(bytes: number): void
  /** Nobody will ask for it. */
  drop(): void
}

/** A sealed file that is opened while it comes, so that it need not be read again. */
export interface Opening extends Disposable {
  /** Whether what came cannot be opened: nothing that comes behind it is looked at. */
  readonly isDamaged: boolean
  /** The next sealed bytes, which are given away. Resolves when there is room for more. */
  take(sealed: Uint8Array): Promise<void>
  /** The whole plaintext, `undefined` where nobody wants it, or why the file is not the one that the act names. */
  finish(): Promise<Uint8Array | Refusal | undefined>
}

/** The work on whole documents, which grows with them. Two adapters: here, where it is asked for, and other threads. */
export interface Reading {
  /** Room for a document of that length; `undefined` where it is read as soon when it is there. */
  ahead(bytes: number): Ahead | undefined
  /** A sealed document is opened, and read while it is; `undefined` where the caller opens it as soon himself. `read` of its plaintext ends what has begun. */
  open(secret: AttachmentKey, claim: AttachmentClaim): Opening | undefined
  /** The bytes are given away: the same come back, perhaps in another place. */
  read(bytes: Uint8Array): Promise<ReadFile>
  /** What the projector of the act's kind answers; `undefined` where the caller asks it himself as soon. */
  project(arrived: Arrived): Promise<Projected | Refusal> | undefined
}

export const readHere: Reading = {
  ahead: () => undefined,
  open: () => undefined,
  read: (plaintext) => Promise.resolve({ plaintext, said: summaryOf(plaintext) }),
  project: () => undefined,
}

/** What the bytes say, which their projection then need not find out again. `begun`: the reading of them so far. */
export function summaryOf(plaintext: Uint8Array, begun?: StixReading): StixSummary | Refusal<Code> {
  begun?.take(plaintext.length)
  const read = begun === undefined ? readStix(plaintext) : begun.finish()
  rememberStix(plaintext, read)
  if (isRefusal(read)) return read
  const counts = new Map<string, number>()
  for (const { type } of read.objects) counts.set(type, (counts.get(type) ?? 0) + 1)
  return {
    objects: read.objects.length,
    types: Object.fromEntries(counts),
    refused: read.refused.map(({ refusal }) => refusal),
  }
}
