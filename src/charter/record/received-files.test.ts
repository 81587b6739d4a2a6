import { expect, test } from 'vitest'
import { instantOf } from '#kernel/instant.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import { insert } from '#platform/db/table.ts'
import { attachments, tombstones } from '#platform/record/tables.ts'
import { received, type Outcome } from '#platform/transport/tables.ts'
import { receivedFile, removeLeftovers } from './received-files.ts'

const bor = 'bor' as Party
const act = (letter: string): ActId => `act--${letter.repeat(64)}` as ActId

const arrived = (number: number, id: ActId, outcome: Outcome) =>
  insert(received, {
    peer: bor,
    stream: 'main',
    number,
    act: id,
    header: new Uint8Array(1),
    signature: new Uint8Array(1),
    sealed: null,
    outcome,
    code: null,
    rule: null,
    at: instantOf(0),
  })

test('P7 files that a kill left of recalled, dropped and refused acts are destroyed at the next start, and no other', async () => {
  await using store = new SimulatedDatabase().connect()
  const blobs = new SimulatedBlobs()
  const [live, recalled, dropped, refused, unknown] = ['a', 'b', 'c', 'd', 'e'].map(act)
  const files = [live, recalled, dropped, refused, unknown].map((id) => receivedFile(id as ActId, 0))
  for (const name of [...files, 'up-0123456789abcdef0123456789abcdef']) await blobs.write(name, [new Uint8Array(3)])
  const row = { act: live as ActId, position: 0, blob: files[0] ?? '', sealed_bytes: 3, have: 3 }
  await store.transaction((tx) =>
    tx.apply([
      insert(attachments, row),
      insert(tombstones, { act: recalled as ActId, author: bor, erased_by: act('f') }),
      arrived(1, live as ActId, 'admitted'),
      arrived(2, dropped as ActId, 'dropped'),
      arrived(3, refused as ActId, 'refused'),
    ]),
  )
  expect(await removeLeftovers({ store, blobs })).toBe(3)
  const left = await Array.fromAsync(blobs.names())
  expect(new Set(left)).toEqual(new Set([files[0], files[4], 'up-0123456789abcdef0123456789abcdef']))
  expect(await removeLeftovers({ store, blobs })).toBe(0)
})
