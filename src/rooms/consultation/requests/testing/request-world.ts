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
import { consultationProjector } from '../../project.ts'
import { usualLadder } from '../clock.ts'
import type { KnownRequest } from '../decide.ts'
import { findRequest, knownRequest, type RequestView, type Viewing } from '../read.ts'
import type { RfiState } from '../state.ts'

const start = instantOf(1_795_000_000_000)
const minuteMs = 60_000
export const label: Label = { level: 'open', category: 'other', handling: [] }
const account = { name: 'duty', role: 'duty', desk: 'duty-1', clearance: 'open', categories: ['*'] } as const
const reader = { account, levels: ['open'], categories: 'all', seesAll: true } as const
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

/** Houses that hear of one request, each by its own record, and what is under way between them. */
export class RequestWorld {
  readonly #houses: ReadonlyMap<Party, House>
  readonly #asks: Party
  readonly #asked: readonly Party[]
  #underWay: Parcel[] = []
  now = start
  request = genesis

  private constructor([asks, ...others]: readonly Party[], asked: readonly Party[]) {
    if (asks === undefined) throw new TypeError('nobody asks')
    const houses = [asks, ...others]
    this.#asks = asks
    this.#asked = asked
    this.#houses = new Map(houses.map((party) => [party, { store: new SimulatedDatabase().connect(), arrivals: [] }]))
  }

  /** The first of the parties has asked some of the others, and these know. */
  static async start(parties: readonly Party[], asked: readonly Party[]): Promise<RequestWorld> {
    const world = new RequestWorld(parties, asked)
    const needBy = addMs(start, 60 * minuteMs)
    const body = { title: 't', question: 'q', use: 'u', legalBasis: 'b', needBy, zone: 'UTC' }
    const act = actOf({
      kind: 'rfi.request/1',
      body,
      author: world.#asks,
      to: asked,
      label: { ...label, purpose: 'information', reviewBy: needBy },
      at: start,
    })
    world.request = act.id
    for (const party of [world.#asks, ...asked]) await world.takeIn(party, act)
    return world
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

  known(party: Party): Promise<KnownRequest | undefined> {
    return knownRequest(this.#viewing(party), this.request)
  }

  /** As of a moment. */
  async views(now = this.now): Promise<ReadonlyMap<Party, RequestView | undefined>> {
    const at = [...this.#houses.keys()]
    return new Map(
      await Promise.all(
        at.map(async (party) => [party, await findRequest({ ...this.#viewing(party), now }, this.request)] as const),
      ),
    )
  }

  /** `HOUSE PARTY`: how the house sees that party, among those asked. */
  async states(): Promise<ReadonlyMap<string, RfiState>> {
    const views = await this.views()
    return new Map(
      [...views].flatMap(([house, view]) =>
        this.#asked.flatMap((party) => {
          const asked = view?.parties[party]
          return asked === undefined ? [] : [[`${house} ${party}`, asked.state] as const]
        }),
      ),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { store } of this.#houses.values()) await store[Symbol.asyncDispose]()
  }

  #house(party: Party): House {
    const house = this.#houses.get(party)
    if (house === undefined) throw new TypeError(party)
    return house
  }

  #viewing(party: Party): Viewing {
    return { reads: this.#house(party).store, self: party, reader, ladder: usualLadder, now: this.now }
  }
}

async function project(store: SimulatedStore, arrived: Arrived): Promise<void> {
  const projected = consultationProjector.project(arrived)
  if (isRefusal(projected)) throw new TypeError(projected.code)
  await store.transaction((tx) => tx.apply(projected.changes))
}
