import type { Fetch } from '#kernel/ports.ts'
import type { Party } from '#protocol/identity/party.ts'
import { metrics, type Metrics } from '#platform/http/metrics.ts'
import { waiting as unentered } from '#platform/journal/tables.ts'
import { acts } from '#platform/record/tables.ts'
import { searchLag } from '#platform/search/search.ts'
import { firstHeld } from '#platform/transport/held.ts'
import { due, outbox, received, streams, type Outcome } from '#platform/transport/tables.ts'
import { epochMsOf } from '#kernel/instant.ts'
import type { Node } from './node.ts'
import type { NodePorts } from './ports.ts'

/** What is measured of a running node. */
export interface Watch {
  /** The node's HTTP with its durations measured. */
  readonly fetch: Fetch
  /** `/metrics`; the tables are asked when somebody looks. */
  readonly metrics: Fetch
}

type Asked = Pick<NodePorts, 'store' | 'clock'>
type Refresh = () => Promise<void>

/** Nothing is counted further than this. */
const cap = 1_000_000
/** Bounds in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]

/** Begins to count. The only label is a peer: no act, no person and no route stands in a metric. */
export async function watchNode(node: Omit<Node, keyof AsyncDisposable>, ports: Asked): Promise<Watch> {
  const page = metrics({ withProcess: true })
  const took = page.histogram('http_request_seconds', 'Time until a request was answered.', buckets)
  const peers = () => node.peers.keys()
  const refreshes = [
    actsRecorded(page, ports),
    parcelsNumbered(page, peers, ports),
    parcelsTaken(page, peers, ports),
    links(page, node, ports),
    held(page, peers, ports),
    queues(page, ports),
    journal(page, node),
  ]
  const refresh = () => Promise.all(refreshes.map((one) => one()))
  let refreshing: Promise<unknown> | undefined
  await refresh()
  return {
    async fetch(request) {
      const begunMs = performance.now()
      const response = await node.fetch(request)
      took((performance.now() - begunMs) / 1000)
      return response
    },
    async metrics(request) {
      // Whoever looks while another looks waits for the same answers.
      refreshing ??= refresh().finally(() => (refreshing = undefined))
      await refreshing
      return page.fetch(request)
    },
  }
}

function actsRecorded(page: Metrics, { store }: Asked): Refresh {
  const count = page.counter('acts_recorded_total', 'Acts taken into the record since the node started.')
  let seen: number | undefined
  return async () => {
    const newest = (await store.greatest(acts, 'arrival')) ?? 0
    if (seen !== undefined && newest > seen) {
      count({}, await store.count(acts, { arrival: { gt: seen, lte: newest } }, cap))
    }
    seen = newest
  }
}

/** Those of the charter as it is now: one that was admitted since the start is counted from its first parcel. */
type PeersNow = () => Iterable<Party>

function parcelsNumbered(page: Metrics, peers: PeersNow, { store }: Asked): Refresh {
  const count = page.counter('parcels_numbered_total', 'Parcels numbered for a peer since the node started.')
  let seen: ReadonlyMap<Party, number> | undefined
  return async () => {
    const now = new Map<Party, number>()
    for (const peer of peers()) {
      const number = (await store.greatest(streams, 'number', { peer })) ?? 0
      count({ peer }, Math.max(0, number - (seen === undefined ? number : (seen.get(peer) ?? 0))))
      now.set(peer, number)
    }
    seen = now
  }
}

const outcomes = ['admitted', 'refused', 'dropped', 'held', 'quarantined', 'recalled', 'duplicate'] as const

