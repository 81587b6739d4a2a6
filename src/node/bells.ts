import type { Party } from '#protocol/identity/party.ts'
import type { EventHub } from '#platform/http/events.ts'
import type { Peer } from '#platform/transport/peer.ts'
import type { NodePorts } from './ports.ts'
import { tellOfActs, tellOfReceipts } from './telling.ts'

export interface Rung {
  readonly peers: ReadonlyMap<Party, Peer>
  readonly events: EventHub
}

/** Which bell wakes which loop. Bells are hints: every loop also comes by itself. */
export function listenToBells(ports: NodePorts, { peers, events }: Rung): () => void {
  const wake =
    (...loops: ('carry' | 'files' | 'receipts' | 'follow')[]) =>
    () => {
      for (const peer of peers.values()) for (const loop of loops) peer.wake(loop)
    }
  const stops = [
    ports.store.onRing('outbox', wake('carry')),
    ports.store.onRing('files', wake('files')),
    // What has come in is owed for, and proofs of it are asked for.
    ports.store.onRing('due', wake('receipts', 'follow')),
    ports.store.onRing('acts', tellOfActs(ports, events)),
    ports.store.onRing('acts', tellOfReceipts(ports, events)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
