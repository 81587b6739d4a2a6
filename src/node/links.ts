import { isRefusal } from '#kernel/refusal.ts'
import { rawKey } from '#protocol/identity/key-id.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { ActId } from '#protocol/act/statement.ts'
import { actOf } from '#platform/record/load.ts'
import { linkClient } from '#platform/transport/link/link-client.ts'
import { linkKeyId, linkKeysOf, linkSigners, type LinkKeys } from '#platform/transport/link/link-keys.ts'
import type { AskPeer } from '#platform/transport/puller.ts'
import { owe } from '#platform/transport/incoming.ts'
import { Peer, type PeerPorts } from '#platform/transport/peer.ts'
import type { PushPorts } from '#platform/transport/pushing.ts'
import type { FileDoor } from '#platform/transport/peer-files.ts'
import type { Fetched } from '#platform/transport/fetching.ts'
import type { ProofPorts } from '#platform/transport/following.ts'
import type { NumberingPorts } from '#platform/transport/numbering.ts'
import type { TakingPorts } from '#platform/transport/taking.ts'
import type { SequencerState } from '#platform/journal/state.ts'
import { admitWithFiles, dropWithFiles, takeIn } from '#charter/record/door.ts'
import type { House } from '#charter/record/house.ts'
import { areElsewhere } from '#charter/record/received-files.ts'
import { forgetWrongFiles, showWithFiles, takeBack } from '#charter/record/take-back.ts'
import { keysThen } from '#charter/record/seals.ts'
import { writeReceipt } from '#charter/record/receipts-desk.ts'
import { release, underWay } from '#charter/release.ts'
import { keysOf, keySetsOf } from '#charter/standing.ts'
import type { RunningJournal } from './journaling.ts'
import type { NodePorts } from './ports.ts'

/** What transport asks of the charter, answered with the charter as of now. */
export function takingPorts(ports: NodePorts, house: House): TakingPorts {
  return {
    ...ports,
    self: house.self,
    coalition: house.charter().id,
    boxKey: (party) => rawOf(keysOf(house.charter(), party)?.box['x-wing']),
    linkKeys: (party) => {
      const keys = keySetsOf(house.charter(), party).map(({ link }) => link.ed25519)
      return [...new Set(keys)].map(rawKey)
    },
    keyringFor: async (act) => {
      const then = keysThen(house, act)
      return (then === undefined ? undefined : await ports.keyring.under(then)) ?? ports.keyring
    },
    mayGo(act, to) {
      const verdict = release(act.said, to, {
        charter: underWay(act.said.kind, house.charter()),
        at: house.clock.now(),
      })
      return isRefusal(verdict) ? verdict : undefined
    },
    door: (tx, from, opened) => takeIn(house, tx, from, opened),
  }
}

const rawOf = (key: string | undefined): Uint8Array | undefined => (key === undefined ? undefined : rawKey(key))

export function chartersLinkKeys(house: House): LinkKeys {
  return linkKeysOf((party) => {
    const keys = keysOf(house.charter(), party)
    return keys === undefined ? [] : [keys]
  })
}

/** Id of the `link` key by which the charter knows a party now. */
export function linkIdOf(house: House, party: Party): string | undefined {
  const key = keysOf(house.charter(), party)?.link.ed25519
  return key === undefined ? undefined : linkKeyId(key)
}

export function addressOf(ports: NodePorts, house: House, peer: Party): string {
  return ports.urlOf?.(peer) ?? house.charter().parties.get(peer)?.url ?? ''
}

/** The work with the other parties of the charter, each on loops of its own. */
export interface Peers extends AsyncDisposable {
  readonly all: ReadonlyMap<Party, Peer>
  /** Begins with parties that have come since. None is left: what was released stays recallable. */
  meet(): void
}

export function startPeers(ports: NodePorts, house: House, journal: RunningJournal): Peers {
  const { trustOf, sawCheckpoint } = journal
  const taking = {
    ...takingPorts(ports, house),
    fetching: new Set<ActId>(),
    journalSays: () => says(journal.state()),
    cadenceMs: () => house.charter().cadenceMs,
    trustOf,
    sawCheckpoint,
    checkpoint: journal.published,
  }
  const all = new Map<Party, Peer>()
  const meet = (): void => {
    for (const party of house.charter().parties.keys()) {
      if (party !== house.self && !all.has(party)) all.set(party, new Peer(peerPorts(ports, house, taking, party)))
    }
  }
  meet()
  return {
    all,
    meet,
    async [Symbol.asyncDispose]() {
      for (const peer of [...all.values()].toReversed()) await peer[Symbol.asyncDispose]()
    },
  }
}

