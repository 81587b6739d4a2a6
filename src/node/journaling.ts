import type { Hono } from 'hono'
import type { Party } from '#protocol/identity/party.ts'
import type { Reads } from '#platform/db/store.ts'
import { journalRoutes } from '#platform/journal/routes.ts'
import { Sequencer } from '#platform/journal/sequencer.ts'
import type { AuthorTrust } from '#platform/journal/received-proofs.ts'
import { checkpoints } from '#platform/journal/tables.ts'
import type { SequencerState } from '#platform/journal/state.ts'
import type { ProofPorts } from '#platform/transport/following.ts'
import { formatPolicy } from '#protocol/journal/policy.ts'
import { cosignersAmong, witnessKeysOf, type Journal, type JournalPeer } from '#platform/journal/peer.ts'
import { epoch, journalNames, journalTrust } from '#charter/journals.ts'
import { witnessPolicyOf } from '#charter/witnesses.ts'
import type { House } from '#charter/record/house.ts'
import { startLoop } from '#platform/clock/loop.ts'
import { watching } from '#rooms/witness/watch.ts'
import type { WitnessPorts } from '#rooms/witness/ports.ts'
import { witnessRoutes } from '#rooms/witness/routes.ts'
import { observe, seenHeads } from '#rooms/witness/observe.ts'
import { addressOf } from './links.ts'
import type { NodePorts } from './ports.ts'

/** Another party's journal and witness, from the charter. */
export function journalPeer(ports: NodePorts, house: House, party: Party): JournalPeer {
  const row = house.charter().parties.get(party)
  if (row === undefined) throw new RangeError(`${party} is no party`)
  return {
    ...journalNames(row),
    epoch,
    baseUrl: addressOf(ports, house, party),
    fetch: ports.fetchTo(party),
  }
}

/** This party's own journal and who cosigns it, from the charter as of now. */
export function ownJournal(ports: NodePorts, house: House): Journal {
  const charter = house.charter()
  const { origin, journalKey } = journalPeer(ports, house, house.self)
  const { witnesses } = witnessPolicyOf(charter, house.self, house.clock.now())
  return { origin, epoch, key: journalKey, witnesses: witnesses.map((party) => journalPeer(ports, house, party)) }
}

/** The rule of a party's journal as a tlog-policy: any k of the others, each with both its keys. */
export function policyOf(ports: NodePorts, house: House, party: Party): string {
  const { witnesses, k } = witnessPolicyOf(house.charter(), party, house.clock.now())
  const cosigners = cosignersAmong(witnesses.map((witness) => journalPeer(ports, house, witness)))
  return formatPolicy(journalPeer(ports, house, party).journalKey, cosigners, k)
}

/** What a proof against a party's journal is held against, as of now. */
export function trustOf(house: House, author: Party): AuthorTrust {
  const trust = journalTrust(house.charter(), author, house.clock.now())
  if (trust === undefined) throw new RangeError(`${author} is no party`)
  return trust
}

/** A journal that grows, and what is served of it and for the journals of others. */
export interface RunningJournal extends AsyncDisposable, Pick<ProofPorts, 'trustOf' | 'sawCheckpoint'> {
  readonly state: () => SequencerState
  /** Neither halted, nor failing at each cadence. */
  readonly isWell: () => boolean
  readonly journal: () => Journal
  /** The newest published checkpoint as a note, empty before the first. */
  readonly published: () => Promise<string>
  readonly routes: readonly (readonly [path: string, app: Hono])[]
}

/** How long a witness may take, and how long the others are waited for once k have cosigned. */
export const witnessTimeoutMs = 3000
const graceMs = 100

export function startJournal(ports: NodePorts, house: House): RunningJournal {
  const journal = () => ownJournal(ports, house)
  const heads = () => seenHeads(ports.store)
  const sequencer = new Sequencer({ ...ports, journal, witnessTimeoutMs, graceMs, heads })
  const published = async () => sequencer.published ?? (await publishedIn(ports.store))
  const witness = { ...witnessPorts(ports, house), published }
  const stop = new AbortController()
  const running = sequencer.run(house.charter().cadenceMs, stop.signal)
  const watch = watching(witness)
  // Sooner again while a mirror is still being fetched.
  const round = async () => ((await watch()) ? 0 : house.charter().cadenceMs)
  const mirrors = startLoop({ ...ports, name: 'mirrors', round })
  const epochs = () => {
    const { origin, key } = journal()
    return [{ epoch, origin, key }]
  }
  return {
    state: () => sequencer.state,
    isWell: () => sequencer.isWell,
    journal,
    published,
    trustOf: (author) => trustOf(house, author),
    async sawCheckpoint(author, note) {
      await observe(witness, journalPeer(ports, house, author), note)
    },
    routes: [
      ['/journal', journalRoutes({ reads: ports.store, epochs })],
      ['/witness', witnessRoutes(witness)],
    ],
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all([running, mirrors[Symbol.asyncDispose]()])
      await sequencer[Symbol.asyncDispose]()
    },
  }
}

async function publishedIn(reads: Reads): Promise<string> {
  const [newest] = await reads.select(checkpoints, { where: { published: true }, order: ['-epoch', '-size'], limit: 1 })
  return newest?.note ?? ''
}

/** This node as a witness of the others' journals. */
export function witnessPorts(ports: NodePorts, house: House): WitnessPorts {
  const others = () => [...house.charter().parties.keys()].filter((party) => party !== house.self)
  return {
    ...ports,
    keys: () => witnessKeysOf(house.self, ports.keyring.keys.witness),
    peers: () => others().map((party) => journalPeer(ports, house, party)),
    timeoutMs: witnessTimeoutMs,
    published: () => publishedIn(ports.store),
  }
}
