import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { concat, decodeUtf8, encodeUtf8 } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { ActId, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { fileKeyOf, newAttachmentKey } from '#protocol/parcel/attachment.ts'
import { ChunkSealer } from '#protocol/parcel/chunks.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import type { Files } from '#platform/record/files.ts'
import { acts, attachments } from '#platform/record/tables.ts'
import type { Found } from './copies.ts'
import { bytesOf } from './page-bytes.ts'

interface Share {
  /** Length of each object, and of what stands before it. */
  readonly objects: readonly (readonly [number, number])[]
  readonly fate: 'whole' | 'erased' | 'damaged'
  readonly wanted: readonly boolean[]
}

const share = fc.record({
  objects: fc.array(fc.tuple(fc.integer({ min: 2, max: 40_000 }), fc.constantFrom(1, 1, 1, 3, 50_000)), {
    minLength: 1,
    maxLength: 6,
  }),
  fate: fc.constantFrom('whole' as const, 'whole' as const, 'erased' as const, 'damaged' as const),
  wanted: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
})

/** Puts the files of shares down, and answers which objects are to be read and which of them can be. */
async function sharesIn(files: Files & { readonly blobs: SimulatedBlobs }, store: Writes, shares: readonly Share[]) {
  const random = new SeededRandom('page')
  const wanted: Found[] = []
  const expected: Uint8Array[] = []
  for (const [arrival, { objects, fate, wanted: isWanted }] of shares.entries()) {
    const act = `act--${arrival}` as ActId
    const parts: Uint8Array[] = []
    let start = 0
    for (const [position, [length, gap]] of objects.entries()) {
      const content = encodeUtf8(String(arrival).padEnd(length, String(position)))
      parts.push(encodeUtf8(','.padEnd(gap, ' ')), content)
      start += gap
      if (isWanted[position] === true) {
        wanted.push({ date: arrival * 100 + position, arrival, position, start, length: content.length })
        if (fate === 'whole') expected.push(content)
      }
      start += content.length
    }
    const secret = newAttachmentKey(random)
    const sealer = new ChunkSealer(fileKeyOf(secret), random.bytes(24))
    const sealed = concat(sealer.update(concat(...parts)), sealer.finish())
    const damaged = sealed.map((byte, at) => (at >= 56 && (at - 56) % 16_400 === 9 ? byte ^ 1 : byte))
    await files.blobs.write(act, [fate === 'damaged' ? damaged : sealed])
    await store.transaction((tx) => tx.apply([actRow(act, arrival, fate === 'erased' ? null : secret)]))
    const bytes = sealed.length
    const file = insert(attachments, { act, position: 0, blob: act, sealed_bytes: bytes, have: bytes })
    await store.transaction((tx) => tx.apply([file]))
  }
  return { wanted, expected }
}

type Writes = Pick<ReturnType<SimulatedDatabase['connect']>, 'transaction'>

function actRow(act: ActId, arrival: number, secret: ReturnType<typeof newAttachmentKey> | null) {
  return insert(acts, {
    act,
    arrival,
    arrived_at: '2026-01-01T00:00:00Z' as Instant,
    author: 'alt' as Party,
    kind: 'share' as Kind,
    own: false,
    standing: secret === null ? 'erased' : 'admitted',
    payload_type: '',
    statement: null,
    signatures: null,
    attachment_keys: secret === null ? null : [secret],
    erased_by: null,
  })
}

test('TAXII 3.7: a page is what its authors gave, byte for byte, without what was erased or is damaged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(share, { maxLength: 4 }), async (shares) => {
      const store = new SimulatedDatabase().connect()
      const files = { reads: store, blobs: new SimulatedBlobs() }
      const { wanted, expected } = await sharesIn(files, store, shares)
      const { body, acts: read } = await bytesOf(files, wanted, { head: '{"objects":[', tail: ']}' })
      const text = expected.map((bytes) => decodeUtf8(bytes)).join(',')
      expect(body === undefined ? undefined : decodeUtf8(body)).toBe(
        expected.length === 0 ? undefined : `{"objects":[${text}]}`,
      )
      const whole = wanted.filter(({ arrival }) => shares[arrival]?.fate === 'whole')
      expect(read).toEqual(new Set(whole.map(({ arrival }) => `act--${arrival}`)))
    }),
    { numRuns: 40 },
  )
})
