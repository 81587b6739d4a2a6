import { Fault } from '#kernel/fault.ts'
import { equalBytes } from '#kernel/bytes.ts'
import type { Fetch } from '#kernel/ports.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import type { Party } from '#protocol/identity/party.ts'
import { serverNameOf } from '#platform/transport/link/certificate.ts'
import { linkKeyId } from '#platform/transport/link/link-keys.ts'
import { pinnedFetch, type PinnedFetch } from '#platform/transport/link/pinned-fetch.ts'
import type { Charter } from '#charter/charter.ts'
import { keysOf } from '#charter/standing.ts'

/** The way to each peer: TLS pinned to its `link` key in the charter, or plain HTTP on loopback. No other host is ever asked. */
export interface Network extends Disposable {
  readonly fetchTo: (peer: Party) => Fetch
}

const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** `charter`: as of now; a changed key holds from the next connection on. `plain`: for loopback. */
export function makeNetwork(charter: () => Charter, plain: Fetch): Network {
  const roads = new Map<Party, PinnedFetch>()
  const roadTo = (peer: Party): PinnedFetch => {
    const isPinned = (presented: Uint8Array): boolean => {
      const key = keysOf(charter(), peer)?.link.ed25519
      return key !== undefined && equalBytes(rawKey(key), presented)
    }
    const serverName = (): string | undefined => {
      const key = keysOf(charter(), peer)?.link.ed25519
      return key === undefined ? undefined : serverNameOf(linkKeyId(key))
    }
    const road = roads.get(peer) ?? pinnedFetch(isPinned, { serverName })
    roads.set(peer, road)
    return road
  }
  return {
    fetchTo: (peer) => async (request) => {
      const { protocol, hostname } = new URL(request.url)
      if (protocol === 'https:') return roadTo(peer).fetch(request)
      if (loopbackNames.has(hostname)) return plain(request)
      throw new Fault('peer-address-plain', { params: { peer } })
    },
    [Symbol.dispose]() {
      for (const road of roads.values()) road[Symbol.dispose]()
    },
  }
}
