import { isRefusal } from '#kernel/refusal.ts'
import { headerDigest } from '#protocol/parcel/header.ts'
import { readReturned, type LastTaken, type ReturnedParcel } from '#protocol/parcel/returned.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import type { LinkReply } from './link/link-client.ts'
import { isLater, placeOf } from '#protocol/parcel/stream.ts'
import { openNextStream, presentStream, type Mark } from './mark.ts'
import type { AskPeer } from './puller.ts'
import { openReturned, ownHeader, type ReturnPorts } from './taking-back.ts'
import { outbox, parcels } from './tables.ts'

/**
 * The addressee holds other parcels of ours under numbers that the database gave as well: two histories of this node have
 * numbered. Its acts are entered again, ours from where the two part are queued once more, and a new stream is begun, in
 * which both go on. Acts that the addressee has already it knows by their ids.
 */
export async function diverged(ports: ReturnPorts, ask: AskPeer, ours: Mark, theirs: LastTaken): Promise<LinkReply> {
  const { peer, stream } = ours
  let [at, common] = [0, 0]
  for (;;) {
    const reply = await ask({ method: 'GET', path: `/federation/v1/authored?stream=${stream}&after=${at}` })
    if (reply.kind !== 'answer' || reply.status !== 200) return reply
    const before = at
    const list = readReturned(reply.body)
    for (const parcel of isRefusal(list) ? [] : list) {
      const header = ownHeader(ports, peer, stream, parcel)
      if (header === undefined || header.number <= at || header.number > theirs.number) continue
      at = header.number
      if (await isTheSame(ports, ours, at, parcel)) common = at
      else await enterAgain(ports, parcel)
    }
    if (at === before || at >= theirs.number) {
      await ports.store.transaction((tx) => goOnAfter(ports, tx, ours, common))
      return reply
    }
  }
}

async function isTheSame(ports: ReturnPorts, { peer, stream }: Mark, number: number, parcel: ReturnedParcel) {
  const row = await ports.store.find(parcels, { peer, stream, number })
  return row !== undefined && headerDigest(row.header) === headerDigest(parcel.header)
}

async function enterAgain(ports: ReturnPorts, parcel: ReturnedParcel): Promise<void> {
  const opened = await openReturned(ports, parcel)
  if (opened !== undefined) await ports.store.transaction((tx) => ports.takeBack(tx, opened))
}

async function goOnAfter(ports: ReturnPorts, tx: Transaction, ours: Mark, common: number): Promise<void> {
  const { peer, stream } = ours
  const { kind } = placeOf(stream)
  const present = await presentStream(tx, peer, kind)
  if (isLater(present.stream, stream)) return
  const where = { peer, stream, number: { gt: common }, sealed: { not: null } }
  for (const { act } of await tx.select(parcels, { where, order: ['number'], columns: ['number', 'act'] })) {
    const place = await tx.next('transport.place')
    const row = { place, peer, stream: kind, act, urgent: false, withheld_code: null, withheld_rule: null }
    await tx.apply([insert(outbox, row)])
  }
  await openNextStream(ports, tx, ours)
  tx.ring('outbox')
}
