import { toHex } from '#kernel/bytes.ts'
import { isRefusal, refuse, type Refusal } from '#kernel/refusal.ts'
import { AttachmentSealer, newAttachmentKey } from '#protocol/parcel/attachment.ts'
import { sealStream, type SealedFile } from '#protocol/parcel/attachment-stream.ts'
import type { Code } from '#protocol/codes.ts'
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
  const secret = newAttachmentKey(house.random)
  const name = toHex(house.random.bytes(16))
  const looked = new Look(house.reading, wish.expectedBytes)
  let file: SealedFile | undefined
  const sealed = sealStream(looked.watch(content), new AttachmentSealer(secret, house.random), (done) => (file = done))
  const blob = uploadedFile(house.clock.now(), name)
  await house.blobs.write(blob, sealed)
  await house.failpoint('upload:sealed')
  const { digest = '', bytes = 0, sealedBytes = 0 } = file ?? {}
  const { plaintext, said } = await looked.read()
  const isStix = !isRefusal(said)
  const row = {
    upload: `upload-${name}`,
    account: wish.account,
    name: wish.name,
    media_type: isStix ? 'application/stix+json;version=2.1' : wish.mediaType,
    format: isStix ? ('stix' as const) : ('file' as const),
    bytes,
    digest,
    salt: secret.salt,
    key: secret.key,
    blob,
    sealed_bytes: sealedBytes,
    objects: isStix ? said.objects : 0,
    refused: isStix ? said.refused.map(refusedObject) : [],
    problem: isStix ? null : { ...said },
    at: house.clock.now(),
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
