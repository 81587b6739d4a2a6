import { Fault } from '#kernel/fault.ts'
import type { Fetch } from '#kernel/ports.ts'
import type { PartyKeys } from '#protocol/identity/keys.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Api } from '#platform/http/api.ts'
import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { eventHub, type EventHub } from '#platform/http/events.ts'
import { FreshFiles } from '#platform/record/fresh-files.ts'
import { readHere } from '#platform/record/reading.ts'
import { startIndexer, type IndexerOptions } from '#platform/search/indexer.ts'
import { startPacking } from '#platform/search/packing.ts'
import type { Peer } from '#platform/transport/peer.ts'
import type { Charter } from '#charter/charter.ts'
import type { House } from '#charter/record/house.ts'
import { LiveCharter } from '#charter/record/live-charter.ts'
import { removeLeftovers } from '#charter/record/received-files.ts'
import { keysOf } from '#charter/standing.ts'
import { startEscalating } from '#rooms/alerts/escalating.ts'
import { startSending } from '#rooms/alerts/sending.ts'
import { removeForgotten } from '#rooms/exchange/leftovers.ts'
import { startDating } from '#rooms/exchange/collections/dating.ts'
import { startLaying } from '#rooms/exchange/collections/laying.ts'
import { startDisclosing } from '#rooms/exchange/disclosing.ts'
import { startLookingBack } from '#rooms/exchange/looking-back.ts'
import { startTelling } from '#rooms/watches/telling.ts'
import { listenToBells } from './bells.ts'
import { startChecking } from './checking.ts'
import { makeApi } from './frame.ts'
import { startEntering, startLane } from './lane.ts'
import { startTrusting } from './trusting.ts'
import { startJournal, type RunningJournal } from './journaling.ts'
import { startPeers } from './links.ts'
import { mountFederation } from './mount-federation.ts'
import { Verifications } from './verifying/runs.ts'
import { mountApi } from './mount-api.ts'
import type { NodePorts } from './ports.ts'
import { livingKeyring } from './living-keyring.ts'
import { refuseStrangeKeys } from './unlock.ts'
import { lookForMarks, startRecovery, type Recovery } from './recovery.ts'
import { projectors, sourcesOf } from './rooms.ts'

/** A node that runs: its HTTP as a function, and what its routes and its operator look into. */
export interface Node extends AsyncDisposable {
  readonly party: Party
  readonly house: House
  readonly api: Api
  readonly peers: ReadonlyMap<Party, Peer>
  readonly journal: RunningJournal
  readonly recovery: Recovery
  readonly events: EventHub
  readonly fetch: Fetch
}

/**
 * Starts a node over its ports: loops and routes of every room over one house. Disposing stops what it started and leaves the ports
 * open, for they are the caller's.
 */
export async function startNode(given: NodePorts): Promise<Node> {
  const live = given.lane ?? (await LiveCharter.open(given.store, { ...given, self: given.party }))
  if (live === undefined) throw new Fault('no-charter', { params: { party: given.party } })
  await refuseStrangeKeys(given.keyring, live.charter)
  const ports = { ...given, keyring: livingKeyring(given.keyring, () => ownKeys(live.charter, given.party)) }
  const fresh = new FreshFiles()
  const house: House = {
    ...ports,
    self: ports.party,
    projectors,
    charter: () => live.charter,
    followLane: (reads) => live.follow(reads),
    followClosed: (reads) => live.followClosed(reads),
    laneFork: () => live.fork,
    laneEarly: () => live.early,
    fresh,
    reading: ports.threads ?? readHere,
  }
  await removeLeftovers(ports)
  const stack = new AsyncDisposableStack()
  const events = stack.use(eventHub({ random: ports.random, timers: ports.timers }))
  const api = makeApi(ports, house)
  await lookForMarks(ports, house)
  const journal = stack.use(startJournal(ports, house))
  const meeting = stack.use(startPeers(ports, house, journal))
  const peers = meeting.all
  const recovery = stack.use(startRecovery({ ports, house, journal, peers }))
  stack.use(sweeping(ports, journal))
  stack.use(startLane(ports, house, meeting))
  stack.use(startTrusting(ports, house))
  stack.use(startEntering(ports, house, journal))
  stack.use(startChecking(ports, house, journal))
  stack.use(startIndexer({ ...ports, sources: sourcesOf(ports.blobs), ...aheadOf(ports, fresh) }))
  const { timers, outgoing = [] } = ports
  stack.use(startEscalating({ house, timers, events, adapters: outgoing }))
  stack.use(startSending({ house, timers, adapters: outgoing }))
  stack.use(startTelling({ house, timers, events }))
  stack.use(startPacking(ports))
  stack.use(startDating(ports))
  stack.use(startLaying(ports))
  stack.use(startDisclosing(ports))
  stack.use(startLookingBack({ ...house, timers: ports.timers }))
  stack.defer(listenToBells(ports, { peers, events }))
  const node = { party: ports.party, house, api, peers, journal, recovery, events, fetch: api.fetch }
  mountFederation(ports, node)
  mountApi(ports, node, stack.use(new Verifications(ports)))
  return { ...node, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

function ownKeys(charter: Charter, party: Party): PartyKeys {
  const keys = keysOf(charter, party)
  if (keys === undefined) throw new Fault('not-a-party', { params: { party } })
  return keys
}

/** Words of what was just admitted come from another thread, where there is one. */
function aheadOf(
  { threads, party }: NodePorts,
  fresh: FreshFiles,
): Pick<IndexerOptions, 'ready' | 'ahead' | 'elsewhere'> {
  return {
    ready: (held, limit) => {
      const plaintext = fresh.get(held.act)
      const indexed = plaintext === undefined ? undefined : threads?.made(plaintext, { held, limit })
      if (indexed !== undefined) fresh.drop(held.act)
      return indexed
    },
    ...(threads === undefined ? {} : { elsewhere: (given, asked) => threads.words(given, asked) }),
    ahead: async (held, asked) => {
      const plaintext = fresh.get(held.act)
      const indexed =
        plaintext === undefined
          ? undefined
          : await threads?.index(plaintext, held, { ...asked, isOwn: held.author === party })
      if (indexed?.isEnd === true) fresh.drop(held.act)
      return indexed
    },
  }
}

const sweepMs = 6 * 3_600_000
const lookMs = 60_000

/** Destroys forgotten files now and then, while k witnesses have seen no more than the database holds. */
function sweeping(ports: NodePorts, journal: RunningJournal): Loop {
  const round = async (): Promise<number> => {
    if (journal.state().kind !== 'running') return lookMs
    const files = await removeForgotten(ports)
    if (files > 0) ports.log({ level: 'info', event: 'forgotten-files-removed', files })
    return sweepMs
  }
  return startLoop({ ...ports, name: 'sweep', round })
}
