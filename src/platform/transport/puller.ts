import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { readParcels } from '#protocol/parcel/wire.ts'
import type { LinkAsk, LinkReply } from './link/link-client.ts'
import { noteHead, takeParcel, type Source, type TakingPorts } from './taking.ts'
import { sources } from './tables.ts'

/** Asks one peer, over a link that proves who answers. */
export type AskPeer = (ask: LinkAsk) => Promise<LinkReply>

/** What a round of pulling found: how the link answered, and whether the peer has more for us. */
export interface Pulled {
  readonly reply: LinkReply
  readonly more: boolean
}

/**
 * One pull of a peer's stream: everything after our cursor, in order. Pulling is authoritative (protocol.md 7): hints and pushes only
 * make it come sooner. There is more to ask for only if this pull moved the cursor, so that a peer that repeats itself is asked at
 * the pace of the back-off.
 */
export async function pull(ports: TakingPorts, ask: AskPeer, source: Source): Promise<Pulled> {
  const before = await cursorOf(ports, source)
  const reply = await ask({ method: 'GET', path: `/federation/v1/parcels?stream=${source.stream}&after=${before}` })
  if (reply.kind !== 'answer' || reply.status !== 200) return { reply, more: false }
  const list = readParcels(reply.body)
  if (isRefusal(list)) {
    ports.log({ level: 'warn', event: 'pull-malformed', peer: source.peer, code: list.code })
    return { reply, more: false }
  }
  for (const parcel of list.parcels) {
    const taken = isRefusal(parcel) ? { outcome: 'dropped', refusal: parcel } : await takeParcel(ports, source, parcel)
    if (taken !== 'known' && taken.refusal !== undefined) note(ports, source, taken.outcome, taken.refusal)
  }
  const last = await noteHead(ports, source, list.head)
  const after = await cursorOf(ports, source)
  return { reply, more: after > before && (last ?? 0) > after }
}

function note({ log }: TakingPorts, { peer }: Source, outcome: string, { code, rule }: Refusal): void {
  log({ level: 'warn', event: 'parcel-not-admitted', peer, outcome, code, rule })
}

export async function cursorOf(ports: TakingPorts, source: Source): Promise<number> {
  return (await ports.store.find(sources, { ...source }))?.cursor ?? 0
}
