import { Fault } from '#kernel/fault.ts'
import { addMs, type Instant } from '#kernel/instant.ts'
import { refuse, type Refusal } from '#kernel/refusal.ts'
import type { Party } from '#protocol/identity/party.ts'
import { writeInvitation } from '#charter/lane/invitation.ts'
import type { ActId, SignedAct } from '#protocol/act/statement.ts'
import type { Reads } from '#platform/db/store.ts'
import { loadAct } from '#platform/record/load.ts'
import { lanePoint, placesOf, type Charter } from '#charter/charter.ts'
import { isOutside, leftAt } from '#charter/standing.ts'
import type { LaneEntry } from '#charter/lane/adopt.ts'
import { writeLane } from '#charter/lane/file.ts'
import { knownForks } from '#charter/record/forks.ts'
import type { House } from '#charter/record/house.ts'

/** A charter as a file, read from where it was followed. */
export const wholeLane = async (reads: Reads, charter: Charter): Promise<Uint8Array> =>
  writeLane(await laneTo(reads, charter))

/** The charter as a file; or the first proof of a fork, `undefined` where there is none. */
export async function laneFile({ store, charter, laneFork }: House, isProof: boolean): Promise<Uint8Array | undefined> {
  if (!isProof) return wholeLane(store, charter())
  const fork = laneFork() ?? (await knownForks(store))[0]
  const upTo = fork === undefined ? undefined : lanePoint(charter(), fork.previous)
  if (fork === undefined || upTo === undefined) return undefined
  const [one, other] = fork.entries
  return writeLane({ ...(await laneTo(store, upTo)), fork: [await held(store, one), await held(store, other)] })
}

/** How long an invitation holds that names no day. */
const usualMs = 30 * 86_400_000

/** The charter as a file for a state that is no party yet, and until when it may be used. */
export async function invitation(
  house: House,
  wish: { readonly for?: Party | undefined; readonly expires?: Instant | undefined },
): Promise<Uint8Array | Refusal> {
  const { self, clock, store, charter } = house
  const at = clock.now()
  const { for: invited, expires = addMs(at, usualMs) } = wish
  const rule = 'protocol 8: invitation'
  if (expires <= at) return refuse('invitation-expired', rule, { by: self, expires })
  if (invited !== undefined && !isOutside(charter(), invited, at))
    return refuse('party-exists', rule, { party: invited })
  const header = { coalition: charter().id, by: self, ...(invited === undefined ? {} : { for: invited }), at, expires }
  return writeInvitation(header, await wholeLane(store, charter()))
}

export interface LaneAsked {
  readonly peer: Party
  /** Number of the last entry that it has. */
  readonly after: number
  readonly maxBytes: number
}

/** Entries after a number and what they order, as many as fit, and the first in any case; for who has left, none beyond its leaving. */
export async function laneAfter(
  { store, charter, clock }: House,
  { peer, after, maxBytes }: LaneAsked,
): Promise<readonly SignedAct[]> {
  const newest = charter()
  const left = leftAt(newest, peer, clock.now())
  const places = [...placesOf(newest).take(Math.max(0, newest.place.number - after))]
    .filter(({ at }) => left === undefined || at <= left)
    .toReversed()
  const acts: SignedAct[] = []
  let bytes = 0
  for (const { act, orders } of places) {
    if (orders === undefined) continue
    const pair = [await held(store, orders), await held(store, act)]
    bytes += pair.reduce((sum, one) => sum + 2 * one.statement.length + 4096 * one.signatures.length, 0)
    if (acts.length > 0 && bytes > maxBytes) break
    acts.push(...pair)
  }
  return acts
}

async function laneTo(reads: Reads, charter: Charter) {
  const entries: LaneEntry[] = []
  for (const { act, orders } of [...placesOf(charter)].toReversed()) {
    if (orders !== undefined) entries.push({ entry: await held(reads, act), ordered: await held(reads, orders) })
  }
  return { genesis: await held(reads, charter.id), entries }
}

async function held(reads: Reads, id: ActId): Promise<SignedAct> {
  const act = await loadAct(reads, id)
  if (act === undefined) throw new Fault('lane-act-missing', { params: { act: id } })
  return act
}
