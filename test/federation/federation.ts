import { Fault } from '#kernel/fault.ts'
import { addMs } from '#kernel/instant.ts'
import type { Failpoint, Fetch } from '#kernel/ports.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Keyring } from '#protocol/identity/keyring.ts'
import { keyringFromSeeds } from '#protocol/identity/memory-keyring.ts'
import { generateSeeds } from '#protocol/identity/seeds.ts'
import type { Party } from '#protocol/identity/party.ts'
import { FakeTime } from '#platform/clock/fake-time.ts'
import { SeededRandom } from '#platform/clock/seeded-random.ts'
import { SimulatedBlobs } from '#platform/db/simulated-blobs.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import type { Transaction } from '#platform/db/store.ts'
import { insert } from '#platform/db/table.ts'
import { accounts, newToken } from '#platform/http/account.ts'
import { MemoryCas } from '#platform/journal/cas.ts'
import type { Adapter } from '#platform/outgoing/adapter.ts'
import { storeSearch } from '#platform/search/store-search.ts'
import { entriesIn } from '#charter/lane/file.ts'
import { installGenesis } from '#charter/record/install.ts'
import { installEntries } from '#charter/record/install-lane.ts'
import { LiveCharter } from '#charter/record/live-charter.ts'
import { foundCoalition, type FoundedCoalition } from '#charter/testing/demo-coalition.ts'
import { demoAccounts } from '../../src/node/demo-accounts.ts'
import { awaitAdmission } from '../../src/node/admission.ts'
import { startNode, type Node } from '../../src/node/node.ts'
import type { NodePorts } from '../../src/node/ports.ts'
import type { Threads } from '../../src/node/reading/threads.ts'
import { sourcesOf } from '../../src/node/rooms.ts'
import { loadSentences } from '../../src/node/sentences.ts'
import { Busy } from './busy.ts'
import { foundedDisk } from './founded-disk.ts'

/** A coalition in one process: fake clock, simulated network, simulated stores, all from one seed. */
export interface Federation extends AsyncDisposable {
  readonly time: FakeTime
  readonly coalition: FoundedCoalition
  /** Replaces what a party's address answers; its own node goes on asking the others. */
  impersonate(party: string, answers: Fetch): void
  house(party: string): House
  /** A state that is no party yet, with keys of its own and the charter as a file: it waits until it is admitted. */
  candidate(party: string, lane: Uint8Array): Promise<House>
  /** A party's secret keys, its root's among them. */
  keyring(party: string): Keyring
  /** Lets time pass with everything running. */
  pass(ms: number): Promise<void>
}

/** Members of answers that tests read; a route gives those of its own form. */
export interface Said {
  readonly act: string
  readonly upload: string
  readonly draft: string
  readonly items: readonly Said[]
  readonly replies: readonly Said[]
  readonly peers: readonly Said[]
  readonly parties: Readonly<Record<string, Said>>
  readonly party: string
  readonly state: string
  readonly name: string
  readonly verb: string
  readonly code?: string
  readonly next?: string
  /** Of the list of what waits for a house, how many. */
  readonly waiting: number
  readonly checks: readonly Said[]
  readonly recipients: readonly { readonly party: string; readonly allowed: boolean; readonly refusal?: Said }[]
  readonly consents: { readonly signed: readonly string[] }
  readonly statement: { readonly officers: readonly string[]; readonly label: object }
  readonly journal: unknown
  readonly recovery: unknown
  readonly lost: unknown
}

/** What a route answered: JSON parsed where it is JSON. */
export interface Answer {
  readonly status: number
  readonly json: Said
  readonly bytes: Uint8Array
}

interface World {
  readonly coalition: FoundedCoalition
  readonly keyrings: Map<string, Keyring>
  readonly time: FakeTime
  readonly random: SeededRandom
  readonly houses: Map<string, House>
  readonly busy: Busy
  /** Whoever answers in a party's place: a hostile peer with its keys. */
  readonly impostors: Map<string, Fetch>
}

/** An operator's key with scrypt's least cost. */
export const testBackupKey = { passphrase: new TextEncoder().encode('an operator and his key'), log2n: 14 }

/** What the product says. */
const sentences = loadSentences()

type Disk = Pick<House, 'database' | 'blobs' | 'cas'>

const emptyDisk = (): Disk => {
  return { database: new SimulatedDatabase(), blobs: new SimulatedBlobs(), cas: new MemoryCas() }
}

