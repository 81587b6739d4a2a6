import { startLoop, type Loop } from '#platform/clock/loop.ts'
import { addMs, epochMsOf } from '#kernel/instant.ts'
import type { Row } from '#platform/db/table.ts'
import { acts } from '#platform/record/tables.ts'
import { heldBell } from '#platform/transport/taking.ts'
import { judgeHeld, judgeUntold } from '#platform/transport/held.ts'
import { askLane } from '#platform/transport/lane.ts'
import { received } from '#platform/transport/tables.ts'
import type { ActId } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import { lanePoint } from '#charter/charter.ts'
import { leftAt } from '#charter/standing.ts'
import { charterBell } from '#charter/projector.ts'
import type { House } from '#charter/record/house.ts'
import { entries } from '#charter/record/tables.ts'
import { sayDigests } from '#rooms/agreements/digests.ts'
import { enterWhatIsDue } from '#rooms/governance/entering.ts'
import { laterParties, sendWaiting } from '#rooms/governance/later-parties.ts'
import { learnLane } from './admission.ts'
import type { RunningJournal } from './journaling.ts'
import { asking, takingPorts, type Peers } from './links.ts'
import type { NodePorts } from './ports.ts'

/** The lane is looked at when its bell rings, and this often: a clock may have come to an entry that was ahead of it. */
const lookMs = 30_000
/** One peer is asked for the lane no more often than this, whatever it says that we lack. */
const patienceMs = 10_000
/** Parcels that are held by the same peer are one question; more are asked for in the next round. */
const mostHeld = 1000

/** Adopts entries as they come, in every process of the node, judges again what waited for one, and asks for those that are missing. */
export function startLane(ports: NodePorts, house: House, peers: Peers): AsyncDisposable {
  const taking = takingPorts(ports, house)
  const asked = new Map<Party, number>()
  const follower = { ...ports, self: house.self, charter: house.charter, follow: house.followLane }
  const askOnce = async (peer: Party): Promise<number> => {
    const ask = asking(ports, house, peer)
    if (hasLeft(house)) return learnLane(follower, ask)
    const { number } = house.charter().place
    const { came } = await askLane(taking, ask, peer, number)
    // Nothing fits after our newest: the peer's lane is another from somewhere on.
    return came > 0 || number === 0 ? came : (await askLane(taking, ask, peer, 0)).came
  }
  const told = new Set<string>()
  const sendToLater = async (): Promise<void> => {
    for (const { party, entry } of laterParties(house)) {
      const coming = `${party} ${entry}`
      if (!told.has(coming)) await sendWaiting(house, party)
      told.add(coming)
    }
  }
  let judgedAt: ActId | undefined
  const judgeFrozen = async (): Promise<void> => {
    const { newest, parties } = house.charter()
    const isNews = newest !== judgedAt
    if (isNews) for (const party of parties.keys()) await judgeUntold(taking, party)
    judgedAt = newest
  }
  const round = async (): Promise<number> => {
    await house.followLane(ports.store)
    peers.meet()
    await sendToLater()
    await judgeFrozen()
    if ((await judgeHeld(taking)) > 0) return 0
    let came = 0
    const lacking = await peersToAsk(ports, house)
    for (const peer of lacking) {
      const sinceMs = Math.abs(epochMsOf(ports.clock.now()) - (asked.get(peer) ?? 0))
      if (sinceMs < (hasLeft(house) ? lookMs : patienceMs)) continue
      came += await askOnce(peer)
      asked.set(peer, epochMsOf(ports.clock.now()))
    }
    if (came > 0) return 0
    return lacking.length > 0 || (await entriesBeyond(ports, house)).length > 0 ? patienceMs : lookMs
  }
  return woken(ports, startLoop({ ...ports, name: 'lane', round }), [charterBell, heldBell])
}

/** Whether this party has left: nobody sends it what comes after, and only the lane itself says that it is let in again. */
const hasLeft = ({ charter, self, clock }: House): boolean => leftAt(charter(), self, clock.now()) !== undefined

/** Whoever named an entry that is not here; and everyone, where an entry is here that does not follow ours. */
async function peersToAsk({ store, clock }: NodePorts, house: House): Promise<readonly Party[]> {
  const charter = house.charter()
  const where = { outcome: 'held', code: 'charter-entry-unknown' } as const
  const held = await store.select(received, {
    where,
    order: ['peer', 'stream', 'number'],
    limit: mostHeld,
    columns: ['peer'],
  })
  const beyond = await entriesBeyond({ store }, house)
  const isGap =
    beyond.some(({ previous }) => lanePoint(charter, previous) === undefined) ||
    (await lacksOrdered({ store, clock }, beyond))
  const parties = isGap || hasLeft(house) ? [...charter.parties.keys()] : held.map(({ peer }) => peer)
  return [...new Set(parties)].filter((party) => party !== house.self)
}

const entriesBeyond = ({ store }: Pick<NodePorts, 'store'>, house: House): Promise<readonly Row<typeof entries>[]> =>
  store.select(entries, { where: { number: { gt: house.charter().place.number } }, limit: mostHeld })

/**
 * Whether an act that one of these entries orders has not come, though the entry has for a while: its author may be away for good, and who
 * has adopted the entry has the act too.
 */
async function lacksOrdered(
  { store, clock }: Pick<NodePorts, 'store' | 'clock'>,
  beyond: readonly Row<typeof entries>[],
): Promise<boolean> {
  const act = { in: beyond.flatMap((entry) => [entry.act, entry.orders]) }
  const columns = ['act', 'arrived_at'] as const
  const rows = beyond.length === 0 ? [] : await store.select(acts, { where: { act }, columns, limit: 2 * mostHeld })
  const came = new Map(rows.map((row) => [row.act, row.arrived_at]))
  const since = addMs(clock.now(), -patienceMs)
  return beyond.some((entry) => !came.has(entry.orders) && (came.get(entry.act) ?? since) <= since)
}

/** The depositary's duty: what has its signatures takes its place. A node that may be older than its journal enters nothing. */
export function startEntering(ports: NodePorts, house: House, journal: RunningJournal): AsyncDisposable {
  const round = async (): Promise<number> => {
    if (journal.state().kind !== 'running') return lookMs
    await sayingDigests(house)
    return (await enterWhatIsDue(house, ports.cas)) ? 0 : lookMs
  }
  return woken(ports, startLoop({ ...ports, name: 'entering', round }), [charterBell])
}

/** One process of the node at a time. */
async function sayingDigests(house: House): Promise<void> {
  await using lease = await house.store.lease('digests')
  if (lease !== undefined && lease.isHeld) await sayDigests(house)
}

function woken({ store }: NodePorts, loop: Loop, bells: readonly string[]): AsyncDisposable {
  const stops = bells.map((bell) => store.onRing(bell, () => loop.wake()))
  return {
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop()
      await loop[Symbol.asyncDispose]()
    },
  }
}
