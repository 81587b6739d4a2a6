import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { AttachmentSealer, newAttachmentKey } from '#protocol/parcel/attachment.ts'
import { sealStream, type SealedFile } from '#protocol/parcel/attachment-stream.ts'
import type { Code } from '#protocol/codes.ts'
import { stixMediaType } from '#protocol/taxii/media-type.ts'
import { commitOnce } from '#platform/db/commit-once.ts'
import { insert, type Row } from '#platform/db/table.ts'
import { maxReadBytes } from '#platform/record/projector.ts'
import type { Ahead, ReadFile, Reading, StixSummary } from '#platform/record/reading.ts'
import { SharedBytes } from '#platform/record/shared-bytes.ts'
import type { House } from '#charter/record/house.ts'
import { uploadedFile } from './leftovers.ts'
import { uploads, type RefusedObject } from './tables.ts'

export interface FileWish {
  readonly account: string
  readonly name: string
  readonly mediaType: string
  /** How long the file is said to be: a guess. */
  readonly expectedBytes?: number
}

export interface Brought {
  readonly row: Row<typeof uploads>
  /** What the document says and its plaintext, where the file is STIX. */
  readonly said?: StixSummary
  readonly plaintext?: Uint8Array
}

/**
 * Takes a file in: sealed under a key of its own as its bytes come, never on disk in the clear, durable when this resolves. STIX is
 * looked through on the way, and what may not be shared is listed.
 */
export async function bringFile(house: House, wish: FileWish, content: AsyncIterable<Uint8Array>): Promise<Brought> {
  const looked = new Look(house.reading, wish.expectedBytes)
  const sealed = await sealFile(house, looked.watch(content))
  const { plaintext, said } = await looked.read()
  const isStix = !isRefusal(said)
  const row = {
    ...rowOf(house, wish, sealed),
    media_type: isStix ? stixMediaType : wish.mediaType,
    format: isStix ? ('stix' as const) : ('file' as const),
    objects: isStix ? said.objects : 0,
    refused: isStix ? said.refused.map(refusedObject) : [],
    problem: isStix ? null : { ...said },
  }
  await commitOnce(house.store, {
    work: (tx) => tx.apply([insert(uploads, row)]),
    stands: async () => (await house.store.find(uploads, { upload: row.upload })) !== undefined,
  })
  await house.failpoint('upload:durable')
  if (!isStix) return { row }
  house.fresh?.keep(row.upload, plaintext)
  return { row, said, plaintext }
}

type Sealed = Pick<Row<typeof uploads>, 'upload' | 'blob' | 'bytes' | 'digest' | 'salt' | 'key' | 'sealed_bytes'>

/** Seals a file under a key of its own; nothing names it yet. */
async function sealFile(house: House, content: AsyncIterable<Uint8Array>): Promise<Sealed> {
  const { salt, key } = newAttachmentKey(house.random)
  const name = toHex(house.random.bytes(16))
  let file: SealedFile | undefined
  const sealer = new AttachmentSealer({ salt, key }, house.random)
  const blob = uploadedFile(house.clock.now(), name)
  await house.blobs.write(
    blob,
    sealStream(content, sealer, (done) => (file = done)),
  )
  await house.failpoint('upload:sealed')
  const { digest = '', bytes = 0, sealedBytes = 0 } = file ?? {}
  return { upload: `upload-${name}`, blob, bytes, digest, salt, key, sealed_bytes: sealedBytes }
}

const rowOf = (house: House, { account, name }: Pick<FileWish, 'account' | 'name'>, sealed: Sealed) => ({
  ...sealed,
  account,
  name,
  at: house.clock.now(),
})

/** A bundle that was made here, of objects that were looked at. */
interface MadeBundle {
  readonly account: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly objects: number
}

/** A file that is brought for one share alone, and named by it: its row is written where the share waits. */
export interface OwnFile {
  readonly row: Row<typeof uploads>
  readonly plaintext: Uint8Array
}

/** The same for a bundle that was made here. A kill leaves a file that no row names. */
export async function sealBundle(house: House, { bytes, objects, ...wish }: MadeBundle): Promise<OwnFile> {
  const sealed = await sealFile(house, piecesOf(bytes))
  const found = { media_type: stixMediaType, format: 'stix' as const, objects, refused: [], problem: null }
  return { row: { ...rowOf(house, wish, sealed), ...found }, plaintext: bytes }
}

const pieceBytes = 1024 * 1024

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

function refusedObject({ code, rule, params }: Refusal): RefusedObject {
  return { id: String(params['id'] ?? ''), type: String(params['type'] ?? ''), code, rule }
}

/** Keeps what goes by, as long as it can be STIX, and has it read as soon as all of it went by. */
class Look {
  readonly #reading: Reading
  /** Read while it comes, if it is as long as was said. */
  #ahead: Ahead | undefined
  #kept: SharedBytes | undefined
  #read: Promise<ReadFile> = Promise.resolve({ plaintext: nothing, said: tooLarge })

  constructor(reading: Reading, expectedBytes?: number) {
    this.#reading = reading
    if (expectedBytes !== undefined && expectedBytes <= maxReadBytes) this.#ahead = reading.ahead(expectedBytes)
    this.#kept = new SharedBytes(this.#ahead?.plaintext)
  }

  async *watch(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of content) {
        this.#take(part)
        yield part
      }
      const bytes = this.#ahead?.plaintext ?? this.#kept?.bytes
      if (this.#kept === undefined || bytes === undefined) return
      this.#read = this.#reading.read(this.#kept.length === bytes.length ? bytes : this.#kept.bytes)
      if (this.#kept.length === bytes.length) this.#ahead = undefined
    } finally {
      this.#ahead?.drop()
      this.#kept = undefined
    }
    // Whoever asks for it hears of its failure.
    this.#read.catch(() => undefined)
  }

  #take(part: Uint8Array): void {
    const length = (this.#kept?.length ?? 0) + part.length
    if (length > maxReadBytes) this.#kept = undefined
    this.#kept?.add(part)
    if (length <= (this.#ahead?.plaintext.length ?? 0)) this.#ahead?.came(length)
    else this.#forgetAhead()
  }

  #forgetAhead(): void {
    this.#ahead?.drop()
    this.#ahead = undefined
  }

  read(): Promise<ReadFile> {
    return this.#read
  }
}

const nothing = new Uint8Array(0)
const tooLarge: Refusal<Code> = refuse('stix-too-large', 'exchange: size of a document', { limit: maxReadBytes })