function parcelsTaken(page: Metrics, peers: PeersNow, { store }: Asked): Refresh {
  const counts = outcomes.map((outcome) => {
    const help = `Parcels of a peer taken in since the node started: ${outcome}.`
    return [outcome, page.counter(`parcels_${outcome}_total`, help)] as const
  })
  let seen: ReadonlyMap<Party, number> | undefined
  return async () => {
    const now = new Map<Party, number>()
    for (const peer of peers()) {
      const newest = (await store.greatest(received, 'number', { peer })) ?? 0
      const number = { gt: seen === undefined ? newest : (seen.get(peer) ?? 0), lte: newest }
      for (const [outcome, count] of counts) {
        const named: readonly Outcome[] = outcome === 'admitted' ? ['admitted', 'fetching'] : [outcome]
        const where = { peer, number, outcome: { in: named } }
        count({ peer }, number.gt === newest ? 0 : await store.count(received, where, cap))
      }
      now.set(peer, newest)
    }
    seen = now
  }
}

function links(page: Metrics, { peers }: Pick<Node, 'peers'>, { clock }: Asked): Refresh {
  const queued = page.gauge('outbox_acts_count', 'Acts recorded and not yet numbered for a peer.')
  const behind = page.gauge('inbox_missing_parcels_count', 'Parcels that a peer has announced and we lack.')
  const silent = page.gauge('peer_silence_seconds', 'Time since a peer last answered.')
  const skew = page.gauge('peer_clock_skew_seconds', "The peer's clock less ours.")
  return async () => {
    const nowMs = epochMsOf(clock.now())
    for (const status of await Promise.all([...peers.values()].map((peer) => peer.status()))) {
      const about = { peer: status.party }
      queued(status.queued, about)
      behind(status.behind, about)
      if (status.lastContact !== undefined) silent((nowMs - epochMsOf(status.lastContact)) / 1000, about)
      if (status.skewMs !== undefined) skew(status.skewMs / 1000, about)
    }
  }
}

function held(page: Metrics, peers: PeersNow, { store, clock }: Asked): Refresh {
  const count = page.gauge('inbox_held_parcels_count', 'Parcels of a peer that wait for a word of the charter.')
  const since = page.gauge('inbox_held_seconds', 'For how long the first of them has waited.')
  return async () => {
    for (const peer of peers()) {
      const where = { peer, outcome: 'held' } as const
      const first = await firstHeld(store, where)
      count(first === undefined ? 0 : await store.count(received, where, cap), { peer })
      since(first === undefined ? 0 : (epochMsOf(clock.now()) - epochMsOf(first)) / 1000, { peer })
    }
  }
}

function queues(page: Metrics, { store, clock }: Asked): Refresh {
  const receipts = page.gauge('receipts_owed_count', 'Outcomes not yet signed into a receipt.')
  const withheld = page.gauge('outbox_withheld_count', 'Acts that the gate held back before sending.')
  const search = page.gauge('search_lag_count', 'Acts not wholly in the search index yet.')
  const oldest = page.gauge('search_lag_seconds', 'For how long the oldest of them has been here.')
  const entering = page.gauge('journal_waiting_count', 'Acts of this node that no journal entry holds yet.')
  return async () => {
    receipts(await store.count(due, {}, cap))
    withheld(await store.count(outbox, { withheld_code: { not: null } }, cap))
    const { lag, lagSince } = await searchLag(store, undefined, cap)
    search(lag)
    oldest(lagSince === undefined ? 0 : (epochMsOf(clock.now()) - epochMsOf(lagSince)) / 1000)
    entering(await store.count(unentered, {}, cap))
  }
}

function journal(page: Metrics, node: Pick<Node, 'journal'>): Refresh {
  const size = page.gauge('journal_entries_count', 'Entries of this node’s journal.')
  const published = page.gauge(
    'journal_published_entries_count',
    'Entries under the newest head with enough cosignatures.',
  )
  const halted = page.gauge('journal_halted_count', '1 while the journal stands still until a person acts.')
  return () => {
    const state = node.journal.state()
    halted(state.kind === 'halted' ? 1 : 0)
    if (state.kind === 'running') {
      size(state.size)
      published(state.published)
    }
    return Promise.resolve()
  }
}
