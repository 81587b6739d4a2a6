import { isRefusal, type Refusal } from '#kernel/refusal.ts'
import { readHeader } from '#protocol/parcel/header.ts'
import { readParcels, type Parcel, type ReceivedParcels } from '#protocol/parcel/wire.ts'
import type { LinkAsk, LinkReply } from './link/link-client.ts'
import { noteShort } from './heads.ts'
import { noteHead, takeParcel, type Source, type SourceRow, type TakingPorts } from './taking.ts'
import { received, sources, type Outcome } from './tables.ts'

/** Asks one peer, over a link that proves who answers. */
export type AskPeer = (ask: LinkAsk) => Promise<LinkReply>

/** What a round of pulling found: how the link answered, and whether the peer has more for us. */
export interface Pulled {
  readonly reply: LinkReply
  readonly more: boolean
  /** How many parcels came, whatever became of them. */
  readonly parcels: number
}

/**
 * One pull of a peer's stream: everything after our cursor, in order. Pulling is authoritative (protocol.md 7): hints and pushes only
 * make it come sooner. There is more to ask for only if this pull moved the cursor, so that a peer that repeats itself is asked at
 * the pace of the back-off. `row`: where we stand in the stream, `undefined` before its first head.
 */
export async function pull(
  ports: TakingPorts,
  ask: AskPeer,
  source: Source,
  row: SourceRow | undefined,
): Promise<Pulled> {
  const before = row?.cursor ?? 0
  const path = `/federation/v1/parcels?stream=${source.stream}&after=${before}${await beyondOf(ports, source, row)}`
  const reply = await ask({ method: 'GET', path })
  if (reply.kind !== 'answer' || reply.status !== 200) return { reply, more: false, parcels: 0 }
  const list = readParcels(reply.body)
  if (isRefusal(list)) {
    ports.log({ level: 'warn', event: 'pull-malformed', peer: source.peer, code: list.code })
    return { reply, more: false, parcels: 0 }
  }
  const { last } = await takeList(ports, source, list, row)
  const after = list.parcels.length === 0 ? before : await cursorOf(ports, source)
  const isShort = after === before && (last ?? 0) > after
  const wasShort = row !== undefined && row.short_since !== null
  if (isShort !== wasShort) await noteShort(ports.store, source, isShort, ports.clock.now())
  return { reply, more: after > before && (last ?? 0) > after, parcels: list.parcels.length }
}

/** What was urgent and came ahead of a backlog is not asked for again. */
async function beyondOf({ store }: TakingPorts, source: Source, row: SourceRow | undefined): Promise<string> {
  if (row === undefined || row.head_number <= row.cursor) return ''
  const greatest = (await store.greatest(received, 'number', { ...source })) ?? 0
  return greatest > row.cursor ? `&beyond=${greatest}` : ''
}

/** What became of the parcels of a list, one by one, and the last number of the stream as the list's head says. */
export interface TakenList {
  readonly outcomes: readonly ListedOutcome[]
  readonly last?: number
}

export interface ListedOutcome {
  readonly outcome: Outcome | 'known'
  readonly number?: number
  readonly refusal?: Refusal
}

/** Takes in what a peer answered to a pull, whether it came over the line or by file. A parcel that fails fails alone. */
export async function takeList(
  ports: TakingPorts,
  source: Source,
  list: ReceivedParcels,
  row?: SourceRow,
): Promise<TakenList> {
  const outcomes: ListedOutcome[] = []
  for (const parcel of list.parcels) {
    const listed = await takeListed(ports, source, parcel)
    if (listed.refusal !== undefined) note(ports, source, listed.outcome, listed.refusal)
    outcomes.push(listed)
  }
  const last = await noteHead(ports, source, list.head, row)
  return { outcomes, ...(last === undefined ? {} : { last }) }
}

async function takeListed(ports: TakingPorts, source: Source, parcel: Parcel | Refusal): Promise<ListedOutcome> {
  if (isRefusal(parcel)) return { outcome: 'dropped', refusal: parcel }
  const header = readHeader(parcel.header)
  const number = isRefusal(header) ? {} : { number: header.number }
  const taken = await takeParcel(ports, source, parcel)
  if (taken === 'known') return { outcome: 'known', ...number }
  return { outcome: taken.outcome, ...number, ...(taken.refusal === undefined ? {} : { refusal: taken.refusal }) }
}

function note({ log }: TakingPorts, { peer }: Source, outcome: string, { code, rule }: Refusal): void {
  log({ level: 'warn', event: 'parcel-not-admitted', peer, outcome, code, rule })
}

async function cursorOf(ports: TakingPorts, source: Source): Promise<number> {
  return (await ports.store.find(sources, { ...source }))?.cursor ?? 0
}
