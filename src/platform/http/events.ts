import { toBase64Url } from '#kernel/bytes.ts'
import type { Random, Timers } from '#kernel/ports.ts'
import type { Refusal } from '#kernel/refusal.ts'
import { refuse } from '#kernel/refusal.ts'
import type { Json } from '#platform/db/table.ts'
import type { Reader } from './reader.ts'
import { EventStream } from './event-stream.ts'

/** Something to tell the readers who may know it. `name` and `data` go out as they are: no more than a view would say. */
export interface Happening {
  /** Letters, digits and hyphens. */
  readonly name: string
  readonly data: Json
  readonly isVisible: (reader: Reader) => boolean
}

export interface EventHubOptions {
  readonly random: Random
  readonly timers: Timers
  /** Happenings kept per account for a reader who comes back. */
  readonly ring?: number
  /** Connections of one account. */
  readonly perAccount?: number
  /** Connections in all. */
  readonly maxConnections?: number
}

/** Server-sent events (HTML Living Standard 9.2), for screens: hints, never the record. */
export interface EventHub extends AsyncDisposable {
  readonly connections: number
  /** Names of the accounts that have a stream open. */
  listening(): readonly string[]
  publish(happening: Happening): void
  /**
   * A stream for one reader. With the `Last-Event-ID` of an earlier one it goes on from there; if that is no longer
   * known, it starts with an event `reset`: read everything anew.
   */
  open(reader: Reader, lastEventId: string | null): Response | Refusal<'too-many-connections'>
  /** Ends an account's streams and forgets what it was told: for an account that was changed or disabled. */
  forget(account: string): void
}

/**
 * What one account was told lately. Kept per account, so that neither its length nor its end says anything about
 * happenings that the account may not see.
 */
interface Ring {
  reader: Reader
  readonly told: { readonly id: string; readonly text: string; readonly happening: Happening }[]
  readonly streams: Set<EventStream>
}

const pingMs = 20_000
/** A stream ends after 15 minutes, so that its reader proves again who he is. */
const pingsPerStream = 45
const maxRings = 256

export function eventHub(options: EventHubOptions): EventHub {
  const { random, timers, ring: ringSize = 256, perAccount = 8, maxConnections = 1000 } = options
  const rings = new Map<string, Ring>()
  const stop = new AbortController()
  const count = () => [...rings.values()].reduce((sum, ring) => sum + ring.streams.size, 0)
  const pinging = ping(rings, timers, stop.signal)
  return {
    get connections() {
      return count()
    },
    listening: () => [...rings].flatMap(([account, { streams }]) => (streams.size > 0 ? [account] : [])),
    publish(happening) {
      const id = toBase64Url(random.bytes(12))
      const text = `id: ${id}\nevent: ${happening.name}\ndata: ${JSON.stringify(happening.data)}\n\n`
      for (const ring of rings.values()) {
        if (happening.isVisible(ring.reader)) tell(ring, { id, text, happening }, ringSize)
      }
    },
    open(reader, lastEventId) {
      const ring = ringOf(rings, reader)
      if (stop.signal.aborted || ring.streams.size >= perAccount || count() >= maxConnections) {
        return refuse('too-many-connections', 'interfaces: events', { limit: perAccount })
      }
      const stream = new EventStream(ringSize + 8, () => ring.streams.delete(stream))
      stream.send(': open\nretry: 3000\n\n')
      for (const text of missed(ring, lastEventId)) stream.send(text)
      ring.streams.add(stream)
      return stream.response
    },
    forget(account) {
      for (const stream of rings.get(account)?.streams ?? []) stream.end()
      rings.delete(account)
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      for (const ring of rings.values()) for (const stream of ring.streams) stream.end()
      await pinging
    },
  }
}

function tell(ring: Ring, told: Ring['told'][number], ringSize: number): void {
  ring.told.push(told)
  if (ring.told.length > ringSize) ring.told.shift()
  for (const stream of ring.streams) stream.send(told.text)
}

/** The account's ring, made the most recent; the one longest without a connection is let go when there are too many. */
function ringOf(rings: Map<string, Ring>, reader: Reader): Ring {
  const { name } = reader.account
  const ring: Ring = rings.get(name) ?? { reader, told: [], streams: new Set() }
  ring.reader = reader
  rings.delete(name)
  rings.set(name, ring)
  if (rings.size > maxRings) {
    const idle = [...rings].find(([other, { streams }]) => other !== name && streams.size === 0)
    if (idle !== undefined) rings.delete(idle[0])
  }
  return ring
}

/** Texts since an event, seen with the eyes of now: a clearance may have been lowered meanwhile. */
function missed(ring: Ring, lastEventId: string | null): readonly string[] {
  if (lastEventId === null || lastEventId === '') return []
  const at = ring.told.findIndex(({ id }) => id === lastEventId)
  if (at < 0) return ['event: reset\ndata: {}\n\n']
  return ring.told.slice(at + 1).flatMap(({ text, happening }) => (happening.isVisible(ring.reader) ? [text] : []))
}

async function ping(rings: ReadonlyMap<string, Ring>, timers: Timers, signal: AbortSignal): Promise<void> {
  for (;;) {
    await timers.sleep(pingMs, signal)
    if (signal.aborted) return
    for (const ring of rings.values()) {
      for (const stream of ring.streams) {
        if (stream.pings >= pingsPerStream) stream.end()
        else stream.ping()
      }
    }
  }
}
