import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Log } from '#kernel/log.ts'
import type { Party } from '#protocol/identity/party.ts'
import { linkClient } from '#platform/transport/link/link-client.ts'
import { linkKeyId, linkKeysOf, linkSigner } from '#platform/transport/link/link-keys.ts'
import type { AskPeer } from '#platform/transport/puller.ts'
import type { Reads } from '#platform/db/store.ts'
import type { Charter } from '#charter/charter.ts'
import { lanePoint } from '#charter/charter.ts'
import { entriesIn } from '#charter/lane/file.ts'
import { installEntries } from '#charter/record/install-lane.ts'
import type { LiveCharter } from '#charter/record/live-charter.ts'
import { isOutside, keysOf } from '#charter/standing.ts'
import type { NodePorts } from './ports.ts'

export type AdmissionPorts = Pick<
  NodePorts,
  'party' | 'keyring' | 'store' | 'clock' | 'timers' | 'random' | 'fetchTo' | 'urlOf'
> & { readonly log: Log }

/** The members are asked again after this time whether the admission has been entered. */
const askEveryMs = 10_000

/**
 * Waits until the lane says that this node's party is one, by keys that are here. Its members know the key of a party only from the entry on that
 * admits it, and answer nothing before; then any of them gives the whole lane, which is verified here from genesis. Faults with `stopped` when told
 * to stop.
 */
export async function awaitAdmission(ports: AdmissionPorts, live: LiveCharter, stop: AbortSignal): Promise<void> {
  if (!(await isAwaited(ports, live.charter))) return
  const following = {
    ...ports,
    self: ports.party,
    charter: () => live.charter,
    follow: (reads: Reads) => live.follow(reads),
  }
  for (let round = 0; ; round += 1) {
    if (stop.aborted) throw new Fault('stopped')
    for (const peer of live.charter.parties.keys()) {
      const isPeer = peer !== ports.party && (await isAwaited(ports, live.charter))
      if (isPeer)
        await learnLane(
          following,
          asks(ports, () => live.charter, peer),
        )
    }
    if (!(await isAwaited(ports, live.charter))) break
    if (round === 0) ports.log({ level: 'warn', event: 'waiting-for-admission', party: ports.party })
    await ports.timers.sleep(askEveryMs, stop)
  }
  const { number } = live.charter.place
  ports.log({ level: 'info', event: 'admitted', party: ports.party, number })
}

/** Of a party that has left, a node with other keys than it had then is a new one, and asks to come back. */
async function isAwaited({ party, keyring, clock }: AdmissionPorts, charter: Charter): Promise<boolean> {
  if (!isOutside(charter, party, clock.now())) return false
  const last = keysOf(charter, party)
  return last === undefined || (await keyring.under(last)) === undefined
}

/** Who follows the lane while nobody sends him anything: a party to be, or one that has left. */
export interface LaneFollower extends Pick<NodePorts, 'store' | 'clock'> {
  readonly self: Party
  readonly charter: () => Charter
  readonly follow: (reads: Reads) => Promise<unknown>
}

/**
 * Takes from a member what it has of the lane after ours; where nothing fits, it is followed from genesis, for a successor may have cut ours short.
 * Answers how many entries ours is longer.
 */
export async function learnLane(follower: LaneFollower, ask: AskPeer): Promise<number> {
  const charter = follower.charter()
  await follow(follower, ask, charter)
  const genesis = lanePoint(charter, charter.id)
  const isSame = follower.charter().newest === charter.newest
  if (isSame && genesis !== undefined && charter.newest !== charter.id) await follow(follower, ask, genesis)
  return follower.charter().newest === charter.newest ? 0 : 1
}

async function follow(follower: LaneFollower, ask: AskPeer, from: Charter): Promise<void> {
  const { store, self, clock } = follower
  const where = { store, self, at: clock.now() }
  for (let charter = from; ;) {
    const reply = await ask({ method: 'GET', path: `/federation/v1/lane?after=${charter.place.number}` })
    if (reply.kind !== 'answer' || reply.status !== 200) return
    const pairs = entriesIn(reply.body)
    if (isRefusal(pairs) || (await installEntries(where, charter, pairs)) === 0) return
    await follower.follow(store)
    if (follower.charter().place.number <= charter.place.number) return
    charter = follower.charter()
  }
}

function asks(ports: AdmissionPorts, charter: () => Charter, peer: Party): AskPeer {
  return (ask) => {
    const keys = linkKeysOf((party) => [keysOf(charter(), party)].filter((held) => held !== undefined))
    const known = keysOf(charter(), peer)?.link.ed25519
    const expects = () => (known === undefined ? undefined : linkKeyId(known))
    const client = { ...ports, fetch: ports.fetchTo(peer), self: linkSigner(ports.keyring), keys, expects }
    const origin = ports.urlOf?.(peer) ?? charter().parties.get(peer)?.url ?? ''
    return linkClient(client, { party: peer, origin })(ask)
  }
}