/** One state's house: its disk, which outlives its node, and the node while it runs. */
export class House {
  readonly party: Party
  /** Kept over restarts, as keys are. */
  #cursorKey: Uint8Array | undefined
  readonly database: SimulatedDatabase
  readonly blobs: SimulatedBlobs
  cas: MemoryCas
  /** What the clock on this house's wall shows, less the time of the world. */
  skewMs = 0
  /** Thrown at by tests that end a node in the middle of its work. */
  failpoint: Failpoint = () => undefined
  readonly tokens = new Map<string, string>()
  readonly logged: string[] = []
  /** Ways out of the node, from its next start. */
  outgoing: readonly Adapter[] = []
  signIn: NodePorts['signIn']
  /** Whose signatures on alerts it believes, from its next start. */
  alertSigners: NonNullable<NodePorts['alertSigners']> = []
  /** Other threads for large documents. */
  threads: Threads | undefined
  /** What a house that cheats does to its own database, at the end of every transaction. */
  cheat: ((tx: Transaction) => Promise<unknown>) | undefined
  node: Node | undefined
  readonly #world: World
  #store: SimulatedStore | undefined
  #stop = new AbortController()
  /** Of a candidate's house: settled once its node runs. */
  admission: Promise<void> | undefined

  constructor(world: World, party: Party, disk: Disk = emptyDisk()) {
    this.#world = world
    this.party = party
    this.database = disk.database
    this.blobs = disk.blobs
    this.cas = disk.cas
  }

