import { toBase64Url } from '#kernel/bytes.ts'
import { addMs, instantOf, type Instant } from '#kernel/instant.ts'
import { isRefusal } from '#kernel/refusal.ts'
import { openAct } from '#protocol/act/open.ts'
import { writeStatement } from '#protocol/act/sign.ts'
import { actType } from '#protocol/act/act-id.ts'
import type { Act, ActId, Desk, Kind } from '#protocol/act/statement.ts'
import type { Party } from '#protocol/identity/party.ts'
import type { Label } from '#protocol/label/label.ts'
import { SimulatedDatabase, type SimulatedStore } from '#platform/db/simulated-store.ts'
import { remove } from '#platform/db/table.ts'
import { enterAct } from '#platform/record/enter.ts'
import type { Arrived } from '#platform/record/projector.ts'
import type { Draft } from '#charter/record/draft.ts'
import type { Speaker } from '#charter/record/labelling.ts'
import { consultationProjector } from '../project.ts'

export const start = instantOf(1_795_000_000_000)
export const minuteMs = 60_000
export const label: Label = { level: 'open', category: 'other', handling: [] }
const account = { name: 'duty', role: 'duty', desk: 'duty-1', clearance: 'open', categories: ['*'] } as const
export const reader = { account, levels: ['open'], categories: 'all', seesAll: true } as const
const genesis = `act--${'0'.repeat(64)}` as ActId

export const speakerOf = (self: Party, at: Instant): Speaker => ({
  self,
  officers: ['duty-1' as Desk],
  at,
  words: {
    levels: new Map(),
    categories: new Map(),
    handling: new Map(),
    purposes: new Map([['information', { title: {} }]]),
  },
  cleared: reader,
})

interface Said {
  readonly kind: string
  readonly body: object
  readonly author: Party
  readonly to: readonly Party[]
  readonly label: Label
  readonly at: Instant
  readonly salt?: number
}

let salt = 0

/** An act as a record holds it, without signatures. */
export function actOf({ kind, body, author, to, label: under, at }: Said): Act {
  salt += 1
  const statement = writeStatement({
    kind: kind as Kind,
    coalition: genesis,
    author,
    officers: ['duty-1' as Desk],
    at,
    audience: to.toSorted(),
    label: under,
    charter: genesis,
    refs: [],
    salt: toBase64Url(new Uint8Array(32).fill(salt % 256, 0, 16).fill((salt >> 8) % 256, 16)),
    attachments: [],
    crit: [],
    body: { ...body },
  })
  const act = openAct({ payloadType: actType, statement, signatures: [] })
  if (isRefusal(act)) throw new TypeError(act.code)
  return act
}

interface House {
  readonly store: SimulatedStore
  arrivals: Arrived[]
}

interface Parcel {
  readonly to: Party
  readonly act: Act
}

/** Houses that hear of one matter, each by its own record, and what is under way between them. */
export class RoomWorld {
  readonly parties: readonly Party[]
  readonly #houses: ReadonlyMap<Party, House>
  #underWay: Parcel[] = []
  now = start
  /** What it is about. */
  about = genesis

  constructor(parties: readonly Party[]) {
    this.parties = parties
    this.#houses = new Map(parties.map((party) => [party, { store: new SimulatedDatabase().connect(), arrivals: [] }]))
  }

  /** One of the parties has begun it, and those that it turned to know. */
  async begin(act: Act): Promise<void> {
    this.about = act.id
    const to = 'coalition' in act.said.audience ? [] : act.said.audience
    for (const party of [act.said.author, ...to]) await this.takeIn(party, act)
  }

  /** An act of one's own: recorded here, and under way to its addressees. */
  async record(by: Party, { kind, body, audience, label: under }: Draft): Promise<void> {
    const to = 'coalition' in audience ? [] : audience
    const act = actOf({ kind, body, author: by, to, label: under, at: this.now })
    await this.takeIn(by, act)
    this.#underWay.push(...to.map((party) => ({ to: party, act })))
  }

  /** One of what is under way comes in, and perhaps once more later. */
  async hear(at: number, again: boolean): Promise<void> {
    const parcel = this.#underWay[at % Math.max(1, this.#underWay.length)]
    if (parcel === undefined) return
    if (!again) this.#underWay = this.#underWay.filter((one) => one !== parcel)
    await this.takeIn(parcel.to, parcel.act)
  }

  async hearAll(): Promise<void> {
    while (this.#underWay.length > 0) await this.hear(0, false)
  }

  /** As the door does: an act comes in once. */
  async takeIn(party: Party, act: Act): Promise<void> {
    this.now = addMs(this.now, minuteMs)
    const house = this.#house(party)
    if (house.arrivals.some((one) => one.act.id === act.id)) return
    const arrived = {
      act,
      arrival: house.arrivals.length + 1,
      arrivedAt: this.now,
      self: party,
      attachments: new Map(),
    }
    house.arrivals.push(arrived)
    const own = act.said.author === party
    await house.store.transaction((tx) => tx.apply(enterAct({ ...arrived, own, standing: 'admitted', files: [] })))
    await project(house.store, arrived)
  }

  /** Every house makes its projections anew from its record. */
  async restart(): Promise<void> {
    for (const { store, arrivals } of this.#houses.values()) {
      await store.transaction((tx) => tx.apply(consultationProjector.tables.map((table) => remove(table, {}))))
      for (const each of arrivals) await project(store, each)
    }
  }

  storeOf(party: Party): SimulatedStore {
    return this.#house(party).store
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { store } of this.#houses.values()) await store[Symbol.asyncDispose]()
  }

  #house(party: Party): House {
    const house = this.#houses.get(party)
    if (house === undefined) throw new TypeError(party)
    return house
  }
}

async function project(store: SimulatedStore, arrived: Arrived): Promise<void> {
  const projected = consultationProjector.project(arrived)
  if (isRefusal(projected)) throw new TypeError(projected.code)
  await store.transaction((tx) => tx.apply(projected.changes))
}
