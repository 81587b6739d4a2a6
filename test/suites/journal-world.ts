import { Hono } from 'hono'
import type { Failpoint, Fetch } from '#kernel/ports.ts'
import { encodeUtf8 } from '#kernel/bytes.ts'
import { sha256Hex } from '#protocol/suite/sha-256.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import type { Party } from '#protocol/identity/party.ts'
import { parseParty } from '#protocol/identity/party.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedDatabase } from '#platform/db/simulated-store.ts'
import type { SimulatedStore } from '#platform/db/simulated-store.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import { cosignersAmong, journalKeyOf, witnessKeysOf } from '#platform/journal/peer.ts'
import type { Journal, JournalPeer } from '#platform/journal/peer.ts'
import { journalRoutes } from '#platform/journal/routes.ts'
import { Sequencer } from '#platform/journal/sequencer.ts'
import { verifyJournal } from '#platform/journal/verify.ts'
import { checkpoints } from '#platform/journal/tables.ts'
import { awaitInclusion } from '#platform/journal/waiting.ts'
import { seenHeads } from '#rooms/witness/observe.ts'
import type { WitnessPorts } from '#rooms/witness/ports.ts'
import { witnessRoutes } from '#rooms/witness/routes.ts'

const slug = (text: string): Party => {
  const party = parseParty(text)
  if (party === undefined) throw new Error(text)
  return party
}
export const names = ['alt', 'bor', 'cas', 'sec'].map(slug)
export const [alt, bor, cas, sec] = names as [Party, Party, Party, Party]
const keyrings = new Map(
  await Promise.all(
    names.map(async (party) => [party, await keyringFromSeeds(party, generateSeeds(new SeededRandom(party)))] as const),
  ),
)
export const actOf = (text: string): ActId => `act--${sha256Hex(encodeUtf8(text))}` as ActId

/** The network: what answers at each party's address. */
export type Net = Map<Party, Fetch>

export interface JournalNode {
  readonly party: Party
  readonly database: SimulatedDatabase
  readonly memory: MemoryCas
  readonly store: SimulatedStore
  readonly sequencer: Sequencer
  readonly journal: Journal
  readonly witness: WitnessPorts
}

export function keysOf(party: Party) {
  const keyring = keyrings.get(party)
  if (keyring === undefined) throw new Error(party)
  return keyring
}

export const originOf = (party: Party): string => `test.tamga/${party}/1`

export function peerOf(net: Net, party: Party): JournalPeer {
  const { keys } = keysOf(party)
  return {
    party,
    origin: originOf(party),
    epoch: 1,
    journalKey: journalKeyOf(originOf(party), keys.journal.ed25519),
    witnessKeys: witnessKeysOf(`test.tamga/${party}/witness`, keys.witness),
    baseUrl: `http://${party}.test`,
    fetch: async (request) => (await net.get(party)?.(request)) ?? Promise.reject(new Error('unreachable')),
  }
}

interface Boot {
  readonly net: Net
  readonly time: FakeTime
  readonly party: Party
  readonly database?: SimulatedDatabase
  readonly memory?: MemoryCas
  readonly failpoint?: Failpoint
  readonly seed?: string
  /** Whom a journal that lies asks for cosignatures. */
  readonly asks?: readonly Party[]
}

/** Starts a node over its database and compare-and-swap store, and puts it on the network. */
export function boot({ net, time, party, failpoint = () => undefined, asks = names, ...over }: Boot): JournalNode {
  const { database = new SimulatedDatabase(), memory = new MemoryCas() } = over
  const store = database.connect()
  const keyring = keysOf(party)
  const own = peerOf(net, party)
  const others = names.filter((name) => name !== party).map((name) => peerOf(net, name))
  const witnesses = others.filter((other) => asks.includes(other.party))
  const journal: Journal = { origin: own.origin, epoch: 1, key: own.journalKey, witnesses }
  const shared = { store, keyring, timers: time, clock: time, log: () => undefined, timeoutMs: 500 }
  const published = async (): Promise<string> => {
    const where = { epoch: 1, published: true }
    return (await store.select(checkpoints, { where, order: ['-size'], limit: 1 }))[0]?.note ?? ''
  }
  const witness: WitnessPorts = {
    ...shared,
    cas: memory,
    failpoint,
    keys: () => own.witnessKeys,
    peers: () => others,
    published,
  }
  const sequencer = new Sequencer({
    ...shared,
    cas: memory,
    random: new SeededRandom(`${party} ${over.seed ?? ''}`),
    failpoint,
    heads: () => seenHeads(store),
    journal: () => journal,
    witnessTimeoutMs: 500,
    graceMs: 100,
  })
  const epochs = () => [{ epoch: 1, origin: own.origin, key: own.journalKey }]
  const app = new Hono()
    .route('/journal', journalRoutes({ reads: store, epochs }))
    .route('/witness', witnessRoutes(witness))
  net.set(party, async (request) => app.fetch(request))
  return { party, database, memory, store, sequencer, journal, witness }
}

export interface World {
  readonly net: Net
  readonly time: FakeTime
  readonly nodes: Map<Party, JournalNode>
}

export function found(): World {
  const [net, time] = [new Map() as Net, new FakeTime()]
  return { net, time, nodes: new Map(names.map((party) => [party, boot({ net, time, party })])) }
}

export function nodeOf({ nodes }: World, party: Party): JournalNode {
  const node = nodes.get(party)
  if (node === undefined) throw new Error(party)
  return node
}

/** One cadence of every node on the network. */
export async function cadence(world: World, only: readonly Party[] = names): Promise<void> {
  const ticks = Promise.all(only.map((party) => nodeOf(world, party).sequencer.tick()))
  await world.time.advance(1000)
  await ticks
}

export async function restart(world: World, party: Party, change: Partial<Boot> = {}): Promise<JournalNode> {
  const { database, memory, store } = nodeOf(world, party)
  await store[Symbol.asyncDispose]()
  const node = boot({ net: world.net, time: world.time, party, database, memory, seed: 'again', ...change })
  world.nodes.set(party, node)
  return node
}

export const record = ({ store }: JournalNode, ...acts: readonly ActId[]): Promise<unknown> =>
  store.transaction((tx) => tx.apply(acts.map(awaitInclusion)))

export const checkOf = (node: JournalNode) =>
  verifyJournal(node.store, { epoch: 1, key: node.journal.key, cosigners: cosignersAmong(node.journal.witnesses) })