  async install(lane?: Uint8Array): Promise<void> {
    const clearance = [...this.#world.coalition.charter.levels.keys()].at(-1) ?? ''
    if (lane === undefined) this.database.restoreFrom(await foundedDisk(this.#world.coalition, this.party))
    await using store = this.database.connect()
    if (lane !== undefined) await this.#installLane(store, lane)
    for (const account of demoAccounts) {
      const { token, secretSha256 } = newToken(this.#world.random)
      this.tokens.set(account.name, token)
      await store.transaction((tx) =>
        tx.apply([insert(accounts, { ...account, clearance, secret_sha256: secretSha256, disabled: false })]),
      )
    }
  }

  async #installLane(store: SimulatedStore, lane: Uint8Array): Promise<void> {
    const { genesis, at } = this.#world.coalition
    const entries = entriesIn(lane)
    if (isRefusal(entries)) throw new Fault('lane-refused', { params: { code: entries.code } })
    const where = { store, self: this.party, at }
    await installEntries(where, await installGenesis(where, genesis), entries)
  }

  async start(): Promise<void> {
    const ports = this.#ports()
    const lane = await LiveCharter.open(ports.store, { ...ports, self: this.party })
    if (lane === undefined) throw new Fault('no-charter')
    const come = async () => {
      await awaitAdmission(ports, lane, this.#stop.signal)
      this.node = await startNode({ ...ports, lane })
    }
    if (lane.charter.parties.has(this.party)) await come()
    else this.admission = come()
  }

  #ports(): NodePorts {
    const { keyrings, time, random, busy } = this.#world
    const keyring = keyrings.get(this.party)
    if (keyring === undefined) throw new Fault('no-keyring')
    const store = this.database.connect()
    this.#letCheat(store)
    busy.watch(store)
    this.#store = store
    this.#stop = new AbortController()
    return {
      party: this.party,
      keyring: busy.keyring(keyring),
      drawKeys: (roles) => busy.during(this.#world.coalition.draw(this.party, roles)),
      store,
      blobs: this.blobs,
      cas: this.cas,
      search: storeSearch(store, sourcesOf(this.blobs)),
      clock: { now: () => addMs(time.now(), this.skewMs) },
      timers: time,
      random: random.fork(`${this.party} ${time.now()}`),
      log: (event) => this.logged.push(JSON.stringify(event)),
      failpoint: (name) => this.failpoint(name),
      fetchTo: (peer) => networkTo(this.#world, peer),
      sentences,
      backupKey: async () => testBackupKey,
      cursorKey: (this.#cursorKey ??= random.bytes(32)),
      outgoing: this.outgoing,
      alertSigners: this.alertSigners,
      ...(this.signIn === undefined ? {} : { signIn: this.signIn }),
      ...(this.threads === undefined ? {} : { threads: this.threads }),
    }
  }

  /** Another house with the same disk as it is now: what someone gets who copies it. It hears nobody and speaks to everyone. */
  async twin(): Promise<House> {
    const twin = new House(this.#world, this.party)
    twin.database.restoreFrom(this.database.snapshot())
    for await (const name of this.blobs.names()) await twin.blobs.write(name, [await this.blobs.read(name, 0, 1e9)])
    for (const [account, token] of this.tokens) twin.tokens.set(account, token)
    twin.cas = this.cas.copy()
    return twin
  }

  /** Another process of the same node: one disk, one set of keys. Peers reach the first one alone. */
  async second(): Promise<House> {
    const second = new House(this.#world, this.party, this)
    for (const [account, token] of this.tokens) second.tokens.set(account, token)
    second.#cursorKey = this.#cursorKey
    await second.start()
    return second
  }

  #letCheat(store: SimulatedStore): void {
    const transaction = store.transaction.bind(store)
    store.transaction = (work) =>
      transaction(async (tx) => {
        const result = await work(tx)
        await this.cheat?.(tx)
        return result
      })
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    if (this.node === undefined) await this.admission?.catch(() => undefined)
    const node = this.node
    this.node = undefined
    const stopped = node?.[Symbol.asyncDispose]()
    await this.#world.time.advance(0)
    await stopped
    await this.#store?.[Symbol.asyncDispose]()
  }

  /** A request of an account of the house, as its screen or a tool would make it. */
  async ask(account: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = new Headers({ authorization: `Bearer ${this.tokens.get(account) ?? account}` })
    const isBytes = body instanceof Uint8Array
    if (body !== undefined && !isBytes) headers.set('content-type', 'application/json')
    const payload = isBytes ? body : JSON.stringify(body)
    const request = new Request(`http://${this.party}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: payload as BodyInit }),
    })
    const answering = this.node?.fetch(request)
    if (answering === undefined) throw new Fault('node-stopped')
    const response = await answering
    const bytes = new Uint8Array(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const said: unknown = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : {}
    return { status: response.status, bytes, json: said as Said }
  }

  /** Brings a file and shares it; answers what the node said. */
  async share(wish: Readonly<Record<string, unknown>>, file: Uint8Array, name = 'bundle.json'): Promise<Answer> {
    const brought = await this.ask('liaison', 'POST', `/api/v1/uploads?name=${name}`, file)
    if (brought.status !== 201) return brought
    return this.ask('liaison', 'POST', '/api/v1/shares', { upload: brought.json.upload, ...wish })
  }
}

/** The network: a map of functions. A node that does not run answers as a closed port does. */
function networkTo(world: World, peer: Party): Fetch {
  return async (request) => {
    const impostor = world.impostors.get(peer)
    if (impostor !== undefined) return impostor(request)
    const node = world.houses.get(peer)?.node
    if (node === undefined) throw new TypeError('connection refused')
    return world.busy.during(node.fetch(request))
  }
}

export async function startFederation(
  profile = 'demo',
  seed = 1,
  change?: Parameters<typeof foundCoalition>[2],
): Promise<Federation> {
  const coalition = await foundCoalition(profile, seed, change)
  const busy = new Busy()
  const time = new FakeTime(coalition.at, () => busy.settle())
  const houses = new Map<string, House>()
  const random = new SeededRandom(`federation ${seed}`)
  const world: World = {
    coalition,
    keyrings: new Map(coalition.keyrings),
    time,
    random,
    houses,
    busy,
    impostors: new Map(),
  }
  for (const party of coalition.keyrings.keys()) houses.set(party, new House(world, party))
  for (const house of houses.values()) await house.install()
  for (const house of houses.values()) await house.start()
  return {
    time,
    coalition,
    impersonate: (party, answers) => void world.impostors.set(party, answers),
    house(party) {
      const house = houses.get(party)
      if (house === undefined) throw new Fault('no-house', { params: { party } })
      return house
    },
    async candidate(name, lane) {
      const party = name as Party
      world.keyrings.set(
        party,
        await keyringFromSeeds(party, generateSeeds(new SeededRandom(`candidate ${party} ${seed}`))),
      )
      const house = new House(world, party)
      houses.set(party, house)
      await house.install(lane)
      await house.start()
      return house
    },
    keyring(party) {
      const keyring = world.keyrings.get(party)
      if (keyring === undefined) throw new Fault('no-keyring')
      return keyring
    },
    pass: (ms) => time.advance(ms),
    async [Symbol.asyncDispose]() {
      for (const house of houses.values()) await house.stop()
    },
  }
}