/** A node that another copy of it, or its own past, has overtaken numbers nothing; nor does one that has not looked yet. */
function says(state: SequencerState): ReturnType<NumberingPorts['journalSays']> {
  if (state.kind === 'running') return 'sure'
  if (state.kind === 'standby') return 'closed'
  return state.kind === 'starting' || state.reason === 'damaged' ? 'open' : 'closed'
}

type Shared = TakingPorts & Pick<PeerPorts, 'fetching' | 'journalSays' | keyof ProofPorts | keyof PushPorts>

/** Asks one peer over a link that proves who answers. */
export function asking(ports: NodePorts, house: House, peer: Party): AskPeer {
  const { clock, random, timers } = ports
  const known = { keys: chartersLinkKeys(house), expects: (party: Party) => linkIdOf(house, party) }
  const client = { ...known, fetch: ports.fetchTo(peer), clock, random, timers }
  return (ask) => {
    const [self, ...others] = linkSigners(ports.keyring)
    return linkClient({ ...client, self, others }, { party: peer, origin: addressOf(ports, house, peer) })(ask)
  }
}

function peerPorts(ports: NodePorts, house: House, taking: Shared, peer: Party): PeerPorts {
  const { timers } = ports
  return {
    ...taking,
    timers,
    peer,
    ask: asking(ports, house, peer),
    ...fileDoor(house, taking),
    quotas: () => house.charter().quotas,
    takeBack: (tx, opened) => takeBack(house, tx, opened),
    writeReceipt: (party) => writeReceipt(house, party),
  }
}

/** The door for acts whose files have come, over the line or in a file. */
export function fileDoor(house: House, taking: TakingPorts): FileDoor {
  return {
    wants(row) {
      const act = actOf(row)
      return act === undefined ? [] : (house.projectors.get(row.kind)?.reads?.(act) ?? [])
    },
    open: (secret, claim) => house.reading.open(secret, claim),
    admitFiles: (fetched) => admitFiles(house, taking, fetched),
  }
}

/** Files have come: the act is admitted with them, or dropped because they are not what it says. */
async function admitFiles(house: House, taking: TakingPorts, fetched: Fetched): Promise<void> {
  const { act, keys, blobs } = fetched
  const done = fetched.done === undefined ? undefined : await readIn(house, fetched.done)
  if (done === undefined) return
  if (act.said.author === house.self) return showReturned(house, fetched, done)
  if (!('refusal' in done)) keepFresh(house, act.id, done.plaintexts)
  const taken = await house.store.transaction(async (tx) => {
    if (await areElsewhere(tx, act.id, blobs)) return undefined
    const result =
      'refusal' in done
        ? await dropWithFiles(tx, act, { refusal: done.refusal, keys })
        : await admitWithFiles(house, tx, act, done.plaintexts)
    if (result.outcome === 'admitted' && 'came' in done) await tx.apply(done.came)
    await tx.apply(await owe(tx, result.owes, house.clock.now()))
    tx.ring('due')
    return result
  })
  await house.failpoint('deliver:admitted')
  if (taken?.outcome !== 'admitted') house.fresh?.drop(act.id)
  for (const blob of taken?.removes ?? []) await taking.blobs.remove(blob)
}

type Done = NonNullable<Fetched['done']>

/** What came, read before the transaction that admits it. */
async function readIn(house: House, done: Done): Promise<Done> {
  if ('refusal' in done) return done
  const plaintexts = new Map<number, Uint8Array>()
  for (const [position, bytes] of done.plaintexts) plaintexts.set(position, (await house.reading.read(bytes)).plaintext)
  return { ...done, plaintexts }
}

/** The index will ask for what the projection had, which of the kinds there are is the first file. */
function keepFresh(house: House, act: ActId, plaintexts: ReadonlyMap<number, Uint8Array>): void {
  const plaintext = plaintexts.get(0)
  if (plaintext !== undefined) house.fresh?.keep(act, plaintext)
}

/** Files of an act of ours have come back, or something else in their place. */
async function showReturned(house: House, fetched: Fetched, done: Done): Promise<void> {
  const removes = await house.store.transaction(async (tx) => {
    if ('refusal' in done) return forgetWrongFiles(tx, fetched)
    await showWithFiles(house, tx, { ...fetched, ...done })
    return []
  })
  for (const blob of removes) await house.blobs.remove(blob)
}
