import { Fault } from '#kernel/fault.ts'
import { isRefusal } from '#kernel/refusal.ts'
import type { Log } from '#kernel/log.ts'
import type { Party } from '#protocol/identity/party.ts'
import { linkClient } from '#platform/transport/link/link-client.ts'
import { linkKeyId, linkKeysOf, linkSigner } from '#platform/transport/link/link-keys.ts'
import type { LinkReply } from '#platform/transport/link/link-client.ts'
import type { Charter } from '#charter/charter.ts'
import { lanePoint } from '#charter/charter.ts'
import { entriesIn } from '#charter/lane/file.ts'
import { installEntries } from '#charter/record/install-lane.ts'
import type { LiveCharter } from '#charter/record/live-charter.ts'
import { keysOf } from '#charter/standing.ts'
import type { NodePorts } from './ports.ts'

export type AdmissionPorts = Pick<
  NodePorts,
  'party' | 'keyring' | 'store' | 'clock' | 'timers' | 'random' | 'fetchTo' | 'urlOf'
> & { readonly log: Log }

/** The members are asked again after this time whether the admission has been entered. */
const askEveryMs = 10_000

/**
 * Waits until the lane says that this node's party is one. Its members know the key of a party only from the entry on that admits it, and
 * answer nothing before; then any of them gives the whole lane, which is verified here from genesis. Faults with `stopped` when told to stop.
 */
export async function awaitAdmission(ports: AdmissionPorts, live: LiveCharter, stop: AbortSignal): Promise<void> {
  for (let round = 0; !live.charter.parties.has(ports.party); round += 1) {
    if (stop.aborted) throw new Fault('stopped')
    for (const peer of live.charter.parties.keys()) {
      if (!live.charter.parties.has(ports.party)) await learnFrom(ports, live, peer)
    }
    if (live.charter.parties.has(ports.party)) break
    if (round === 0) ports.log({ level: 'warn', event: 'waiting-for-admission', party: ports.party })
    await ports.timers.sleep(askEveryMs, stop)
  }
  const { number } = live.charter.place
  ports.log({ level: 'info', event: 'admitted', party: ports.party, number })
}

/** Takes from a member what it has of the lane after ours; where nothing fits, it is followed from genesis, for a successor may have cut ours short. */
async function learnFrom(ports: AdmissionPorts, live: LiveCharter, peer: Party): Promise<void> {
  const { newest } = live.charter
  await follow(ports, live, { peer, from: live.charter })
  const genesis = lanePoint(live.charter, live.charter.id)
  if (live.charter.newest === newest && genesis !== undefined && newest !== live.charter.id) {
    await follow(ports, live, { peer, from: genesis })
  }
}

async function follow(
  ports: AdmissionPorts,
  live: LiveCharter,
  { peer, from }: { readonly peer: Party; readonly from: Charter },
): Promise<void> {
  const where = { store: ports.store, self: ports.party, at: ports.clock.now() }
  for (let charter = from; ;) {
    const reply = await askLane(ports, charter, { peer, after: charter.place.number })
    if (reply.kind !== 'answer' || reply.status !== 200) return
    const pairs = entriesIn(reply.body)
    if (isRefusal(pairs) || (await installEntries(where, charter, pairs)) === 0) return
    await live.follow(ports.store)
    if (live.charter.place.number <= charter.place.number) return
    charter = live.charter
  }
}

function askLane(
  ports: AdmissionPorts,
  charter: Charter,
  { peer, after }: { readonly peer: Party; readonly after: number },
): Promise<LinkReply> {
  const keys = linkKeysOf((party) => [keysOf(charter, party)].filter((held) => held !== undefined))
  const known = keysOf(charter, peer)?.link.ed25519
  const expects = () => (known === undefined ? undefined : linkKeyId(known))
  const client = { ...ports, fetch: ports.fetchTo(peer), self: linkSigner(ports.keyring), keys, expects }
  const origin = ports.urlOf?.(peer) ?? charter.parties.get(peer)?.url ?? ''
  return linkClient(client, { party: peer, origin })({ method: 'GET', path: `/federation/v1/lane?after=${after}` })
}
