import type { Fetch } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { readParcels, type Parcel } from '#protocol/parcel/wire.ts'

/** Parcels kept per receiver: enough to replay what a tour did. */
const keptParcels = 500

/** Someone on the wire who keeps what goes by, and can deliver it again: the demo's network adversary. */
export class Wire {
  readonly #kept = new Map<Party, Map<Party, Parcel[]>>()

  /** The network of one house, with the ear in it. */
  networkOf(party: Party, send: Fetch): (peer: Party) => Fetch {
    return (peer) => async (request) => {
      if (!new URL(request.url).pathname.startsWith('/federation/v1/parcels')) return send(request)
      if (request.method === 'POST') {
        this.#keep(peer, party, new Uint8Array(await request.clone().arrayBuffer()))
        return send(request)
      }
      const response = await send(request)
      const bytes = new Uint8Array(await response.arrayBuffer())
      this.#keep(party, peer, bytes)
      const { status, headers } = response
      return new Response(response.body === null ? null : bytes, { status, headers })
    }
  }

  /** What was once sent to a party, by sender. */
  keptFor(party: Party): ReadonlyMap<Party, readonly Parcel[]> {
    return this.#kept.get(party) ?? new Map()
  }

  #keep(to: Party, from: Party, bytes: Uint8Array): void {
    const list = readParcels(bytes)
    if (isRefusal(list) || list.parcels.length === 0) return
    const senders = this.#kept.get(to) ?? new Map<Party, Parcel[]>()
    this.#kept.set(to, senders)
    const kept = senders.get(from) ?? []
    kept.push(...list.parcels.filter((parcel): parcel is Parcel => !isRefusal(parcel)))
    senders.set(from, kept.slice(-keptParcels))
  }
}
