import type { Party } from '#protocol/identity/party.ts'
import type { EventHub } from '#platform/http/events.ts'
import { maySee } from '#platform/http/reader.ts'
import { withoutFalseStubs } from '#platform/record/recalled.ts'
import type { Peer } from '#platform/transport/peer.ts'
import { NewItems } from './new-items.ts'
import type { NodePorts } from './ports.ts'

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
    ports.store.onRing('acts', tellReaders(ports, events)),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Tells each reader of the acts that are new and visible to him; what came before this process started is for reading. */
function tellReaders(ports: NodePorts, events: EventHub): () => void {
  const news = new NewItems(ports.store)
  let running = Promise.resolve()
  let isNext = false
  const tell = async (): Promise<void> => {
    isNext = false
    for (;;) {
      const { rows, hasMore } = await news.take()
      for (const item of await withoutFalseStubs(ports.store, rows)) {
        const { act, kind, author, state, exercise } = item
        const drill = exercise === null ? {} : { exercise }
        events.publish({
          name: 'act',
          data: { act, kind, author, state, ...drill },
          isVisible: (reader) => maySee(reader, item),
        })
      }
      if (!hasMore) return
    }
  }
  return () => {
    // Whoever rings before it has begun to look is heard by the same look.
    if (isNext) return
    isNext = true
    running = running.then(tell).catch(() => undefined)
  }
}
