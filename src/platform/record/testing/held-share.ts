import { concat } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import { actIdOf, actType } from '#protocol/act/act-id.ts'
import { writeStatement } from '#protocol/act/sign.ts'
import type { ActId, Desk, Statement } from '#protocol/act/statement.ts'
import { kindOf } from '#protocol/acts/table.ts'
import type { Party } from '#protocol/identity/party.ts'
import { AttachmentSealer, newAttachmentKey } from '#protocol/parcel/attachment.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import type { Blobs } from '#platform/db/blobs.ts'
import type { Store } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import { acts, attachments } from '../tables.ts'

interface Held {
  readonly store: Store
  readonly blobs: Blobs
}

interface Share {
  readonly arrival: number
  readonly file: Uint8Array
  readonly author?: string
}

const founding = `act--${'0'.repeat(64)}` as ActId
const at = '2026-11-21T18:00:00.000Z' as Instant

/** Puts a share of one STIX bundle into the record, as it stands there once it was admitted; nobody has signed it. Its blob is `held-ARRIVAL`. */
export async function holdShare({ store, blobs }: Held, { arrival, file, author = 'alt' }: Share): Promise<ActId> {
  const random = new SeededRandom(`held ${arrival}`)
  const secret = newAttachmentKey(random)
  const sealer = new AttachmentSealer(secret, random)
  const first = sealer.update(file)
  const { sealed, digest, bytes, sealedBytes } = sealer.finish()
  const blob = `held-${arrival}`
  await blobs.write(blob, [concat(first, sealed)])
  const said: Statement = {
    kind: kindOf('exchange.share/1'),
    coalition: founding,
    author: author as Party,
    officers: ['drones' as Desk],
    at,
    audience: ['bor' as Party],
    label: { level: 'open', category: 'drones', handling: [] },
    charter: founding,
    refs: [],
    salt: 'A'.repeat(43),
    attachments: [{ digest, bytes, mediaType: 'application/stix+json', name: 'bundle.json' }],
    crit: [],
    body: { format: 'stix', title: `Share ${arrival}` },
  }
  const statement = writeStatement(said)
  const act = actIdOf(actType, statement)
  const row = {
    act,
    arrival,
    arrived_at: at,
    author: said.author,
    kind: said.kind,
    own: false,
    standing: 'admitted' as const,
  }
  const signed = { payload_type: actType, statement, signatures: [], attachment_keys: [secret], erased_by: null }
  const attachment = { act, position: 0, blob, sealed_bytes: sealedBytes, have: sealedBytes }
  await store.transaction((tx) => tx.apply([insert(acts, { ...row, ...signed }), insert(attachments, attachment)]))
  return act
}
