import { isRefusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { placeOf, type Stream } from '#protocol/parcel/stream.ts'
import { readParcels, writeParcels, type ReceivedParcels } from '#protocol/parcel/wire.ts'
import type { NumberedParcel } from './carrier.ts'
import type { LinkAsk, LinkReply } from './link/link-client.ts'
import { linkLimits } from './link/link-client.ts'
import { isPassing } from './passing.ts'
import { takeList, type AskPeer } from './puller.ts'
import { streamNames, type StreamName } from './ports.ts'
import { fitting, headOf, parcelOf, type ServingPorts } from './serve.ts'
import type { Source, TakingPorts } from './taking.ts'
import { sources } from './tables.ts'

/** Parcels of one push; what comes beyond them is pulled. */
export const maxPushed = 16
/** Pushes of one peer, of real traffic and of exercises each, that are taken in at a time. */
export const maxAtOnce = 2
/** A peer that takes longer to answer has the parcel no sooner than by its own next pull. */
const limits = { ...linkLimits, totalMs: 10_000 } as const

export interface PushPorts extends ServingPorts {
  /** Text of the newest published checkpoint of our journal, empty before the first. */
  readonly checkpoint: () => Promise<string>
}

/** Says to a peer that there is something to pull. */
export function hint(ask: AskPeer, kind: StreamName): Promise<LinkReply> {
  const asked: LinkAsk = { method: 'POST', path: `/federation/v1/hints?stream=${kind}`, body: new Uint8Array(), limits }
  return ask(asked)
}

/**
 * Brings a peer its urgent parcels, so that they wait for no pull of its. Whatever becomes of that, they stand in the stream like all others: a peer
 * that takes no pushes is told to come for them.
 */
export async function push(
  ports: PushPorts,
  ask: AskPeer,
  source: Source,
  urgent: readonly NumberedParcel[],
): Promise<LinkReply> {
  const { peer, stream } = source
  const head = await headOf(ports, peer, stream, await ports.checkpoint())
  const parcels = fitting(urgent.slice(0, maxPushed).map(parcelOf))
  const body = writeParcels({ head, parcels })
  const path = `/federation/v1/parcels?stream=${stream}`
  const reply = await ask({ method: 'POST', path, body, mediaType: 'application/json', limits })
  const isDone = reply.kind !== 'answer' || (reply.status === 204 && parcels.length === urgent.length)
  return isDone ? reply : hint(ask, placeOf(stream).kind)
}

/** What a peer may have taken in of what it brings, and what that costs it. */
export interface PushLaw {
  readonly mayTake: (kind: StreamName) => boolean
  readonly spend: (kind: StreamName, cost: { readonly parcels: number; readonly bytes: number }) => void
}

/** A list that a peer brought unasked. */
export interface Pushed {
  readonly stream: Stream
  readonly body: Uint8Array
}

/** What comes to us unasked of one peer: through the same door as what is pulled, within the same quotas, a few at a time. */
export class Pushes {
  readonly #ports: TakingPorts
  readonly #peer: Party
  readonly #law: PushLaw
  /** The stream of each list that is being taken in. */
  #underWay: readonly Stream[] = []

  constructor(ports: TakingPorts, peer: Party, law: PushLaw) {
    this.#ports = ports
    this.#peer = peer
    this.#law = law
  }

  /** Answers whether there is something to pull: what was not taken, or what the peer's stream has besides. */
  async take({ stream, body }: Pushed): Promise<boolean> {
    const { kind } = placeOf(stream)
    const ofKind = this.#underWay.filter((one) => placeOf(one).kind === kind)
    if (ofKind.length >= maxAtOnce || !this.#law.mayTake(kind)) return true
    this.#underWay = [...this.#underWay, stream]
    try {
      const list = readParcels(body)
      if (isRefusal(list) || list.parcels.length > maxPushed) return true
      this.#law.spend(kind, { parcels: list.parcels.length, bytes: body.length })
      return await this.#takeList({ peer: this.#peer, stream }, list)
    } catch (error) {
      if (!isPassing(error)) throw error
      return true
    } finally {
      this.#underWay = this.#underWay.toSpliced(this.#underWay.indexOf(stream), 1)
    }
  }

  async #takeList(source: Source, list: ReceivedParcels): Promise<boolean> {
    const { store } = this.#ports
    // A stream that goes on after one is known by the head of that one.
    const isFirst = streamNames.some((name) => name === source.stream)
    if (!isFirst && (await store.find(sources, { ...source })) === undefined) return true
    const { last } = await takeList(this.#ports, source, list)
    // What is missing may be in a list that is being taken in: that one's end says whether it is.
    if (this.#underWay.filter((stream) => stream === source.stream).length > 1) return false
    const cursor = (await store.find(sources, { ...source }))?.cursor ?? 0
    return (last ?? 0) > cursor
  }
}
